package contacts

import (
	"slices"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"evenpost/gui/kit"
	"evenpost/mailing"
	"evenpost/storage/contactfile"
)

// columnsStep says how the file is read and what its columns hold, with its first rows before one's eyes.
type columnsStep struct {
	w       *importer
	root    *fyne.Container
	slot    *kit.Slot
	letters *kit.Select
	between *kit.Select
	sheet   *kit.Select
	options []fyne.CanvasObject // characters, separator, sheet
	titles  *kit.Check
	found   *kit.Text
	preview *fyne.Container

	layout    contactfile.Layout
	fields    []mailing.Field      // that there are
	chosen    map[int]bool         // columns of which the user said how they are read
	own       []contactfile.Target // of each column: the further field it may become
	encoding  contactfile.Encoding // as the user chose it; "" is found out
	separator rune                 // likewise, 0
	readable  bool
}

func newColumnsStep(w *importer) *columnsStep {
	s := &columnsStep{w: w, slot: kit.NewSlot(), found: kit.Small("").Cuttable(), preview: container.NewStack()}
	var encodings, between []string
	for _, e := range contactfile.Encodings() {
		encodings = append(encodings, encodingName(e))
	}
	for _, r := range separators() {
		between = append(between, separatorName(r))
	}
	s.letters = kit.NewSelect(encodings, func(string) { s.onReading() })
	s.between = kit.NewSelect(between, func(string) { s.onReading() })
	s.letters.PlaceHolder, s.between.PlaceHolder = kit.T("Choose …"), kit.T("Choose …")
	s.titles = kit.NewCheck(kit.T("The first row holds titles"), s.onTitles)
	s.sheet = kit.NewSelect(nil, func(string) { s.onReading() })
	s.options = []fyne.CanvasObject{
		kit.Row(kit.SpaceS, kit.Muted(kit.T("Characters")), kit.AtLeast(238, 0, s.letters)),
		kit.Row(kit.SpaceS, kit.Muted(kit.T("Between columns")), kit.AtLeast(136, 0, s.between)),
		kit.Row(kit.SpaceS, kit.Muted(kit.T("Sheet")), kit.AtLeast(238, 0, s.sheet)),
	}
	s.offer(contactfile.Table)
	flow := kit.Flow(kit.SpaceM, kit.SpaceXS, kit.Row(kit.SpaceM, s.options...), s.titles)
	top := kit.Column(kit.SpaceS, flow, s.slot, s.found)
	s.root = kit.Between(container.New(gapBelow{}, top), nil, s.preview)
	return s
}

// forget begins anew with another file.
func (s *columnsStep) forget() {
	s.encoding, s.separator, s.readable, s.layout = "", 0, false, contactfile.Layout{}
	s.offer(contactfile.Table)
}

// offer shows what can be chosen with this kind of file.
func (s *columnsStep) offer(k contactfile.Kind) {
	for i, on := range []bool{k != contactfile.Workbook, k == contactfile.Table, k == contactfile.Workbook} {
		if on {
			s.options[i].Show()
		} else {
			s.options[i].Hide()
		}
	}
}

// show shows what was found out about the file.
func (s *columnsStep) show(l fileLayout) {
	s.layout, s.fields, s.readable = l.Layout, l.known, true
	s.chosen = map[int]bool{}
	s.own = ownFields(s.layout)
	s.slot.Put(s.w.leaversNotice(l.Layout))
	choose(s.letters, slices.Index(contactfile.Encodings(), l.Encoding))
	choose(s.between, slices.Index(separators(), l.Separator))
	s.titles.OnChanged = nil
	s.titles.SetChecked(l.HasHeader)
	s.titles.OnChanged = s.onTitles
	s.titles.Hidden = l.Kind == contactfile.Cards || l.Kind == contactfile.Addresses
	s.offer(l.Kind)
	if s.sheet.Options = l.Sheets; l.Kind == contactfile.Workbook {
		choose(s.sheet, slices.Index(l.Sheets, l.Sheet))
	}
	s.draw()
}

// broken says why the file cannot be read, until the user chooses another way.
func (s *columnsStep) broken(err error) {
	s.readable = false
	s.w.ui.Log.Warn("contact file", "error", err)
	e := s.w.explain(s.w.from, err)
	e.Todo = kit.T("Choose other characters or another separator above, or go back and choose another file.")
	s.slot.Put(kit.NewNotice(kit.Bad, e))
	s.titles.Hide()
	s.found.SetText("")
	s.preview.Objects = nil
	s.root.Refresh()
}

// choose changes what is chosen without telling.
func choose(s *kit.Select, i int) {
	tell := s.OnChanged
	s.OnChanged = nil
	if i >= 0 {
		s.SetSelectedIndex(i)
	} else {
		s.ClearSelected()
	}
	s.OnChanged = tell
}

// onReading reads the file as the user chose and shows what comes of it at once.
func (s *columnsStep) onReading() {
	if i := s.letters.SelectedIndex(); i >= 0 {
		if e := contactfile.Encodings()[i]; e != s.layout.Encoding || !s.readable {
			s.encoding = e
		}
	}
	if i := s.between.SelectedIndex(); i >= 0 {
		if r := separators()[i]; r != s.layout.Separator || !s.readable {
			s.separator = r
		}
	}
	as := contactfile.Choice{Encoding: s.encoding, Separator: s.separator}
	if s.layout.Kind == contactfile.Workbook {
		as.Sheet = s.sheet.Selected
	}
	s.w.read.Run(s.w.ui, layoutOf(s.w.page.store, s.w.from, as), func(l fileLayout, err error) {
		if err != nil {
			s.broken(err)
			return
		}
		s.show(l)
	})
}

// onTitles says whether the first row holds titles or already a person.
func (s *columnsStep) onTitles(on bool) {
	l := &s.layout
	switch {
	case on == l.HasHeader:
		return
	case on && len(l.Preview) > 0:
		l.Header, l.Preview = l.Preview[0], l.Preview[1:]
		for len(l.Header) < len(l.Columns) {
			l.Header = append(slices.Clone(l.Header), "")
		}
	case !on:
		l.Preview = append([][]string{l.Header}, l.Preview...)
		l.Header = nil
	}
	l.HasHeader = on
	s.own = ownFields(*l)
	for i, t := range l.Columns {
		if t.Custom() || t == contactfile.Skip && on {
			l.Columns[i] = s.own[i]
		}
	}
	s.draw()
}

// ownFields names for each column the further field that it becomes when it is nothing else.
func ownFields(l contactfile.Layout) []contactfile.Target {
	own := make([]contactfile.Target, len(l.Columns))
	taken := map[contactfile.Target]bool{}
	for i, t := range l.Columns {
		if t.Custom() && l.HasHeader {
			own[i], taken[t] = t, true
		}
	}
	for i := range own {
		if own[i] != "" {
			continue
		}
		name := kit.T("column") + "_" + strconv.Itoa(i+1)
		if i < len(l.Header) && contactfile.Field(l.Header[i]).Custom() {
			name = string(contactfile.Field(l.Header[i]))
		}
		t := contactfile.Target(name)
		for n := 2; taken[t]; n++ {
			t = contactfile.Target(name + "_" + strconv.Itoa(n))
		}
		own[i], taken[t] = t, true
	}
	return own
}

// targets are what a column may hold, in the order of its menu.
func (s *columnsStep) targets(column int) []contactfile.Target {
	return []contactfile.Target{
		contactfile.Email, contactfile.FirstName, contactfile.LastName, contactfile.FullName, contactfile.Company, contactfile.Tags,
		contactfile.Lists, contactfile.Consent, contactfile.ConsentAt, s.own[column], contactfile.Skip,
	}
}

// onTarget says what a column holds. Another column that held the same becomes a field of its own, so that nothing is lost.
func (s *columnsStep) onTarget(column int, t contactfile.Target) {
	s.layout.Put(column, t, func(other int) contactfile.Target { return s.own[other] })
	s.draw()
}

func (s *columnsStep) next(goOn func(), problem func(string)) {
	switch {
	case !s.readable:
		problem(kit.T("The file cannot be read like this yet. Choose other characters or another separator."))
	case !s.layout.Has(contactfile.Email):
		problem(kit.T("Say which column holds the addresses: choose “Address” above it."))
	default:
		goOn()
	}
}
