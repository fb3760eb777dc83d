package deliveries

import (
	"slices"

	"fyne.io/fyne/v2"

	"evenpost/gui/kit"
	"evenpost/mailing"
	"evenpost/storage"
)

// chosen is the query of the selected rows and how many they are; without a selection all that are shown.
func (v *View) chosen() (q storage.DeliveryQuery, n int) {
	q, n = v.rows.query, v.grid.SelectedCount()
	if n == 0 || n == v.rows.total {
		return q, v.rows.total
	}
	q.IDs = slices.DeleteFunc(v.grid.SelectedIDs(), func(id int64) bool { return id == 0 })
	return q, len(q.IDs)
}

func (v *View) has(s mailing.DeliveryState) bool { return slices.Contains(v.query.States, s) }

// selected shows what can be done with the selected rows.
func (v *View) selected() {
	_, n := v.chosen()
	some := v.grid.SelectedCount() > 0
	v.hint.SetText("")
	if workable(v.query) && v.rows.total > 0 {
		v.hint.SetText(kit.T("Space selects, Enter shows all tries, Delete means never again"))
	}
	word := func(all, chosen string) string {
		if some {
			return chosen
		}
		return all
	}
	v.bar.Objects = nil
	if n > 0 {
		v.bar.Objects = v.buttons(word, n)
	}
	v.bar.Refresh()
	if some {
		v.count.SetText(kit.T("{{.N}} of {{.All}} selected", kit.M{"N": n, "All": v.rows.total}))
	} else {
		v.count.SetText(kit.N("{{.N}} person", "{{.N}} people", v.rows.total))
	}
	v.root.Refresh()
}

func (v *View) buttons(word func(all, chosen string) string, n int) []fyne.CanvasObject {
	save := kit.IconButton(kit.IconDownload, kit.T("Save as CSV"), func() { q, _ := v.chosen(); v.actions.Export(q) })
	switch {
	case v.has(mailing.Failed):
		never := kit.IconButton(kit.IconBlock, kit.T("Never mail these again"), v.onDelete)
		correct, correctWord := func() { q, _ := v.chosen(); v.actions.Correct(q) }, word(kit.T("Edit addresses"), kit.N("Edit {{.N}} address", "Edit {{.N}} addresses", n))
		again, againWord := func() { q, _ := v.chosen(); v.actions.Retry(q) }, word(kit.T("Try all again"), kit.T("Try {{.N}} again", kit.M{"N": n}))
		if v.query.Kind == mailing.HardBounce { // trying again helps nobody before the address is right
			return []fyne.CanvasObject{save, never, kit.Secondary(againWord, kit.IconRetry, again), kit.Primary(correctWord, kit.IconPencil, correct)}
		}
		return []fyne.CanvasObject{save, never, kit.Secondary(correctWord, kit.IconPencil, correct), kit.Primary(againWord, kit.IconRetry, again)}
	case v.has(mailing.InDoubt):
		return []fyne.CanvasObject{
			save,
			kit.Secondary(word(kit.T("Send all again"), kit.T("Send {{.N}} again", kit.M{"N": n})), kit.IconRetry, func() { q, n := v.chosen(); v.actions.SendAgain(q, n) }),
			kit.Primary(word(kit.T("All arrived"), kit.T("{{.N}} arrived", kit.M{"N": n})), kit.IconTick, func() { q, _ := v.chosen(); v.actions.Arrived(q) }),
		}
	case v.has(mailing.Skipped):
		return []fyne.CanvasObject{
			save,
			kit.Secondary(word(kit.T("Try all again"), kit.T("Try {{.N}} again", kit.M{"N": n})), kit.IconRetry, func() { q, _ := v.chosen(); v.actions.Retry(q) }),
		}
	}
	return []fyne.CanvasObject{save}
}

// onDelete means: never mail these again.
func (v *View) onDelete() {
	if !v.has(mailing.Failed) || v.rows.total == 0 {
		return
	}
	q, n := v.chosen()
	if v.grid.SelectedCount() == 0 && v.opened != 0 { // the row one looks at, not all of them
		q.IDs, n = []int64{v.opened}, 1
	}
	v.actions.Never(q, n)
}

func (v *View) menu(row int) []*fyne.MenuItem {
	d, ok := v.rows.known(row)
	if !ok {
		return nil
	}
	one := storage.DeliveryQuery{IDs: []int64{d.ID}}
	item := func(label string, icon fyne.Resource, do func()) *fyne.MenuItem {
		m := fyne.NewMenuItem(label, do)
		m.Icon = icon
		return m
	}
	again := item(kit.T("Try again"), kit.IconRetry, func() { v.actions.Retry(one) })
	items := []*fyne.MenuItem{item(kit.T("Copy address"), nil, func() { fyne.CurrentApp().Clipboard().SetContent(d.Address) })}
	if d.ContactID != 0 {
		items = append(items, item(kit.T("Show the contact"), kit.IconPeople, func() { v.ui.Navigate(kit.PageContacts, kit.OpenContact{ID: d.ContactID}) }))
	}
	switch d.State {
	case mailing.Failed:
		items = append(items, again,
			item(kit.T("Edit address"), kit.IconPencil, func() { v.actions.Correct(one) }),
			item(kit.T("Never mail again"), kit.IconBlock, func() { v.actions.Never(one, 1) }))
	case mailing.InDoubt:
		items = append(items, item(kit.T("It arrived"), kit.IconTick, func() { v.actions.Arrived(one) }),
			item(kit.T("Send again"), kit.IconRetry, func() { v.actions.SendAgain(one, 1) }))
	case mailing.Skipped:
		items = append(items, again)
	}
	return items
}
