package contacts

import (
	"context"
	"errors"
	"reflect"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"

	"evenpost/gui/kit"
	"evenpost/mailing"
	"evenpost/storage"
)

// detail is everything about one contact, in a side panel.
type detail struct {
	*kit.SidePanel
	people *people
	read   kit.Latest[about]
	shown  about
}

// about is what is known of one contact.
type about struct {
	contact mailing.Contact
	lists   []string
	fields  []mailing.Field // that there are
	never   *mailing.Suppression
	mails   []mailing.Delivery
	answers []mailing.Answer
}

const (
	detailWidth = 330
	mailsMost   = 200
)

func newDetail(v *people) *detail {
	return &detail{SidePanel: kit.NewSidePanel(detailWidth), people: v}
}

// open shows a contact as soon as it is read.
func (p *detail) open(id int64) {
	store, ui := p.people.page.store, p.people.ui
	p.read.Run(ui, func(ctx context.Context) (about, error) { return readAbout(ctx, store, id) }, func(a about, err error) {
		switch {
		case p.people.opened != id:
		case errors.Is(err, mailing.ErrNotFound): // deleted meanwhile
			p.Close()
		case err != nil:
			p.Put(kit.T("Contact"), kit.NewNotice(kit.Bad, ui.Explain(err)))
		default:
			p.show(a)
		}
	})
}

func readAbout(ctx context.Context, store Store, id int64) (a about, err error) {
	if a.contact, err = store.Contact(ctx, id); err != nil {
		return a, err
	}
	if a.fields, err = store.Fields(ctx); err != nil {
		return a, err
	}
	lists, err := store.Lists(ctx)
	if err != nil {
		return a, err
	}
	for _, l := range lists {
		if slices.Contains(a.contact.Lists, l.ID) {
			a.lists = append(a.lists, l.Name)
		}
	}
	key := mailing.AddressKey(a.contact.Email)
	never, err := store.Suppressions(ctx, a.contact.Email)
	if err != nil {
		return a, err
	}
	for _, x := range never {
		if mailing.AddressKey(x.Address) == key {
			a.never = &x
		}
	}
	if a.mails, err = store.Deliveries(ctx, storage.DeliveryQuery{ContactID: id, Limit: mailsMost}); err != nil {
		return a, err
	}
	a.answers, err = store.Answers(ctx, storage.AnswerQuery{ContactID: id, Limit: answersMost})
	return a, err
}

func (p *detail) show(a about) {
	if p.Visible() && reflect.DeepEqual(a, p.shown) {
		return // nothing has changed: what the user has scrolled to stays
	}
	p.shown = a
	c, page := a.contact, p.people.page
	parts := []fyne.CanvasObject{p.address(c)}
	if a.never != nil {
		parts = append(parts, kit.PadXY(kit.SpaceXS, 0, p.neverNotice(*a.never))) // its border is not cut by the edge of what scrolls
	}
	if hints := page.hintsAbout(c.Email); hints != "" {
		parts = append(parts, kit.PadXY(kit.SpaceXS, 0, kit.Say(kit.Doubtful, hints)))
	}
	buttons := []fyne.CanvasObject{kit.Secondary(kit.T("Edit"), kit.IconPencil, func() { page.edit(c.ID) })}
	if a.never == nil {
		buttons = append(buttons, kit.Quiet(kit.T("Stop mailing"), kit.IconBlock, func() { page.suppress([]int64{c.ID}) }))
	}
	buttons = append(buttons, kit.IconButton(theme.DeleteIcon(), kit.T("Delete"), func() { page.remove([]int64{c.ID}) }))
	parts = append(parts, kit.Flow(kit.SpaceXS, kit.SpaceXS, buttons...))
	if facts := p.facts(a); len(facts) > 0 {
		parts = append(parts, kit.KeyValues(facts...))
	}
	parts = append(parts, kit.Section(kit.T("Notes"), kit.IconButton(kit.IconPencil, kit.T("Change the notes"), func() { page.editNote(c) }), noteText(c)))
	if len(a.answers) > 0 {
		parts = append(parts, kit.Section(kit.T("Answers"), nil, p.answers(a.answers)))
	}
	parts = append(parts, kit.Section(kit.T("Mailings"), nil, p.mails(a.mails, c.Email)), p.privacy(c))
	title := c.Name()
	if title == "" {
		title = c.Email
	}
	p.Put(title, besideBar(kit.Column(kit.SpaceM, parts...)))
	p.people.root.Refresh()
}

// besideBar keeps what scrolls clear of the scroll bar.
func besideBar(o fyne.CanvasObject) fyne.CanvasObject {
	return container.New(layout.NewCustomPaddedLayout(0, 0, 0, kit.SpaceS), o)
}

func (p *detail) address(c mailing.Contact) fyne.CanvasObject {
	copying := kit.IconButton(theme.ContentCopyIcon(), kit.T("Copy address"), func() {
		fyne.CurrentApp().Clipboard().SetContent(c.Email)
		p.people.ui.Toast(kit.T("Copied."), nil)
	})
	return kit.Row(kit.SpaceXS, kit.Grow(kit.Sentence(c.Email)), copying)
}

// neverNotice says that the contact is never mailed, why, and how that is taken back.
func (p *detail) neverNotice(x mailing.Suppression) fyne.CanvasObject {
	now := p.people.ui.Now().In(p.people.ui.Zone)
	why := reasonSentence(x.Reason) + " " + kit.T("Since {{.When}}.", kit.M{"When": kit.When(x.At, now)})
	if x.Note != "" {
		why += "\n" + x.Note
	}
	return kit.NewNotice(kit.Doubtful, kit.Explanation{What: kit.T("Never mailed"), Todo: why},
		kit.Secondary(kit.T("Allow mailing again…"), nil, func() { p.people.page.lift([]string{x.Address}) }))
}

func (p *detail) facts(a about) []kit.Pair {
	c, now := a.contact, p.people.ui.Now().In(p.people.ui.Zone)
	var facts []kit.Pair
	if c.Company != "" {
		facts = append(facts, kit.KV(kit.T("Company"), c.Company))
	}
	for _, f := range a.fields {
		if value := c.Fields[f.Name]; value != "" {
			facts = append(facts, kit.KV(cut(f.Title), valueWords(f.Kind, value)))
		}
	}
	if len(c.Tags) > 0 {
		facts = append(facts, kit.Pair{Key: kit.T("Tags"), Value: chips(c.Tags)})
	}
	if len(a.lists) > 0 {
		facts = append(facts, kit.Pair{Key: kit.T("Lists"), Value: chips(a.lists)})
	}
	if c.Consent.Source != "" {
		said := c.Consent.Source
		if !c.Consent.At.IsZero() {
			said += ", " + kit.Date(c.Consent.At.In(p.people.ui.Zone), now)
		}
		facts = append(facts, kit.KV(kit.T("Agreed"), said))
	} else {
		facts = append(facts, kit.Pair{Key: kit.T("Agreed"), Value: kit.Hint(kit.T("not recorded"))})
	}
	return append(facts, kit.KV(kit.T("Added"), kit.Date(c.CreatedAt.In(p.people.ui.Zone), now)))
}

// cut keeps the name of a field from taking the room of its value.
func cut(name string) string {
	const most = 14
	if r := []rune(name); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return name
}

// chips are words in small fields of their own.
func chips(words []string) fyne.CanvasObject {
	row := kit.Flow(kit.SpaceXS, kit.SpaceXS)
	for _, w := range words {
		if r := []rune(w); len(r) > 24 {
			w = string(r[:23]) + "…"
		}
		row.Add(container.NewStack(kit.NewSurface(kit.ColorTrack, "", 9), kit.PadXY(kit.SpaceS, 2, kit.Small(w).In(theme.ColorNameForeground))))
	}
	return row
}

// mails are the last mailings the contact was in, also under another address: it was corrected since, or two contacts were merged.
func (p *detail) mails(all []mailing.Delivery, email string) fyne.CanvasObject {
	if len(all) == 0 {
		return kit.Hint(kit.T("Nothing was sent to this address yet."))
	}
	now := p.people.ui.Now().In(p.people.ui.Zone)
	col := kit.Column(kit.SpaceXS)
	for _, d := range all {
		tone := kit.ToneOf(d.State)
		fate := kit.StateWord(d.State) + " · " + kit.When(d.ChangedAt, now)
		if d.Address != "" && mailing.AddressKey(d.Address) != mailing.AddressKey(email) {
			fate += " · " + d.Address
		}
		words := kit.Column(0, kit.Line(d.Campaign).Cuttable(), kit.Small(fate).Cuttable())
		col.Add(kit.NewTappable(kit.PadXY(kit.SpaceXS, kit.SpaceXS, kit.Row(kit.SpaceS, kit.Picture(tone.Icon(), 16, tone.Color()), kit.Grow(words))), func() {
			p.people.ui.Navigate(kit.PageCampaigns, kit.OpenCampaign{ID: d.CampaignID})
		}))
	}
	return col
}

// reasonWord is why an address is never mailed, in a few words.
func reasonWord(r mailing.SuppressionReason) string {
	switch r {
	case mailing.Unsubscribed:
		return kit.T("unsubscribed")
	case mailing.Complained:
		return kit.T("complained")
	case mailing.Bounced:
		return kit.T("address does not exist")
	case mailing.ByHand:
		return kit.T("by hand")
	}
	return string(r)
}

func reasonSentence(r mailing.SuppressionReason) string {
	switch r {
	case mailing.Unsubscribed:
		return kit.T("This person has unsubscribed.")
	case mailing.Complained:
		return kit.T("This person complained about a mailing.")
	case mailing.Bounced:
		return kit.T("The address does not exist: a mailing came back.")
	case mailing.ByHand:
	}
	return kit.T("You chose not to mail this address.")
}
