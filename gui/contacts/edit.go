package contacts

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"evenpost/gui/kit"
	"evenpost/mailing"
	"evenpost/storage/contactfile"
)

// form is the dialog in which a contact is made or changed.
type form struct {
	page    *Page
	contact mailing.Contact
	dialog  *kit.Dialog
	tried   bool // the user wanted to save: from now on what is wrong is said while typing

	email, first, last, company, tags, source *kit.Entry
	wrong                                     *kit.Para
	guess                                     *kit.Button
	date                                      *kit.DateEntry
	lists                                     map[int64]*kit.Check
	fields                                    []*fieldRow
	hint, more                                *fyne.Container
}

// fieldRow is a further field: its name, fixed or being written, and its value.
type fieldRow struct {
	name  string
	title *kit.Entry // nil when the name is fixed
	kind  mailing.FieldKind
	was   string
	value *kit.Entry
	check *kit.Check     // instead of value, for yes or no
	date  *kit.DateEntry // likewise, for a date
}

// surroundings are what a form offers to choose from.
type surroundings struct {
	contact mailing.Contact
	lists   []mailing.List
	fields  []mailing.Field
}

func (p *Page) add() {
	c := mailing.Contact{}
	if p.people.filter.list != 0 {
		c.Lists = []int64{p.people.filter.list}
	}
	p.openForm(func(context.Context) (mailing.Contact, error) { return c, nil })
}

func (p *Page) edit(id int64) {
	p.openForm(func(ctx context.Context) (mailing.Contact, error) { return p.store.Contact(ctx, id) })
}

func (p *Page) openForm(contact func(context.Context) (mailing.Contact, error)) {
	kit.Run(p.ui, nil, func(ctx context.Context) (s surroundings, err error) {
		if s.contact, err = contact(ctx); err != nil {
			return s, err
		}
		if s.lists, err = p.store.Lists(ctx); err != nil {
			return s, err
		}
		s.fields, err = p.store.Fields(ctx)
		return s, err
	}, func(s surroundings, err error) {
		if err != nil {
			kit.ShowError(p.ui, err)
			return
		}
		newForm(p, s).show()
	})
}

func newForm(p *Page, s surroundings) *form {
	c := s.contact
	f := &form{page: p, contact: c, lists: map[int64]*kit.Check{}, more: kit.Column(kit.SpaceS)}
	entry := func(placeholder, text string) *kit.Entry {
		e := kit.NewEntry(placeholder)
		e.SetText(text)
		e.OnSubmitted = func(string) { f.dialog.Submit() }
		return e
	}
	f.email, f.first, f.last = entry("anna@example.com", c.Email), entry("", c.FirstName), entry("", c.LastName)
	f.company, f.tags = entry("", c.Company), entry(kit.T("regular, wholesale"), joinTags(c.Tags))
	f.source = entry(kit.T("for instance: order form in the shop"), c.Consent.Source)
	f.email.OnChanged = func(string) { f.check() }
	f.wrong = kit.Hint("")
	f.wrong.Color, f.wrong.Size_ = kit.ColorFailed, kit.SizeSmall
	f.wrong.Hide()
	f.guess = kit.Quiet("", kit.IconPencil, f.onGuess)
	f.hint = container.NewHBox(f.guess)
	f.hint.Hide()
	f.date = kit.NewDateEntry()
	if !c.Consent.At.IsZero() {
		at := c.Consent.At.In(p.ui.Zone)
		f.date.SetDate(&at)
	}
	for _, k := range s.fields {
		f.addField(k, c.Fields[k.Name], entry)
	}
	title, ok := kit.T("New contact"), kit.T("Add contact")
	if c.ID != 0 {
		title, ok = kit.T("Edit contact"), kit.T("Save")
	}
	f.dialog = kit.NewDialog(p.ui, title, kit.ScrollBody(besideBar(f.content(s.lists))), ok, func(*kit.Dialog) { f.onSave() }).Sized(620, 620)
	return f
}

func (f *form) content(lists []mailing.List) fyne.CanvasObject {
	two := func(a, b fyne.CanvasObject) fyne.CanvasObject { return kit.Tiles(220, kit.SpaceM, a, b) }
	parts := []fyne.CanvasObject{
		kit.Column(kit.SpaceXS, kit.Field(kit.T("E-mail address"), "", f.email), f.wrong, f.hint),
		two(kit.Field(kit.T("First name"), "", f.first), kit.Field(kit.T("Last name"), "", f.last)),
		two(kit.Field(kit.T("Company"), "", f.company), kit.Field(kit.T("Tags"), "", f.tags)),
	}
	if len(lists) > 0 {
		checks := kit.Flow(kit.SpaceM, 0)
		for _, l := range lists {
			check := kit.NewCheck(kit.ShortName(l.Name), nil)
			check.Checked = slices.Contains(f.contact.Lists, l.ID)
			f.lists[l.ID] = check
			checks.Add(check)
		}
		parts = append(parts, kit.Field(kit.T("Lists"), "", checks))
	}
	adding := kit.Quiet(kit.T("Add a field"), theme.ContentAddIcon(), f.onAddField)
	parts = append(parts,
		kit.Tiles(220, kit.SpaceM, kit.Field(kit.T("Where did this person agree?"), "", f.source), kit.Field(kit.T("When?"), "", f.date)),
		kit.Section(kit.T("Further fields"), adding, kit.Column(kit.SpaceS, kit.Hint(kit.T("For what else you want to say in a mailing: customer number, city, birthday …")), f.more)),
	)
	return kit.Column(kit.SpaceM, parts...)
}

func (f *form) show() {
	f.dialog.Show()
	f.dialog.Focus(f.email)
}

func (f *form) addRow(r *fieldRow) {
	f.fields = append(f.fields, r)
	f.put(r.title, r.value)
}

func (f *form) onAddField() {
	r := &fieldRow{title: kit.NewEntry(kit.T("Name of the field")), value: kit.NewEntry(kit.T("Value"))}
	f.addRow(r)
	f.more.Refresh()
	f.dialog.Focus(r.title)
}

// check says below the address what is wrong with it, once the user tried to save, and offers what was probably meant.
func (f *form) check() bool {
	_, err := mailing.ParseAddress(f.email.Text)
	f.wrong.Hide()
	if err != nil && f.tried {
		f.wrong.SetText(addressProblem(err))
		f.wrong.Show()
	}
	if better := mailing.MeantAddress(f.email.Text); better != "" {
		f.guess.SetText(kit.T("Did you mean {{.Address}}?", kit.M{"Address": better}))
		f.hint.Show()
	} else {
		f.hint.Hide()
	}
	return err == nil
}

func (f *form) onGuess() {
	if better := mailing.MeantAddress(f.email.Text); better != "" {
		f.email.SetText(better)
	}
}

// entered is the contact as the form says it.
func (f *form) entered() mailing.Contact {
	c := f.contact
	c.Email, c.FirstName, c.LastName, c.Company = f.email.Text, f.first.Text, f.last.Text, f.company.Text
	c.Tags = contactTags([]string{f.tags.Text})
	c.Consent.Source = strings.TrimSpace(f.source.Text)
	was := f.contact.Consent.At.In(f.page.ui.Zone)
	if c.Consent.At, _ = f.date.Day(was.Location()); c.Consent.At.Format(time.DateOnly) == was.Format(time.DateOnly) {
		c.Consent.At = was // with its time of day
	}
	c.Lists = slices.DeleteFunc(slices.Clone(c.Lists), func(id int64) bool { return f.lists[id] != nil })
	for id, check := range f.lists {
		if check.Checked {
			c.Lists = append(c.Lists, id)
		}
	}
	c.Fields = map[string]string{}
	for _, r := range f.fields {
		name := r.name
		if r.title != nil {
			name = r.title.Text
		}
		if v, _ := r.entered(); v != "" {
			c.Fields[name] = v
		}
	}
	return c
}

// misnamed is a field that has a value and no name of its own.
func (f *form) misnamed() bool {
	for _, r := range f.fields {
		if r.title != nil && strings.TrimSpace(r.value.Text) != "" && (mailing.FieldName(r.title.Text) == "" || !contactfile.Field(r.title.Text).Custom()) {
			return true
		}
	}
	return false
}

func (f *form) onSave() {
	f.tried = true
	switch {
	case !f.check():
		f.dialog.Focus(f.email)
		return
	case f.misnamed():
		f.dialog.Problem(kit.T("Give the new field a name of its own, for instance: customer number."))
		return
	}
	if wrong := f.misfit(); wrong != "" {
		f.dialog.Problem(wrong)
		return
	}
	c, p := f.entered(), f.page
	if c.Consent.Source == "" && !c.Consent.At.IsZero() {
		f.dialog.Problem(kit.T("Say where this person agreed, or leave the day empty."))
		f.dialog.Focus(f.source)
		return
	}
	if c.Consent.Source != "" && c.Consent.At.IsZero() {
		c.Consent.At = p.ui.Now()
	}
	f.dialog.Busy(true)
	kit.Run(p.ui, nil, func(ctx context.Context) (int64, error) {
		if c.ID != 0 {
			return c.ID, p.store.UpdateContact(ctx, c)
		}
		return p.store.AddContact(ctx, c)
	}, func(id int64, err error) {
		switch {
		case errors.Is(err, mailing.ErrExists):
			f.dialog.Problem(kit.T("Another contact has this address already."))
		case err != nil:
			f.dialog.Fail(err)
		default:
			f.dialog.Close()
			p.saved(id, c)
		}
	})
}

// saved shows the contact that was made or changed.
func (p *Page) saved(id int64, c mailing.Contact) {
	if c.ID == 0 {
		p.ui.Toast(kit.T("{{.Address}} was added.", kit.M{"Address": strings.TrimSpace(c.Email)}), nil)
	}
	p.people.opened = id
	p.people.panel.open(id)
	p.Refresh()
}
