package contacts

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"evenpost/gui/kit"
	"evenpost/mailing"
)

// twinsDialog shows contacts that seem to be one person, and merges them.
type twinsDialog struct {
	page   *Page
	dialog *kit.Dialog
	rows   *fyne.Container
	read   kit.Latest[[]mailing.Twins]
}

func (p *Page) showTwins() {
	d := &twinsDialog{page: p, rows: kit.Column(kit.SpaceS, kit.Hint(kit.T("Looking through the contacts…")))}
	d.dialog = kit.NewDialog(p.ui, kit.T("Duplicates"), kit.Grow(kit.ScrollBody(d.rows)), "", nil).Sized(680, 520)
	d.dialog.OnClosed(d.read.Cancel)
	d.dialog.Show()
	d.reread()
}

func (d *twinsDialog) reread() {
	d.read.Run(d.page.ui, d.page.store.Twins, func(all []mailing.Twins, err error) {
		if err != nil {
			d.dialog.Fail(err)
			return
		}
		d.rows.Objects = []fyne.CanvasObject{kit.Hint(kit.T("Found by address and by name and company. The one that stays keeps what it says and gets what it lacks from the others."))}
		if len(all) == 0 {
			d.rows.Objects = []fyne.CanvasObject{kit.Hint(kit.T("No two contacts seem to be the same person."))}
		}
		for _, t := range all[:min(len(all), twinsShown)] {
			d.rows.Add(kit.Card(d.group(t)))
		}
		if n := len(all) - twinsShown; n > 0 {
			d.rows.Add(kit.Hint(kit.N("{{.N}} more after these", "{{.N}} more after these", n)))
		}
		d.rows.Refresh()
	})
}

// twinsShown is how many groups are looked at together: the next ones come when these are merged.
const twinsShown = 20

func (d *twinsDialog) group(t mailing.Twins) fyne.CanvasObject {
	why := kit.T("The addresses lead to the same mailbox")
	if t.Why == mailing.SameName {
		why = kit.T("Same name, same company")
	}
	all := []fyne.CanvasObject{kit.Hint(why)}
	for i, c := range t.Contacts {
		words := c.Email
		if about := strings.TrimSpace(c.Name() + "  " + c.Company); about != "" {
			words += "  ·  " + about
		}
		all = append(all, kit.Row(kit.SpaceS, kit.Grow(kit.Line(words).Cuttable()),
			kit.Quiet(kit.T("Keep this one"), nil, func() { d.merge(t, i) })))
	}
	return kit.Column(kit.SpaceXS, all...)
}

func (d *twinsDialog) merge(t mailing.Twins, stays int) {
	var others []int64
	for i, c := range t.Contacts {
		if i != stays {
			others = append(others, c.ID)
		}
	}
	store, kept := d.page.store, t.Contacts[stays]
	kit.Run(d.page.ui, nil, func(ctx context.Context) (mailing.BulkReport, error) {
		return store.MergeContacts(ctx, kept.ID, others)
	}, func(r mailing.BulkReport, err error) {
		if err != nil {
			d.dialog.Fail(err)
			return
		}
		d.page.changed(r, nil, kit.N("{{.N}} contact merged into {{.Address}}", "{{.N}} contacts merged into {{.Address}}", r.Changed, kit.M{"Address": kept.Email}), nil)
		d.reread()
	})
}

// changeField gives contacts one value in one field.
func (p *Page) changeField(ids []int64) {
	kit.Run(p.ui, nil, p.store.Fields, func(own []mailing.Field, err error) {
		if err != nil {
			kit.ShowError(p.ui, err)
			return
		}
		fields := []string{"company", "first_name", "last_name"}
		for _, f := range own {
			fields = append(fields, f.Name)
		}
		b := mailing.Bulk{Do: mailing.SetField, Field: fields[0]}
		value := kit.NewEntry(kit.T("Empty erases what is there"))
		choose := pick(fields, b.Field, func(name string) string { return titleOf(own, name) }, func(f string) { b.Field = f })
		d := kit.NewDialog(p.ui, kit.N("Change a field of {{.N}} contact", "Change a field of {{.N}} contacts", len(ids)),
			kit.Column(kit.SpaceM, kit.Field(kit.T("Field"), "", choose), kit.Field(kit.T("New value"), "", value)), kit.T("Change"), func(d *kit.Dialog) {
				kind := kindOf(own, b.Field)
				read, fits := typed(kind, value.Text)
				if !fits {
					d.Problem(misfit(kind, read))
					return
				}
				b.Value = read
				d.Close()
				p.change(ids, b, func(n int) string { return kit.N("{{.N}} contact changed", "{{.N}} contacts changed", n) }, nil)
			}).Sized(420, 0)
		value.OnSubmitted = func(string) { d.Submit() }
		d.Show()
		d.Focus(value)
	})
}
