package templates

import (
	"context"
	"errors"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"

	"evenpost/gui/kit"
	"evenpost/mailing"
)

// editor writes one message; beside it stands what a real contact will get.
type editor struct {
	page  *Page
	root  *fyne.Container
	saved mailing.Template

	head      *kit.SubHeader
	slot      *kit.Slot
	name      *kit.Entry
	subject   *kit.Entry
	preheader *kit.Entry
	format    *kit.Select
	body      *kit.Entry
	fields    *fyne.Container
	last      *kit.Entry // the field that fields are inserted into
	preview   *preview
}

func newEditor(p *Page, t mailing.Template) *editor {
	if t.Message.Format == "" {
		t.Message.Format = mailing.Markdown
	}
	e := &editor{page: p, saved: t, slot: kit.NewSlot()}
	e.preview = newPreview(e)
	e.root = container.NewStack(e.content())
	return e
}

func formats() []mailing.Format {
	return []mailing.Format{mailing.Markdown, mailing.HTML, mailing.Text}
}

func formatNames() []string {
	return []string{kit.T("Formatted text (Markdown)"), kit.T("HTML"), kit.T("Plain text")}
}

func (e *editor) content() fyne.CanvasObject {
	m := e.saved.Message
	e.name, e.subject, e.preheader = kit.NewEntry(kit.T("Name of the message")), kit.NewEntry(kit.T("Subject")), kit.NewEntry(kit.T("The line that mail programs show beside the subject"))
	e.body = kit.NewTextArea(kit.T("Write here as you would write a mail."), 4) // as high as there is room; more would make a small window grow
	e.format = kit.NewSelect(formatNames(), nil)
	for i, f := range formats() {
		if f == m.Format {
			e.format.SetSelectedIndex(i)
		}
	}
	for field, text := range map[*kit.Entry]string{e.name: e.saved.Name, e.subject: m.Subject, e.preheader: m.Preheader, e.body: m.Body} {
		field.SetText(text)
		field.OnChanged = func(string) { e.onChanged() }
	}
	e.format.OnChanged = func(string) { e.onChanged() }
	e.last = e.body
	save := kit.Primary(kit.T("Save"), theme.DocumentSaveIcon(), e.onSave)
	save.SetToolTip(kit.T("Ctrl+S"))
	test := kit.Secondary(kit.T("Send a test to me"), theme.MailSendIcon(), e.onTest)
	title, state := e.saved.Name, kit.T("saved")
	if e.saved.ID == 0 {
		state = kit.T("not saved yet")
	}
	if title == "" {
		title = kit.T("New message")
	}
	e.head = kit.NewSubHeader(kit.T("Back to all messages"), func() { e.page.BeforeLeave(e.page.showGallery) }, title, state, test, save)
	e.fields = kit.Flow(kit.SpaceXS, kit.SpaceXS)
	e.showFields(nil)

	top := kit.Column(kit.SpaceS,
		e.slot,
		container.New(&split{first: .5}, kit.Field(kit.T("Name"), "", e.name), kit.Field(kit.T("Written as"), "", e.format)),
		kit.Field(kit.T("Subject"), "", e.watch(e.subject)),
		kit.Field(kit.T("Preview line"), "", e.watch(e.preheader)),
		kit.Column(kit.SpaceXS, kit.Small(kit.T("Put in")), e.fields),
	)
	write := kit.Between(kit.PadXY(0, kit.SpaceS, top), nil, e.watch(e.body))
	return kit.PageFill(e.head, container.New(&split{first: .54, gap: kit.SpaceL}, write, e.preview.root))
}

// watch remembers which field was written in last, so that the buttons put fields there.
func (e *editor) watch(f *kit.Entry) fyne.CanvasObject {
	f.OnKey = func(fyne.KeyName) bool {
		e.last = f
		return false
	}
	f.OnCursorChanged = func() { e.last = f }
	return f
}

// split sets two objects side by side.
type split struct{ first, gap float32 }

func (l *split) room() float32 { return max(l.gap, kit.SpaceM) }

func (l *split) MinSize(o []fyne.CanvasObject) fyne.Size {
	a, b := o[0].MinSize(), o[1].MinSize()
	return fyne.NewSize(a.Width+l.room()+b.Width, max(a.Height, b.Height))
}

func (l *split) Layout(o []fyne.CanvasObject, s fyne.Size) {
	w := (s.Width - l.room()) * l.first
	o[0].Resize(fyne.NewSize(w, s.Height))
	o[0].Move(fyne.NewPos(0, 0))
	o[1].Resize(fyne.NewSize(s.Width-w-l.room(), s.Height))
	o[1].Move(fyne.NewPos(w+l.room(), 0))
}

// enter reads what the editor needs of the store.
func (e *editor) enter() {
	store, ui := e.page.deps.Store, e.page.ui
	kit.Run(ui, nil, store.Fields, func(own []mailing.Field, err error) {
		if err != nil {
			e.slot.Fail(ui, err)
			return
		}
		e.showFields(own)
		e.root.Refresh()
	})
	e.preview.enter()
	canvas := ui.Window.Canvas()
	canvas.AddShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyS, Modifier: fyne.KeyModifierShortcutDefault}, func(fyne.Shortcut) {
		if e.page.editor == e {
			e.onSave()
		}
	})
	if e.saved.ID == 0 {
		canvas.Focus(e.name)
	} else {
		canvas.Focus(e.body)
	}
}

// showFields makes a button for every merge field.
func (e *editor) showFields(own []mailing.Field) {
	e.fields.Objects = nil
	add := func(label, insert string) {
		b := kit.Secondary(kit.ShortName(label), nil, func() { e.insert(insert) })
		b.SetToolTip(insert)
		e.fields.Add(b)
	}
	add(kit.T("First name"), `{{ first_name | default: "`+kit.T("there")+`" }}`)
	add(kit.T("Last name"), `{{ last_name }}`)
	add(kit.T("Company"), `{{ company }}`)
	const most = 4 // more buttons would leave no room to write
	few := own[:min(most, len(own))]
	for _, f := range few {
		add(f.Title, mergeField(f))
	}
	add(kit.T("Link to unsubscribe"), "{{ unsubscribe_url }}")
	if more := own[len(few):]; len(more) > 0 {
		e.fields.Add(e.moreFields(more))
	}
	e.fields.Refresh()
}

// moreFields is a button with a menu of the fields that have none of their own.
func (e *editor) moreFields(fields []mailing.Field) *kit.Button {
	var items []*fyne.MenuItem
	for _, f := range fields {
		items = append(items, fyne.NewMenuItem(f.Title, func() { e.insert(mergeField(f)) }))
	}
	var more *kit.Button
	more = kit.Secondary(kit.T("More"), theme.MoreHorizontalIcon(), func() {
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(more)
		kit.PopUp(e.page.ui.Window.Canvas(), items, at.AddXY(0, more.Size().Height+2))
	})
	return more
}

// mergeField is what a field is inserted as: a date as people read it, for it is kept as 1980-12-24.
func mergeField(f mailing.Field) string {
	if f.Kind == mailing.KindDate {
		return "{{ " + f.Name + ` | date: "%d.%m.%Y" }}`
	}
	return "{{ " + f.Name + " }}"
}

// insert puts text where the cursor is.
func (e *editor) insert(text string) {
	f := e.last
	canvas := e.page.ui.Window.Canvas()
	canvas.Focus(f)
	for _, r := range text {
		f.TypedRune(r)
	}
}

// written is the message as it stands in the fields.
func (e *editor) written() mailing.Template {
	t := e.saved
	t.Name = strings.TrimSpace(e.name.Text)
	t.Message = mailing.Message{Subject: e.subject.Text, Preheader: e.preheader.Text, Body: e.body.Text, Format: formats()[max(0, e.format.SelectedIndex())]}
	return t
}

func (e *editor) changed() bool {
	t := e.written()
	return t.Name != e.saved.Name || t.Message != e.saved.Message || e.saved.ID == 0 && strings.TrimSpace(t.Name+t.Message.Body) != ""
}

func (e *editor) onChanged() {
	e.head.SetSubtitle(kit.T("not saved yet"))
	e.preview.show()
}

var errNoName = errors.New("the message has no name")

// save writes the message to the store. done runs on the window's goroutine.
func (e *editor) save(done func(error)) {
	t, store, ui := e.written(), e.page.deps.Store, e.page.ui
	if t.Name == "" {
		done(errNoName)
		return
	}
	t.UpdatedAt = ui.Now()
	kit.Run(ui, nil, func(ctx context.Context) (int64, error) {
		if t.ID != 0 {
			return t.ID, store.UpdateTemplate(ctx, t)
		}
		return store.AddTemplate(ctx, t)
	}, func(id int64, err error) {
		if err == nil {
			t.ID = id
			e.saved = t
			e.head.SetTitle(t.Name)
			e.head.SetSubtitle(kit.T("saved"))
		}
		done(err)
	})
}

func (e *editor) onSave() {
	e.slot.Put(nil)
	e.save(func(err error) {
		switch {
		case errors.Is(err, errNoName):
			e.slot.Put(kit.Say(kit.Bad, kit.T("Give the message a name, so that you find it again.")))
			e.page.ui.Window.Canvas().Focus(e.name)
		case errors.Is(err, mailing.ErrExists):
			e.slot.Put(kit.Say(kit.Bad, kit.T("There is a message with this name already. Choose another name.")))
		case err != nil:
			e.slot.Fail(e.page.ui, err)
		default:
			e.page.ui.Toast(kit.T("Message saved"), nil)
		}
		e.root.Refresh()
	})
}
