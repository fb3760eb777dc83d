package settings

import (
	"context"
	"net/url"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"evenpost/gui/kit"
	"evenpost/mailing"
)

// identityCard is who the business is, with what stands under every mailing as its readers see it.
type identityCard struct {
	page    *Page
	object  fyne.CanvasObject
	saved   *savedSign
	entries struct{ business, postal, out, outPage *kit.Entry }
	wrong   struct{ out, outPage *kit.Slot }
	paper   *fyne.Container
	stored  mailing.Identity
	from    string // the address that mailings come from, "" while that is not read
	filling bool   // the fields are being filled, not typed into
	busy    bool
	waiting *mailing.Identity // to be kept as soon as what is under way is through
}

func newIdentityCard(p *Page) *identityCard {
	c := &identityCard{page: p, saved: newSavedSign(), paper: kit.Column(2)}
	e := &c.entries
	e.business, e.postal = kit.NewEntry(kit.T("Huber Bakery")), kit.NewTextArea(kit.T("Hauptplatz 3\n8010 Graz"), 2)
	e.out, e.outPage = kit.NewEntry(kit.T("the sender's own address")), kit.NewEntry("https://")
	c.wrong.out, c.wrong.outPage = kit.NewSlot(), kit.NewSlot()
	for _, entry := range []*kit.Entry{e.business, e.postal, e.out, e.outPage} {
		entry.OnChanged = func(string) { c.changed() }
	}
	form := kit.Column(12,
		kit.Field(kit.T("Name of your business"), "", e.business),
		kit.Field(kit.T("Postal address"), kit.T("Mailings must carry it by law in most countries."), e.postal),
		kit.Field(kit.T("Address for unsubscribing"), kit.T("Mails with the wish to be taken off the list go there."), e.out), c.wrong.out,
		kit.Field(kit.T("Page for unsubscribing, if you have one"), kit.T("{{ email }} in it becomes the reader's address."), e.outPage), c.wrong.outPage,
	)
	heading := kit.Small(kit.T("This stands under every mailing"))
	heading.Bold = true
	// The end of a letter, so that one sees where the lines will stand.
	letter := kit.Column(kit.SpaceS, written(1), written(.92), written(.55))
	sheet := container.NewStack(kit.NewSurface(theme.ColorNameInputBackground, kit.ColorRule, 8), kit.Pad(kit.SpaceM, kit.Column(kit.SpaceM, letter, kit.Rule(), c.paper)))
	preview := kit.Column(kit.SpaceS, heading, sheet)
	c.object = kit.CardTitled(kit.T("Who you are"), c.saved, kit.TwoParts(.55, 260, form, kit.NewTop(preview)))
	c.preview()
	return c
}

// written is a line of a letter that nobody needs to read; it takes a share of the width.
func written(share float32) fyne.CanvasObject {
	return container.New(shareLayout(share), kit.NewSurface(kit.ColorTrack, "", 3))
}

type shareLayout float32

func (l shareLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(40, 6) }

func (l shareLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	o[0].Resize(fyne.NewSize(s.Width*float32(l), s.Height))
}

// show fills the fields with what is stored, unless the user is typing or something is still on its way.
func (c *identityCard) show(i mailing.Identity, from string) {
	moved := from != c.from
	if c.from = from; c.busy || c.waiting != nil || i == c.stored {
		if moved {
			c.preview()
			c.object.Refresh()
		}
		return
	}
	c.stored = i
	c.filling = true
	e := &c.entries
	set := func(entry *kit.Entry, s string) {
		if entry.Text != s {
			entry.SetText(s)
		}
	}
	set(e.business, i.Business)
	set(e.postal, i.PostalAddress)
	set(e.out, i.Unsubscribe)
	set(e.outPage, i.UnsubscribeURL)
	c.filling = false
	c.preview()
}

// entered is what stands in the fields. What is wrong is said below its field, and stays as it was stored.
func (c *identityCard) entered() mailing.Identity {
	e := &c.entries
	i := mailing.Identity{Business: strings.TrimSpace(e.business.Text), PostalAddress: strings.TrimSpace(e.postal.Text)}
	c.wrong.out.Put(nil)
	c.wrong.outPage.Put(nil)
	if text := strings.TrimSpace(e.out.Text); text != "" {
		address, err := mailing.ParseAddress(text)
		if i.Unsubscribe = address; err != nil {
			i.Unsubscribe = c.stored.Unsubscribe
			c.wrong.out.Put(wrong(kit.T("Not kept yet: this is not a whole e-mail address.")))
		}
	}
	if text := strings.TrimSpace(e.outPage.Text); text != "" {
		i.UnsubscribeURL = text
		u, err := url.Parse(strings.ReplaceAll(strings.ReplaceAll(text, "{{ email }}", "x"), "{{email}}", "x"))
		if err != nil || u.Scheme != "https" || !strings.Contains(u.Host, ".") || strings.ContainsAny(u.Host, " <>") {
			i.UnsubscribeURL = c.stored.UnsubscribeURL
			c.wrong.outPage.Put(wrong(kit.T("Not kept yet: write it like https://www.example.com/unsubscribe")))
		}
	}
	return i
}

func wrong(sentence string) fyne.CanvasObject {
	p := kit.Sentence(sentence)
	p.Color, p.Size_ = kit.ColorFailed, kit.SizeSmall
	return kit.RowTop(kit.SpaceXS, kit.NewTop(kit.Picture(kit.IconAlert, 16, kit.ColorFailed)), kit.Grow(p))
}

func (c *identityCard) changed() {
	if c.filling {
		return
	}
	i := c.entered()
	c.preview()
	c.object.Refresh()
	if i != c.stored {
		c.keep(i)
	}
}

// keep stores what was entered, one after the other, so that the last one wins.
func (c *identityCard) keep(i mailing.Identity) {
	if c.busy {
		c.waiting = &i
		return
	}
	c.busy = true
	c.saved.busy()
	p := c.page
	kit.Run(p.ui, nil, func(ctx context.Context) (struct{}, error) { return struct{}{}, p.deps.Store.SetIdentity(ctx, i) }, func(_ struct{}, err error) {
		c.busy = false
		next := c.waiting
		c.waiting = nil
		if err != nil {
			c.saved.failed()
			p.slot.Fail(p.ui, err)
			return
		}
		c.stored = i
		if next != nil && *next != i {
			c.keep(*next)
			return
		}
		c.saved.done()
	})
}

// preview shows the footer as readers see it, or what is missing.
func (c *identityCard) preview() {
	text, err := c.page.deps.Footer(c.entered(), c.from)
	c.paper.Objects = nil
	if err != nil {
		e := c.page.ui.Explain(err)
		todo := kit.T("Enter the postal address: without it no mailing starts.")
		if strings.TrimSpace(c.entries.postal.Text) != "" {
			todo = e.What
		}
		p := kit.Sentence(todo)
		c.paper.Add(kit.RowTop(kit.SpaceS, kit.NewTop(kit.Picture(kit.IconAlert, 18, kit.ColorDoubt)), kit.Grow(p)))
		c.paper.Refresh()
		return
	}
	for line := range strings.Lines(strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(text), "--"))) {
		p := kit.Sentence(strings.TrimSpace(line))
		p.Size_ = kit.SizeSmall
		c.paper.Add(p)
	}
	c.paper.Refresh()
}
