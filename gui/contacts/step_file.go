package contacts

import (
	"errors"
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

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
	zone := container.NewStack(
		kit.NewSurface(kit.ColorCard, kit.ColorRule, 10),
		container.NewCenter(kit.AtLeast(460, 0, kit.Column(kit.SpaceM,
			container.NewCenter(kit.Picture(kit.IconUpload, 46, kit.ColorMuted)), s.title, s.hint, container.NewCenter(s.choose)))),
	)
	small := func(text string) fyne.CanvasObject {
		p := kit.Hint(text)
		p.Size_ = kit.SizeSmall
		return p
	}
	s.tips = kit.Column(kit.SpaceXS,
		small(kit.T("In Excel: “Save as”, then “CSV UTF-8”. In LibreOffice: “Save as”, then “Text CSV”. In Google or Outlook: export the contacts as CSV.")),
		small(kit.T("Separator, characters and column titles are recognised; you can correct all of it in the next step.")),
	)
	s.root = container.NewBorder(s.slot, container.New(gapAbove{}, s.tips), nil, nil, kit.PadXY(0, kit.SpaceS, zone))
	s.idle()
	return s
}

func (s *fileStep) idle() {
	s.busy = false
	s.tips.Show()
	s.title.SetText(kit.T("Drop your file on this window"))
	s.hint.SetText(kit.T("A CSV file, as every spreadsheet and mail program writes it: one person in each row, with an e-mail address."))
	s.choose.SetText(kit.T("Choose a file…"))
}

func (s *fileStep) onChoose() {
	kinds := []kit.FileKind{{Name: kit.T("Contacts (CSV, text)"), Extensions: []string{".csv", ".txt", ".tsv"}}, {Name: kit.T("All files")}}
	s.w.ui.Files.Open(kit.T("Choose the file with your contacts"), kinds, s.w.take)
}

func (s *fileStep) reading(path string) {
	s.busy = true
	s.slot.Put(nil)
	s.title.SetText(filepath.Base(path))
	s.hint.SetText(kit.T("Looking at the file …"))
	s.root.Refresh()
}

// took shows the file one works with.
func (s *fileStep) took(path string) {
	s.idle()
	s.slot.Put(nil)
	s.title.SetText(filepath.Base(path))
	s.hint.SetText(filepath.Dir(path))
	s.choose.SetText(kit.T("Choose another file…"))
	s.root.Refresh()
}

// fail says why a file cannot be read. When it may only have been misunderstood, the user may say how it is read.
func (s *fileStep) fail(path string, err error) {
	s.idle()
	s.tips.Hide() // the notice says what to do
	s.w.ui.Log.Warn("contact file", "error", err)
	var ways []fyne.CanvasObject
	if errors.Is(err, mailing.ErrNoAddresses) || errors.Is(err, mailing.ErrNotText) && !workbook(path) {
		ways = append(ways, kit.Secondary(kit.T("Say how it is read"), nil, func() { s.w.rescue(path, err) }))
	}
	s.title.SetText(filepath.Base(path))
	s.hint.SetText(kit.T("Choose another file, or drop one on this window."))
	s.slot.Put(kit.NewNotice(kit.Bad, s.w.explain(path, err), ways...))
	s.root.Refresh()
}

func (s *fileStep) next(goOn func(), problem func(string)) {
	switch {
	case s.w.path != "":
		goOn()
	case s.busy:
		problem(kit.T("The file is still being looked at."))
	default:
		problem(kit.T("Choose a file first."))
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
