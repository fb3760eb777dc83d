package contacts

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"evenpost/gui/kit"
	"evenpost/storage/contactfile"
)

// selected says how many are shown and selected, and what can be done with them.
func (v *people) selected() {
	shown, n := kit.N("{{.N}} contact", "{{.N}} contacts", len(v.rows.ids)), v.grid.SelectedCount()
	if v.last.more {
		shown = kit.T("The first of many")
	}
	some := n > 0 && !v.last.more
	if some {
		shown += ", " + kit.T("{{.N}} selected", kit.M{"N": n})
	}
	v.count.SetText(shown)
	kit.Show(v.withSome, some)
	kit.Show(v.withAll, !some)
	v.full.Refresh()
}

// makeBar makes the buttons beside the number of contacts. They stay the same ones, so that the focus stays where it is.
func (v *people) makeBar() fyne.CanvasObject {
	lists := kit.Quiet(kit.T("Lists"), theme.ListIcon(), v.page.editLists)
	lists.SetToolTip(kit.T("Make, rename and delete lists"))
	twins := kit.Quiet(kit.T("Duplicates"), theme.ContentCopyIcon(), v.page.showTwins)
	twins.SetToolTip(kit.T("Find contacts that are the same person, and merge them"))
	v.withAll = kit.Row(kit.SpaceXS, v.neverButton(), twins, lists,
		kit.IconButton(theme.SettingsIcon(), kit.T("Fields and columns"), v.page.editFields),
		kit.IconButton(kit.IconQuestion, kit.T("Check the addresses"), func() { v.page.checkDomains(v.rows.ids) }),
		kit.IconButton(kit.IconDownload, kit.T("Save as CSV"), func() { v.onExport(contactfile.CSV) }))
	v.withSome = kit.Row(kit.SpaceXS, v.buttons()...)
	v.withSome.Hide()
	return container.NewStack(v.withAll, v.withSome)
}

// neverButton leads to those who are never mailed.
func (v *people) neverButton() *kit.Button {
	b := kit.Quiet(kit.T("Never mail"), kit.IconBlock, v.page.showNever)
	b.SetToolTip(kit.T("Addresses that no campaign is ever sent to"))
	return b
}

func (v *people) buttons() []fyne.CanvasObject {
	var more *kit.Button
	more = kit.IconButton(theme.MoreHorizontalIcon(), kit.T("More"), func() {
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(more).AddXY(more.Size().Width, more.Size().Height+2)
		menu := kit.PopUp(v.ui.Window.Canvas(), v.moreItems(), at)
		menu.Move(at.SubtractXY(menu.MinSize().Width, 0))
	})
	return []fyne.CanvasObject{
		kit.Quiet(kit.T("Add to list"), theme.ListIcon(), func() { v.page.addToList(v.grid.SelectedIDs()) }),
		kit.Quiet(kit.T("Tag"), kit.IconTag, func() { v.page.tag(v.grid.SelectedIDs(), true) }),
		kit.Quiet(kit.T("Never mail these"), kit.IconBlock, func() { v.page.suppress(v.grid.SelectedIDs()) }),
		kit.IconButton(theme.DeleteIcon(), kit.T("Delete"), v.onDelete),
		more,
	}
}

func item(label string, icon fyne.Resource, do func()) *fyne.MenuItem {
	m := fyne.NewMenuItem(label, do)
	m.Icon = icon
	return m
}

func (v *people) moreItems() []*fyne.MenuItem {
	var items []*fyne.MenuItem
	if v.filter.list != 0 {
		list := v.filter.list
		items = append(items, item(kit.T("Take off the list “{{.List}}”", kit.M{"List": v.lists.Selected}), theme.ContentRemoveIcon(), func() {
			v.page.takeOffList(list, v.grid.SelectedIDs())
		}))
	}
	return append(items,
		item(kit.T("Change a field…"), kit.IconPencil, func() { v.page.changeField(v.grid.SelectedIDs()) }),
		item(kit.T("Take a tag away…"), kit.IconTag, func() { v.page.tag(v.grid.SelectedIDs(), false) }),
		item(kit.T("Check the addresses…"), kit.IconQuestion, func() { v.page.checkDomains(v.grid.SelectedIDs()) }),
		item(kit.T("Save as CSV…"), kit.IconDownload, func() { v.onExport(contactfile.CSV) }),
		item(kit.T("Save as Excel workbook…"), kit.IconDownload, func() { v.onExport(contactfile.XLSX) }),
		item(kit.T("Save as address cards (vCard)…"), kit.IconDownload, func() { v.onExport(contactfile.VCard) }),
	)
}

func (v *people) onExport(f contactfile.Format) {
	if n := v.grid.SelectedCount(); n == 0 || n == len(v.rows.ids) {
		v.page.export(v.query(), nil, f)
		return
	}
	v.page.export(v.query(), v.grid.SelectedIDs(), f)
}

// onDelete deletes the selected contacts or, without any, the one that is current.
func (v *people) onDelete() {
	ids := v.grid.SelectedIDs()
	if len(ids) == 0 {
		if id := v.rows.id(v.grid.Current()); id != 0 {
			ids = []int64{id}
		}
	}
	if len(ids) > 0 {
		v.page.remove(ids)
	}
}

func (v *people) menu(row int) []*fyne.MenuItem {
	c, ok := v.rows.at(row)
	if !ok {
		return nil
	}
	one := []int64{c.ID}
	items := []*fyne.MenuItem{
		item(kit.T("Edit"), kit.IconPencil, func() { v.page.edit(c.ID) }),
		item(kit.T("Copy address"), theme.ContentCopyIcon(), func() { fyne.CurrentApp().Clipboard().SetContent(c.Email) }),
		item(kit.T("Add to list…"), theme.ListIcon(), func() { v.page.addToList(one) }),
	}
	if v.suppressed(c) {
		items = append(items, item(kit.T("Allow mailing again…"), kit.IconEnvelope, func() { v.page.lift([]string{c.Email}) }))
	} else {
		items = append(items, item(kit.T("Never mail"), kit.IconBlock, func() { v.page.suppress(one) }))
	}
	return append(items, fyne.NewMenuItemSeparator(), item(kit.T("Delete"), theme.DeleteIcon(), func() { v.page.remove(one) }))
}
