package contacts

import (
	"slices"

	"fyne.io/fyne/v2"

	"evenpost/gui/kit"
	"evenpost/mailing"
	"evenpost/storage"
)

// The columns of the table; those of further fields are colField and up, in the order of people.fields.
const (
	colName = iota
	colEmail
	colCompany
	colTags
	colStatus
	colAdded
	colField
)

// showColumns shows the further fields that were chosen as columns, once the choice has changed.
func (v *people) showColumns(all []mailing.Field) {
	shown := slices.DeleteFunc(slices.Clone(all), func(f mailing.Field) bool { return !f.Shown })
	if slices.Equal(shown, v.fields) {
		return
	}
	v.fields = shown
	old, place := v.grid, v.grid.Current()
	v.makeGrid()
	if v.body.Objects[0] == old {
		swap(v.body, v.grid)
	}
	if place > 0 {
		v.grid.SetCurrent(place)
	}
	if !v.canSort() { // by a column that is gone
		v.sort, v.desc = storage.SortName, false
		v.grid.SetSort(v.sort, v.desc)
		v.live.Ask()
	}
}

func (v *people) canSort() bool {
	switch v.sort {
	case storage.SortName, storage.SortEmail, storage.SortCompany, storage.SortAdded:
		return true
	}
	return slices.ContainsFunc(v.fields, func(f mailing.Field) bool { return storage.SortByField(f.Name) == v.sort })
}

// makeColumns are the columns of the table: the chosen fields stand where one sees them first.
func (v *people) makeColumns() []kit.GridColumn {
	cols := []kit.GridColumn{
		{Key: storage.SortName, Title: kit.T("Name"), Min: 124, Weight: 2},
		{Key: storage.SortEmail, Title: kit.T("E-mail address"), Min: 216, Weight: 3},
	}
	v.cols = []int{colName, colEmail}
	for i, f := range v.fields {
		cols = append(cols, kit.GridColumn{Key: storage.SortByField(f.Name), Title: f.Title, Min: 104, Weight: 1, Align: alignOf(f.Kind), Optional: i > 1})
		v.cols = append(v.cols, colField+i)
	}
	v.cols = append(v.cols, colCompany, colTags, colStatus, colAdded)
	return append(cols,
		kit.GridColumn{Key: storage.SortCompany, Title: kit.T("Company"), Min: 100, Weight: 2, Optional: true},
		kit.GridColumn{Title: kit.T("Tags"), Min: 104, Weight: 2, Optional: true},
		kit.GridColumn{Title: kit.T("Status"), Min: 130, Optional: true},
		kit.GridColumn{Key: storage.SortAdded, Title: kit.T("Added"), Min: 96, Optional: true},
	)
}

// fieldCell is a further value; one that does not fit its field is pale.
func (v *people) fieldCell(c mailing.Contact, f mailing.Field, never bool) kit.Cell {
	value := c.Fields[f.Name]
	return kit.Cell{Text: valueWords(f.Kind, value), Dim: never || !f.Kind.Fits(value)}
}

// alignOf has numbers stand below each other.
func alignOf(k mailing.FieldKind) fyne.TextAlign {
	if k == mailing.KindNumber {
		return fyne.TextAlignTrailing
	}
	return fyne.TextAlignLeading
}
