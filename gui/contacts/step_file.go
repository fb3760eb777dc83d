package contacts

import (
	"errors"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"evenpost/gui/kit"
	"evenpost/mailing"
)

// fileStep chooses the file.
type fileStep struct {
	w      *importer
	root   *fyne.Container
	slot   *kit.Slot
	tips   *fyne.Container
	title  *kit.Text
	hint   *kit.Para
	choose *kit.Button
	busy   bool
}

func newFileStep(w *importer) *fileStep {
	s := &fileStep{w: w, slot: kit.NewSlot(), title: kit.Heading("").Aligned(fyne.TextAlignCenter).Cuttable(), hint: kit.Hint("")}
	s.hint.Align = fyne.TextAlignCenter
	s.choose = kit.Primary(kit.T("Choose a file…"), nil, s.onChoose)
	paste := kit.Secondary(kit.T("Paste addresses…"), theme.ContentPasteIcon(), s.onPaste)
	earlier := kit.Quiet(kit.T("Earlier imports…"), theme.HistoryIcon(), func() { newImportsDialog(w.page) })
	zone := container.NewStack(
		kit.NewSurface(kit.ColorCard, kit.ColorRule, 10),
		container.NewCenter(kit.AtLeast(460, 0, kit.Column(kit.SpaceM,
			container.NewCenter(kit.Picture(kit.IconUpload, 46, kit.ColorMuted)), s.title, s.hint, container.NewCenter(kit.Row(kit.SpaceS, s.choose, paste)), container.NewCenter(earlier)))),
	)
	small := func(text string) fyne.CanvasObject {
		p := kit.Hint(text)
		p.Size_ = kit.SizeSmall
		return p
	}
	s.tips = kit.Column(kit.SpaceXS,
		small(kit.T("From Google or Outlook: export the contacts as CSV. From a phone or an address book: as vCard. From LibreOffice or Numbers: as CSV or Excel workbook.")),
		small(kit.T("Separator, characters and column titles are recognised; you can correct all of it in the next step.")),
	)
	s.root = kit.Between(s.slot, container.New(gapAbove{}, s.tips), kit.PadXY(0, kit.SpaceXS, zone))
	s.idle()
	return s
}

func (s *fileStep) idle() {
	s.busy = false
	s.tips.Show()
	s.title.SetText(kit.T("Drop your file on this window"))
	s.hint.SetText(kit.T("An Excel or CSV file with one person in each row, or address cards (vCard)."))
	s.choose.SetText(kit.T("Choose a file…"))
}

func (s *fileStep) onChoose() {
	kinds := []kit.FileKind{{Name: kit.T("Contacts (Excel, CSV, vCard)"), Extensions: []string{".csv", ".xlsx", ".xlsm", ".vcf", ".txt", ".tsv"}}, {Name: kit.T("All files")}}
	s.w.ui.Files.Open(kit.T("Choose the file with your contacts"), kinds, s.w.take)
}

// onPaste asks for a text with addresses, and begins with what was copied.
func (s *fileStep) onPaste() {
	text := kit.NewTextArea(kit.T("Anna Huber <anna@example.com>, bob@example.com"), 8)
	if copied := fyne.CurrentApp().Clipboard().Content(); strings.Contains(copied, "@") && len(copied) < pasteMost {
		text.SetText(copied)
	}
	content := kit.Column(kit.SpaceS, kit.Hint(kit.T("Addresses with commas, semicolons or line breaks between, or rows copied from a spreadsheet.")), kit.Grow(text))
	d := kit.NewDialog(s.w.ui, kit.T("Paste addresses"), content, kit.T("Go on"), func(d *kit.Dialog) {
		if !strings.Contains(text.Text, "@") {
			d.Problem(kit.T("There is no e-mail address in this text."))
			return
		}
		d.Close()
		s.w.takeFrom(origin{text: text.Text})
	}).Sized(560, 420)
	d.Show()
	d.Focus(text)
}

// A text field becomes slow with more than that; it is what files are for.
const pasteMost = 200_000

func (s *fileStep) reading(from origin) {
	s.busy = true
	s.slot.Put(nil)
	s.title.SetText(from.name())
	s.hint.SetText(kit.T("Looking at the file …"))
	s.root.Refresh()
}

// took shows the file one works with.
func (s *fileStep) took(from origin) {
	s.idle()
	s.slot.Put(nil)
	s.title.SetText(from.name())
	s.hint.SetText(from.folder())
	s.choose.SetText(kit.T("Choose another file…"))
	s.root.Refresh()
}

// fail says why a file cannot be read. When it may only have been misunderstood, the user may say how it is read.
func (s *fileStep) fail(from origin, err error) {
	s.idle()
	s.tips.Hide() // the notice says what to do
	s.w.ui.Log.Warn("contact file", "error", err)
	var ways []fyne.CanvasObject
	if errors.Is(err, mailing.ErrNoAddresses) || errors.Is(err, mailing.ErrNotText) && !workbook(from.path) {
		ways = append(ways, kit.Secondary(kit.T("Say how it is read"), nil, func() { s.w.rescue(from, err) }))
	}
	s.title.SetText(from.name())
	s.hint.SetText(kit.T("Choose another file, or drop one on this window."))
	s.slot.Put(kit.NewNotice(kit.Bad, s.w.explain(from, err), ways...))
	s.root.Refresh()
}

func (s *fileStep) next(goOn func(), problem func(string)) {
	switch {
	case s.w.from != origin{}:
		goOn()
	case s.busy:
		problem(kit.T("The file is still being looked at."))
	default:
		problem(kit.T("Choose a file or paste addresses first."))
	}
}

// gapAbove keeps what is below the room for the file apart from it, while it is there.
type gapAbove struct{}

func (gapAbove) MinSize(o []fyne.CanvasObject) fyne.Size {
	if !o[0].Visible() {
		return fyne.Size{}
	}
	return o[0].MinSize().AddWidthHeight(0, kit.SpaceS)
}

func (gapAbove) Layout(o []fyne.CanvasObject, s fyne.Size) {
	o[0].Move(fyne.NewPos(0, kit.SpaceS))
	o[0].Resize(s.SubtractWidthHeight(0, kit.SpaceS))
}
