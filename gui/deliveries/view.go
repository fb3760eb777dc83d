package deliveries

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"evenpost/gui/kit"
	"evenpost/mailing"
	"evenpost/storage"
)

// View shows the deliveries that a query chooses: a search, what can be done with the selected ones, a table, and beside it
// everything about the current one.
type View struct {
	OnBack func() // Escape, when there is nothing else to leave

	ui      *kit.UI
	root    *fyne.Container
	actions *Actions
	rows    *rows
	query   storage.DeliveryQuery // without the search
	opened  int64                 // the delivery in the panel
	cols    []column

	search *kit.Search
	grid   *kit.Grid
	count  *kit.Text
	bar    *fyne.Container
	hint   *kit.Text
	slot   *kit.Slot
	panel  *detail
	beside *fyne.Container // table and panel
	body   *fyne.Container // the table, or what is said instead
	empty  fyne.CanvasObject
}

// column is what stands in a column of the table.
type column int

const (
	colAddress column = iota
	colCampaign
	colTime
	colTries
	colWords
)

// NewView makes a view that shows nothing yet. Inside one campaign its name need not stand in every row.
func NewView(ui *kit.UI, store Store, inside bool) *View {
	v := &View{ui: ui, actions: &Actions{UI: ui, Store: store}, cols: []column{colAddress, colCampaign, colTime, colTries, colWords}}
	if inside {
		v.cols = []column{colAddress, colTime, colTries, colWords}
	}
	v.rows = newRows(ui, store, v.refreshed)
	v.root = container.NewStack(v.content())
	return v
}

// Content is what the view looks like.
func (v *View) Content() fyne.CanvasObject { return v.root }

func (v *View) content() fyne.CanvasObject {
	v.search = kit.NewSearch(kit.T("Search address or reply"), v.onSearch)
	v.search.OnDown = func() { v.grid.Focus() }
	v.count, v.slot = kit.Small(""), kit.NewSlot()
	v.bar = kit.Row(kit.SpaceS)
	v.hint = kit.Small("").Cuttable().Aligned(fyne.TextAlignTrailing)

	titles := map[column]kit.GridColumn{
		colAddress:  {Title: kit.T("Address"), Min: 200, Weight: 2},
		colCampaign: {Title: kit.T("Campaign"), Min: 130, Weight: 1, Optional: true},
		colTime:     {Title: kit.T("Time"), Min: 124},
		colTries:    {Title: kit.T("Tries"), Min: 74, Align: fyne.TextAlignTrailing, Optional: true},
		colWords:    {Title: kit.T("The server's words"), Min: 180, Weight: 3, Optional: true},
	}
	var cols []kit.GridColumn
	for _, c := range v.cols {
		cols = append(cols, titles[c])
	}
	v.grid = kit.NewGrid(cols...)
	v.grid.Rows = func() int { return v.rows.total }
	v.grid.RowID = v.rows.id
	v.grid.CellAt = v.cell
	v.grid.OnSelect = v.selected
	v.grid.OnCursor = v.onRow
	v.grid.OnOpen = v.onRow
	v.grid.OnDelete = v.onDelete
	v.grid.OnMenu = v.menu

	v.panel = newDetail(v.actions)
	v.panel.Closed = func() { v.opened = 0; v.beside.Refresh(); v.grid.Focus() }
	v.empty = kit.EmptyState(kit.IconTick, kit.T("Nothing here any more"), kit.T("What was here has been dealt with."), nil)
	v.body = container.NewStack(v.grid)
	v.beside = kit.WithPanel(v.body, v.panel.SidePanel)
	head := kit.Row(kit.SpaceS, kit.Grow(kit.AtLeast(110, 0, v.search)), v.bar)
	foot := kit.PadXY(0, kit.SpaceXS, kit.Row(kit.SpaceM, v.count, kit.Grow(v.hint)))
	return kit.Between(kit.PadXY(0, kit.SpaceS, kit.Column(kit.SpaceS, head, v.slot)), foot, v.beside)
}

// Show shows what a query chooses.
func (v *View) Show(q storage.DeliveryQuery) {
	v.query, v.opened = q, 0
	v.panel.Hide()
	v.beside.Refresh()
	v.slot.Put(nil)
	v.grid.NoChecks = !workable(q)
	v.search.OnSearch = nil // the new query is chosen once, below
	v.search.SetText("")
	v.search.OnSearch = v.onSearch
	v.grid.ClearSelection()
	v.rows.choose(q)
	v.grid.Top()
	v.selected()
}

// Reread reads the rows anew.
func (v *View) Reread() { v.rows.live.Ask() }

// Stop ends what is under way.
func (v *View) Stop() { v.rows.live.Stop() }

// Focus puts the keyboard into the table.
func (v *View) Focus() { v.grid.Focus() }

// FocusSearch puts the cursor into the search field.
func (v *View) FocusSearch() { v.ui.Window.Canvas().Focus(v.search) }

// TakeKey leaves the panel, then the view.
func (v *View) TakeKey(key fyne.KeyName) bool {
	if key != fyne.KeyEscape {
		return false
	}
	if v.panel.Visible() {
		v.panel.Close()
		return true
	}
	if v.OnBack != nil {
		v.OnBack()
		return true
	}
	return false
}

// workable says whether anything can be done with the deliveries of a query.
func workable(q storage.DeliveryQuery) bool {
	for _, s := range q.States {
		if s == mailing.Failed || s == mailing.InDoubt || s == mailing.Skipped {
			return true
		}
	}
	return false
}

func (v *View) onSearch(text string) {
	q := v.query
	q.Search = text
	v.grid.ClearSelection()
	v.rows.choose(q)
	v.grid.Top()
}

// refreshed shows what was read.
func (v *View) refreshed(err error) {
	if err != nil {
		v.slot.Fail(v.ui, err)
		return
	}
	v.slot.Put(nil)
	v.count.SetText(kit.N("{{.N}} person", "{{.N}} people", v.rows.total))
	show := fyne.CanvasObject(v.grid)
	if v.rows.total == 0 {
		show = v.empty
	}
	if v.body.Objects[0] != show {
		v.body.Objects[0] = show
		v.body.Refresh()
	}
	v.grid.Reload()
	v.selected()
	if v.opened == 0 {
		return
	}
	if row := v.rows.find(v.opened); row >= 0 {
		d, _ := v.rows.known(row)
		v.panel.show(d)
	} else if v.panel.Visible() { // dealt with: the next one, if there is one
		v.onRow(v.grid.Current())
	}
}

func (v *View) cell(row, col int) kit.Cell {
	d, ok := v.rows.at(row)
	if !ok {
		if v.cols[col] == colAddress {
			return kit.Cell{Text: "…", Dim: true}
		}
		return kit.Cell{}
	}
	now := v.ui.Now().In(v.ui.Zone)
	switch v.cols[col] {
	case colAddress:
		return kit.Cell{Text: d.Address, Icon: kit.ToneOf(d.State).Icon(), Tone: kit.ToneOf(d.State)}
	case colCampaign:
		return kit.Cell{Text: d.Campaign, Dim: true}
	case colTime:
		if d.State == mailing.Waiting && d.DueAt.After(now) {
			return kit.Cell{Text: kit.T("again {{.When}}", kit.M{"When": kit.ShortWhen(d.DueAt, now)})}
		}
		return kit.Cell{Text: kit.When(d.ChangedAt, now), Dim: true}
	case colTries:
		if d.Tries == 0 {
			return kit.Cell{}
		}
		return kit.Cell{Text: kit.Number(d.Tries), Dim: true}
	}
	return kit.Cell{Text: kit.ReplyWords(d.Reply)}
}

func (v *View) onRow(row int) {
	d, ok := v.rows.known(row)
	if !ok {
		v.panel.Hide()
		v.opened = 0
	} else {
		v.opened = d.ID
		v.panel.show(d)
	}
	v.beside.Refresh()
}
