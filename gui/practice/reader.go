package practice

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"evenpost/gui/kit"
	"evenpost/sender/practice"
)

// reader shows one mail as its recipient would see it.
type reader struct {
	page    *Page
	object  fyne.CanvasObject
	body    *fyne.Container
	sheet   *fyne.Container
	subject *kit.Para
	from    *kit.Para
	to      *kit.Para
	at      *kit.Para
	files   *kit.Para
	text    *kit.Para
	scroll  *container.Scroll
	browser *kit.Button
	slot    *kit.Slot
	load    kit.Latest[practice.Mail]
	mail    practice.Mail
}

func newReader(p *Page) *reader {
	r := &reader{
		page: p, subject: kit.Sentence(""), from: kit.Sentence(""), to: kit.Sentence(""), at: kit.Sentence(""), files: kit.Sentence(""), text: kit.Sentence(""), slot: kit.NewSlot(),
	}
	r.subject.Bold, r.subject.Size_ = true, theme.SizeNameSubHeadingText
	r.browser = kit.Secondary(kit.T("Show in browser"), theme.ComputerIcon(), r.onBrowser)
	raw := kit.Quiet(kit.T("Show the raw message"), theme.DocumentIcon(), r.onRaw)
	head := kit.Column(kit.SpaceS, r.subject, kit.KeyValues(
		kit.Pair{Key: kit.T("From"), Value: r.from}, kit.Pair{Key: kit.T("To"), Value: r.to}, kit.Pair{Key: kit.T("Time"), Value: r.at}),
		r.files, kit.Flow(kit.SpaceS, kit.SpaceXS, r.browser, raw), r.slot, kit.Rule())
	r.scroll = container.NewVScroll(r.text)
	r.sheet = kit.Card(kit.Between(head, nil, kit.PadXY(0, kit.SpaceS, r.scroll)))
	r.body = container.NewStack()
	r.object = r.body
	r.clear()
	return r
}

func (r *reader) clear() {
	r.load.Cancel()
	r.mail = practice.Mail{}
	r.body.Objects = []fyne.CanvasObject{kit.Card(container.NewCenter(kit.Muted(kit.T("Choose a mail."))))}
	r.body.Refresh()
}

// open reads a mail and shows it.
func (r *reader) open(id string) {
	if id == r.mail.ID {
		return
	}
	box := r.page.box
	r.load.Run(r.page.ui, func(context.Context) (practice.Mail, error) { return box.Message(id) }, func(m practice.Mail, err error) {
		if err != nil {
			r.clear()
			return // it was thrown away in the meantime
		}
		r.show(m)
	})
}

func (r *reader) show(m practice.Mail) {
	r.mail = m
	r.subject.SetText(m.Subject)
	if m.Subject == "" {
		r.subject.SetText(kit.T("(no subject)"))
	}
	r.from.SetText(header(m.Headers, "From", m.From))
	r.to.SetText(m.To)
	r.at.SetText(kit.When(m.At, r.page.ui.Now().In(r.page.ui.Zone)))
	r.files.SetText(kit.T("Attached: {{.Names}}", kit.M{"Names": strings.Join(m.Attachments, ", ")}))
	visible(r.files, len(m.Attachments) > 0)
	text := m.Text
	if text == "" {
		text = kit.T("This mail has no text for simple mail programs, only a page: press “Show in browser”.")
	}
	r.text.SetText(strings.TrimSpace(text))
	kit.Enable(r.browser, m.HTML != "")
	r.slot.Put(nil)
	r.scroll.ScrollToTop()
	if r.body.Objects[0] != fyne.CanvasObject(r.sheet) {
		r.body.Objects = []fyne.CanvasObject{r.sheet}
	}
	r.body.Refresh()
}

func visible(o fyne.CanvasObject, on bool) {
	if on {
		o.Show()
	} else {
		o.Hide()
	}
}

func (r *reader) onBrowser() {
	browse, page := r.page.deps.Browse, r.mail.HTML
	kit.Run(r.page.ui, nil, func(context.Context) (struct{}, error) { return struct{}{}, browse(page) }, func(_ struct{}, err error) {
		if err != nil {
			r.slot.Fail(r.page.ui, err)
			r.object.Refresh()
		}
	})
}

// rawMost is how much of a mail is shown as it came: more would make the window slow.
const rawMost = 60_000

// onRaw shows the mail as it came, headers and all.
func (r *reader) onRaw() {
	box, id, ui := r.page.box, r.mail.ID, r.page.ui
	kit.Run(ui, nil, func(context.Context) (string, error) { return box.Raw(id) }, func(raw string, err error) {
		if err != nil {
			r.slot.Fail(ui, err)
			r.object.Refresh()
			return
		}
		raw = strings.ReplaceAll(raw, "\r\n", "\n")
		if len(raw) > rawMost {
			raw = strings.ToValidUTF8(raw[:rawMost], "") + "\n…"
		}
		grid := widget.NewTextGridFromString(strings.ReplaceAll(raw, "\t", "    "))
		grid.Scroll = fyne.ScrollBoth
		kit.NewDialog(ui, kit.T("The message as it came"), grid, "", nil).Sized(760, 560).Show()
	})
}

// header is the value of a header field as it came, or what the envelope says.
func header(all, name, otherwise string) string {
	for line := range strings.Lines(strings.ReplaceAll(all, "\r\n", "\n")) {
		if value, ok := strings.CutPrefix(line, name+": "); ok {
			return decode(strings.TrimSpace(value))
		}
	}
	return otherwise
}
