package templates

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"evenpost/gui/kit"
	"evenpost/mailing"
	"evenpost/sender"
	"evenpost/storage"
)

// people one can step through in the preview.
const peopleMost = 200

// preview shows the message as a contact will get it.
type preview struct {
	e       *editor
	root    *fyne.Container
	people  []mailing.Contact
	person  int
	made    sender.Preview
	newest  kit.Latest[sender.Preview]
	as      *kit.Text
	slot    *kit.Slot
	subject *kit.Para
	line    *kit.Para
	rich    *widget.RichText
	plain   *kit.Para
	browse  *kit.Button
	narrow  bool
	paper   *fyne.Container
}

func newPreview(e *editor) *preview {
	p := &preview{e: e, slot: kit.NewSlot(), as: kit.Muted("").Cuttable(), subject: kit.Sentence(""), line: kit.Hint(""), plain: kit.Sentence("")}
	p.subject.Bold, p.subject.Size_ = true, theme.SizeNameSubHeadingText
	p.rich = widget.NewRichTextFromMarkdown("")
	p.rich.Wrapping = fyne.TextWrapWord
	back := kit.IconButton(theme.NavigateBackIcon(), kit.T("Previous person"), func() { p.step(-1) })
	next := kit.IconButton(theme.NavigateNextIcon(), kit.T("Next person"), func() { p.step(1) })
	phone := kit.IconButton(theme.AccountIcon(), "", nil)
	phone.SetIcon(kit.IconPhone)
	phone.SetToolTip(kit.T("As on a phone"))
	p.browse = kit.IconButton(theme.ComputerIcon(), kit.T("Open in the browser"), p.onBrowse)
	phone.OnTapped = func() {
		p.narrow = !p.narrow
		p.paper.Refresh()
	}
	head := kit.Row(kit.SpaceXS, kit.Small(kit.T("As")), kit.Grow(p.as), back, next, phone, p.browse)
	sheet := kit.Column(kit.SpaceM, kit.Column(kit.SpaceXS, p.subject, p.line), kit.Rule(), p.plain, p.rich)
	p.paper = container.New(&phoneLayout{p}, container.NewVScroll(kit.PadXY(kit.SpaceXS, kit.SpaceM, sheet)))
	p.root = container.NewStack(kit.Card(kit.Between(kit.Column(kit.SpaceS, head, kit.Rule(), p.slot), nil, p.paper)))
	return p
}

// phoneLayout gives the page the width of a phone, or all there is.
type phoneLayout struct{ p *preview }

func (l *phoneLayout) MinSize(o []fyne.CanvasObject) fyne.Size { return o[0].MinSize() }

func (l *phoneLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	w := s.Width
	if l.p.narrow {
		w = min(w, 320)
	}
	o[0].Resize(fyne.NewSize(w, s.Height))
	o[0].Move(fyne.NewPos((s.Width-w)/2, 0))
}

// enter reads people to step through.
func (p *preview) enter() {
	store := p.e.page.deps.Store
	kit.Run(p.e.page.ui, nil, func(ctx context.Context) ([]mailing.Contact, error) {
		ids, err := store.ContactIDs(ctx, storage.ContactQuery{Sort: "name", Limit: peopleMost})
		if err != nil {
			return nil, err
		}
		return store.ContactsByID(ctx, ids)
	}, func(all []mailing.Contact, err error) {
		if err != nil {
			p.slot.Fail(p.e.page.ui, err)
			return
		}
		p.people = all
		p.show()
	})
}

// contact is who the message is shown for: somebody made up while there are no contacts.
func (p *preview) contact() mailing.Contact {
	if len(p.people) == 0 {
		return mailing.Contact{Email: "anna.huber@example.com", FirstName: "Anna", LastName: "Huber", Company: kit.T("Huber & Sons")}
	}
	return p.people[p.person]
}

func (p *preview) step(by int) {
	if n := len(p.people); n > 0 {
		p.person = (p.person + by + n) % n
		p.show()
	}
}

// Cancel drops what is under way.
func (p *preview) Cancel() { p.newest.Cancel() }

// show makes the message anew; while it cannot be read, what was wrong is said and the last good one stays.
func (p *preview) show() {
	ui, engine := p.e.page.ui, p.e.page.deps.Engine
	message, as := p.e.written().Message, p.contact()
	who := as.Email
	if name := as.Name(); name != "" {
		who = name + " · " + as.Email
	}
	p.as.SetText(who)
	if message.Subject == "" && message.Body == "" {
		p.slot.Put(nil)
		p.set(sender.Preview{})
		return
	}
	if message.Subject == "" {
		message.Subject = " –" // the rest can be shown before there is a subject
	}
	p.newest.Run(ui, func(ctx context.Context) (sender.Preview, error) { return engine.Preview(ctx, message, as) }, func(made sender.Preview, err error) {
		if err != nil {
			p.slot.Put(kit.NewNotice(kit.Doubtful, ui.Explain(err)))
			p.root.Refresh()
			return
		}
		p.slot.Put(nil)
		p.set(made)
	})
}

func (p *preview) set(made sender.Preview) {
	p.made = made
	p.subject.SetText(made.Subject)
	p.line.SetText(made.Preheader)
	kit.Enable(p.browse, made.HTML != "")
	if made.Markdown != "" {
		p.rich.ParseMarkdown(made.Markdown)
		p.rich.Show()
		p.plain.Hide()
	} else {
		p.plain.SetText(made.Text)
		p.plain.Show()
		p.rich.Hide()
	}
	p.root.Refresh()
}

func (p *preview) onBrowse() {
	if err := p.e.page.deps.Browse(p.made.HTML); err != nil {
		kit.ShowError(p.e.page.ui, err)
	}
}
