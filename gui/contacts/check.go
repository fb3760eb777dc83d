package contacts

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"evenpost/gui/kit"
	"evenpost/mailing"
)

// Domains asks the name servers who takes mail for a domain. Nobody is asked before the user says so.
type Domains interface {
	mailing.DomainAsker
	Known(domain string) mailing.DomainMail
}

// checkDialog asks for the domains of contacts and shows those for which nobody takes mail.
type checkDialog struct {
	page   *Page
	ids    []int64
	dialog *kit.Dialog
	body   *fyne.Container
	words  *kit.Text
	bar    *kit.ProgressBar
	cancel func()
	found  checked
}

// checked is what was found out.
type checked struct {
	bad     []badDomain
	ids     []int64 // of the contacts in these domains
	domains int
	unknown int // domains about which nobody answered
}

type badDomain struct {
	domain    string
	addresses int
}

// checkProgress is how far it is.
type checkProgress struct{ done, total int }

func (p *Page) checkDomains(ids []int64) {
	if len(ids) == 0 || p.domains == nil {
		return
	}
	d := &checkDialog{page: p, ids: ids, words: kit.Muted(""), bar: kit.NewProgressBar(10)}
	d.body = container.NewStack(kit.NewTop(kit.Column(kit.SpaceS,
		kit.Sentence(kit.N("Does anybody take mail for the address of this contact?", "Does anybody take mail for the addresses of these {{.N}} contacts?", len(ids))),
		kit.Hint(kit.T("Evenpost asks the name servers of the internet about the part after the @ of each address, once for each domain. The addresses themselves are not asked for.")))))
	d.dialog = kit.NewDialog(p.ui, kit.T("Check the addresses"), kit.Grow(d.body), kit.T("Ask now"), func(*kit.Dialog) { d.start() }).Sized(560, 380)
	d.dialog.OnClosed(d.stop)
	d.dialog.Show()
	d.dialog.Focus(d.dialog.OK)
}

func (d *checkDialog) stop() {
	if d.cancel != nil {
		d.cancel()
	}
}

func (d *checkDialog) start() {
	d.dialog.Busy(true)
	d.put(kit.NewTop(kit.Column(kit.SpaceM, d.words, d.bar)))
	d.words.SetText(kit.T("Reading the addresses …"))
	painter := kit.NewPainter(d.page.ui, d.paint)
	page, ids := d.page, d.ids
	d.cancel = kit.Task(page.ui, func(ctx context.Context) (checked, error) { return page.askAbout(ctx, ids, painter.Set) }, func(c checked, err error) {
		d.cancel = nil
		painter.Flush()
		switch {
		case err != nil:
			d.dialog.Fail(err)
		default:
			d.show(c)
		}
	})
}

func (d *checkDialog) paint(p checkProgress) {
	if p.total > 0 {
		d.words.SetText(kit.T("{{.Done}} of {{.Total}} domains", kit.M{"Done": kit.Number(p.done), "Total": kit.Number(p.total)}))
		d.bar.Set(mailing.Counts{Total: p.total, Sent: p.done})
	}
}

// askAbout asks for the domains of contacts.
func (p *Page) askAbout(ctx context.Context, ids []int64, progress func(checkProgress)) (c checked, err error) {
	found, err := mailing.CheckDomains(ctx, p.each(ctx, ids), func(c mailing.Contact) int64 { return c.ID }, p.domains,
		func(done, total int) { progress(checkProgress{done, total}) })
	c.domains, c.unknown = found.Domains, len(found.Unknown)
	for _, d := range found.Refused {
		c.bad = append(c.bad, badDomain{d.Domain, len(d.Contacts)})
		c.ids = append(c.ids, d.Contacts...)
	}
	return c, err
}

func (d *checkDialog) put(o fyne.CanvasObject) {
	d.body.Objects = []fyne.CanvasObject{o}
	d.body.Refresh()
}

func (d *checkDialog) show(c checked) {
	d.found = c
	d.dialog.Done()
	var words []fyne.CanvasObject
	if c.unknown > 0 {
		words = append(words, kit.Hint(kit.N("About {{.N}} domain nobody answered in time, which says nothing against it.", "About {{.N}} domains nobody answered in time, which says nothing against them.", c.unknown)))
	}
	if len(c.bad) == 0 {
		fine := kit.Sentence(kit.N("The domain takes mail, as far as its name server says.", "All {{.N}} domains that were found take mail, as far as their name servers say.", c.domains-c.unknown))
		if c.unknown == c.domains {
			fine = kit.Sentence(kit.T("Nobody answered. Does this computer reach the internet?"))
		}
		d.put(kit.NewTop(kit.Column(kit.SpaceS, append([]fyne.CanvasObject{fine}, words...)...)))
		return
	}
	head := []fyne.CanvasObject{kit.Sentence(kit.N("Nobody takes mail for the address of {{.N}} contact.", "Nobody takes mail for the addresses of {{.N}} contacts.", len(c.ids)))}
	if len(c.bad) > 2 && len(c.bad) == c.domains {
		head = append(head, kit.Say(kit.Doubtful, kit.T("That is all of them: does this computer reach the name servers of the internet?")))
	}
	mark := kit.Secondary(kit.T("Tag them “{{.Tag}}”", kit.M{"Tag": noMailTag()}), kit.IconTag, d.onTag)
	head = append(head, kit.Hint(kit.T("Tag them to find them again, and decide: correct the address, delete the contact, or leave it.")), kit.Row(0, mark))
	g := kit.NewGrid(kit.GridColumn{Title: kit.T("Domain"), Min: 200, Weight: 1}, kit.GridColumn{Title: kit.T("Addresses"), Min: 110, Align: fyne.TextAlignTrailing})
	g.NoChecks, g.Dense = true, true
	g.Rows = func() int { return len(c.bad) }
	g.CellAt = func(row, col int) kit.Cell {
		if col == 0 {
			return kit.Cell{Text: c.bad[row].domain}
		}
		return kit.Cell{Text: kit.Number(c.bad[row].addresses)}
	}
	d.put(kit.Between(container.New(gapBelow{}, kit.Column(kit.SpaceS, append(head, words...)...)), nil, g))
	d.dialog.Fit()
}

func noMailTag() string { return kit.T("takes no mail") }

func (d *checkDialog) onTag() {
	d.dialog.Close()
	d.page.tagContacts(d.found.ids, noMailTag(), true)
}

// hintsAbout says what may be amiss with the address of a contact: a slip, or that nobody takes mail for it, when that was
// asked for lately.
func (p *Page) hintsAbout(address string) string {
	var hints []mailing.Hint
	for _, h := range mailing.AddressHints(address) {
		if h.Kind != mailing.HintRole { // nothing to do about it
			hints = append(hints, h)
		}
	}
	if p.domains != nil && p.domains.Known(mailing.Domain(address)) == mailing.MailRefused {
		hints = append(hints, mailing.NoMailHint())
	}
	return hintWords(hints)
}
