package contacts

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"evenpost/gui/kit"
	"evenpost/storage/contactfile"
)

const (
	previewWidth  = 166
	previewBroad  = 236 // for addresses
	previewLine   = 30
	previewRows   = 12
	previewMargin = 10
)

// draw shows the first rows of the file, above each column what it holds.
func (s *columnsStep) draw() {
	l := s.layout
	table := kit.RowTop(0)
	used := 0
	for i := range l.Columns {
		if l.Columns[i] != contactfile.Skip {
			used++
		}
		table.Add(s.column(i))
	}
	s.found.SetText(kit.N("The first rows of the file. {{.Used}} of {{.N}} column is taken over.", "The first rows of the file. {{.Used}} of {{.N}} columns are taken over.",
		len(l.Columns), kit.M{"Used": used}) + hiddenSheets(l.Hidden))
	scroll := container.NewScroll(kit.NewTop(table))
	s.preview.Objects = []fyne.CanvasObject{kit.NewSurface(kit.ColorCard, kit.ColorRule, 10), kit.Pad(1, scroll)}
	s.root.Refresh()
}

// hiddenSheets says that a workbook has more than it shows.
func hiddenSheets(n int) string {
	if n == 0 {
		return ""
	}
	return " " + kit.N("{{.N}} sheet that the workbook hides is left out.", "{{.N}} sheets that the workbook hides are left out.", n)
}

// column is one column of the preview.
func (s *columnsStep) column(i int) fyne.CanvasObject {
	l := s.layout
	target := l.Columns[i]
	targets := s.targets(i)
	var names []string
	chosen := 0
	for k, t := range targets {
		names = append(names, targetName(t))
		if t == target {
			chosen = k
		}
	}
	pick := kit.NewSelect(names, nil)
	pick.SetSelectedIndex(chosen)
	pick.OnChanged = func(string) { s.onTarget(i, targets[pick.SelectedIndex()]) }

	width := float32(previewWidth)
	if target == contactfile.Email {
		width = previewBroad
	}
	top := kit.Column(0, kit.PadXY(6, 6, kit.AtLeast(width-12, 0, pick)))
	if s.custom() {
		top.Add(kit.PadXY(6, 0, kit.AtLeast(width-12, pick.MinSize().Height, s.kindPick(i))))
	}
	if l.HasHeader {
		title := kit.Small(at(l.Header, i)).Cuttable()
		title.Bold = true
		top.Add(previewCell(width, title))
	}
	lines := kit.Column(0, container.NewStack(kit.NewSurface(theme.ColorNameHeaderBackground, "", 0), top), kit.Rule())
	for n, row := range l.Preview {
		if n == previewRows {
			break
		}
		words, fits := s.cellText(i, at(row, i))
		text := kit.Line(words).Cuttable()
		switch {
		case target == contactfile.Skip:
			text.Color = kit.ColorMuted
		case !fits:
			text.Color = kit.Doubtful.Color()
		}
		lines.Add(previewCell(width, text))
	}
	ground := fyne.ThemeColorName("")
	if target == contactfile.Email {
		ground = theme.ColorNameSelection
	}
	return container.NewStack(kit.NewSurface(ground, "", 0), lines)
}

func previewCell(width float32, text fyne.CanvasObject) fyne.CanvasObject {
	return container.NewGridWrap(fyne.NewSize(width, previewLine), kit.PadXY(previewMargin, 0, kit.Column(0, kit.Fill(), text, kit.Fill())))
}

func at(cells []string, i int) string {
	if i < len(cells) {
		return cells[i]
	}
	return ""
}
