package contacts

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"evenpost/gui/kit"
	"evenpost/mailing"
)

// listPicker lets the user choose a list: a new one, one that there is, or none.
type listPicker struct {
	root    *fyne.Container
	choices *kit.Choices
	name    *kit.Entry
	named   *fyne.Container
	known   []mailing.List
}

const (
	pickNew  int64 = -1
	pickNone int64 = -2
)

func newListPicker(withNone bool, lists []mailing.List) *listPicker {
	p := &listPicker{name: kit.NewEntry(kit.T("Name of the new list")), known: lists}
	p.named = kit.PadXY(0, kit.SpaceXS, p.name)
	options := []kit.Choice{{ID: pickNew, Title: kit.T("A new list"), Extra: p.named}}
	for _, l := range lists {
		options = append(options, kit.Choice{ID: l.ID, Title: l.Name, About: kit.N("{{.N}} contact", "{{.N}} contacts", l.Count)})
	}
	if withNone {
		options = append(options, kit.Choice{ID: pickNone, Title: kit.T("No list"), About: kit.T("They are among all contacts only")})
	}
	p.choices = kit.NewChoices(func(int64) { p.show() }, options...)
	p.root = container.NewStack(kit.ScrollBody(p.choices))
	p.choose(pickNew)
	if !withNone && len(lists) > 0 {
		p.choose(lists[0].ID)
	}
	return p
}

func (p *listPicker) choose(id int64) {
	p.choices.Choose(id)
	p.show()
}

func (p *listPicker) show() {
	if p.choices.Chosen() == pickNew {
		p.named.Show()
	} else {
		p.named.Hide()
	}
	p.root.Refresh()
}

// chosen is the list: its id, or 0 and the name of one to be made; "" is none.
func (p *listPicker) chosen() (id int64, name string) {
	switch id = p.choices.Chosen(); id {
	case pickNone:
		return 0, ""
	case pickNew:
		name = strings.TrimSpace(p.name.Text)
		for _, l := range p.known {
			if strings.EqualFold(l.Name, name) {
				return l.ID, l.Name
			}
		}
		return 0, name
	}
	for _, l := range p.known {
		if l.ID == id {
			return id, l.Name
		}
	}
	return 0, ""
}

// incomplete says whether a new list was chosen and has no name.
func (p *listPicker) incomplete() bool {
	return p.choices.Chosen() == pickNew && strings.TrimSpace(p.name.Text) == ""
}

// addToList asks for a list and puts contacts on it.
func (p *Page) addToList(ids []int64) {
	if len(ids) == 0 {
		return
	}
	kit.Run(p.ui, nil, p.store.Lists, func(lists []mailing.List, err error) {
		if err != nil {
			kit.ShowError(p.ui, err)
			return
		}
		picker := newListPicker(false, lists)
		title := kit.N("Add {{.N}} contact to a list", "Add {{.N}} contacts to a list", len(ids))
		d := kit.NewDialog(p.ui, title, picker.root, kit.T("Add to list"), func(d *kit.Dialog) {
			if picker.incomplete() {
				d.Problem(kit.T("Give the new list a name."))
				return
			}
			d.Close()
			id, name := picker.chosen()
			p.listContacts(id, name, ids)
		}).Sized(460, min(480, 250+56*float32(len(lists))))
		picker.name.OnSubmitted = func(string) { d.Submit() }
		d.Show()
		if len(lists) == 0 {
			d.Focus(picker.name)
		}
	})
}

// tag asks for a tag and gives it to contacts or takes it away.
func (p *Page) tag(ids []int64, on bool) {
	if len(ids) == 0 {
		return
	}
	kit.Run(p.ui, nil, p.tagsOf(ids, on), func(tags []string, err error) {
		if err != nil {
			kit.ShowError(p.ui, err)
			return
		}
		p.askTag(ids, tags, on)
	})
}

// tagsOf reads which tags can be given, or which ones contacts have.
func (p *Page) tagsOf(ids []int64, on bool) func(context.Context) ([]string, error) {
	if on || len(ids) > fewContacts { // nobody waits for all of them to be looked at
		return p.store.Tags
	}
	return func(ctx context.Context) ([]string, error) {
		var all []string
		for c, err := range p.each(ctx, ids) {
			if err != nil {
				return nil, err
			}
			all = append(all, c.Tags...)
		}
		return contactTags(all), nil
	}
}

func (p *Page) askTag(ids []int64, tags []string, on bool) {
	title, yes := kit.N("Tag {{.N}} contact", "Tag {{.N}} contacts", len(ids)), kit.T("Give tag")
	if !on {
		title, yes = kit.N("Take a tag away from {{.N}} contact", "Take a tag away from {{.N}} contacts", len(ids)), kit.T("Take tag away")
	}
	entry := kit.NewEntry(kit.T("Tag, for instance: regular"))
	chips := kit.Flow(kit.SpaceXS, kit.SpaceXS)
	for _, t := range tags {
		chips.Add(kit.Secondary(t, nil, func() { entry.SetText(t) }))
	}
	parts := []fyne.CanvasObject{entry}
	if len(tags) > 0 {
		parts = append(parts, kit.Small(kit.T("Tags there are")), chips)
	}
	d := kit.NewDialog(p.ui, title, kit.Column(kit.SpaceS, parts...), yes, func(d *kit.Dialog) {
		tag := contactTags([]string{entry.Text})
		if len(tag) == 0 {
			d.Problem(kit.T("Write a tag, or choose one."))
			return
		}
		d.Close()
		for _, t := range tag {
			p.tagContacts(ids, t, on)
		}
	}).Sized(460, 0)
	entry.OnSubmitted = func(string) { d.Submit() }
	d.Show()
	d.Focus(entry)
}
