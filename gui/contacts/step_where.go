package contacts

import (
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"evenpost/gui/kit"
	"evenpost/mailing"
	"evenpost/storage"
)

// whereStep chooses what becomes of all contacts of the file: a list, tags, and where they agreed.
type whereStep struct {
	w      *importer
	root   *fyne.Container
	lists  *fyne.Container
	picker *listPicker
	tags   *kit.Entry
	source *kit.Entry
	date   *kit.DateEntry
	slot   *kit.Slot
	twice  *kit.Select
	name   string // proposed for the new list
	noted  string // the list that the file says its rows belong on, until it was offered
}

func newWhereStep(w *importer) *whereStep {
	s := &whereStep{w: w, slot: kit.NewSlot(), lists: container.NewStack()}
	s.tags = kit.NewEntry(kit.T("regular, wholesale"))
	s.source = kit.NewEntry(kit.T("for instance: order form in the shop"))
	s.date = kit.NewDateEntry()
	today := w.ui.Now().In(w.ui.Zone)
	s.date.SetDate(&today)
	s.twice = kit.NewSelect([]string{kit.T("Bring them up to date"), kit.T("Only fill what is missing"), kit.T("Leave them as they are")}, nil)
	s.twice.SetSelectedIndex(0)
	left := kit.PartTitle(kit.T("Put them on a list"), s.lists)
	right := kit.PartTitle(kit.T("For all of them"), kit.ScrollBody(kit.Column(kit.SpaceM,
		kit.Field(kit.T("Who is among your contacts already"), kit.T("An empty cell never erases anything. They are put on the list in any case."), s.twice),
		kit.Field(kit.T("Tags"), kit.T("With commas between. Tags in the file stay too."), s.tags),
		kit.Field(kit.T("Where did these people agree to be mailed?"), kit.T("Kept with each contact, so that you can answer when somebody asks. Those who have an answer already keep it."), s.source),
		kit.Field(kit.T("When?"), "", kit.Row(0, kit.AtLeast(180, 0, s.date))),
	)))
	s.root = kit.Between(s.slot, nil, kit.TwoParts(.5, 280, left, right))
	s.fill(nil)
	return s
}

// propose names the new list after the file. Rows that an import left out and somebody corrected belong where the others are.
func (s *whereStep) propose(from origin, list string) {
	s.name, s.noted = "", list
	if base := filepath.Base(from.path); from.path != "" {
		s.name = strings.TrimSpace(strings.ReplaceAll(strings.TrimSuffix(base, filepath.Ext(base)), "_", " "))
	}
	s.picker.name.SetText(s.name)
}

func (s *whereStep) enter() {
	kit.Run(s.w.ui, nil, s.w.page.store.Lists, func(lists []mailing.List, err error) {
		if err != nil {
			s.slot.Fail(s.w.ui, err)
			return
		}
		s.slot.Put(nil)
		s.fill(lists)
	})
}

// fill offers the lists there are; what was chosen stays.
func (s *whereStep) fill(lists []mailing.List) {
	chosen, name := pickNew, s.name
	if s.picker != nil {
		chosen, name = s.picker.choices.Chosen(), s.picker.name.Text
	}
	for _, l := range lists {
		if s.noted != "" && strings.EqualFold(l.Name, s.noted) {
			chosen, s.noted = l.ID, ""
		}
	}
	s.picker = newListPicker(true, lists)
	s.picker.name.SetText(name)
	s.picker.choose(chosen)
	s.lists.Objects = []fyne.CanvasObject{s.picker.root}
	s.root.Refresh()
}

func (s *whereStep) next(goOn func(), problem func(string)) {
	if s.picker.incomplete() {
		problem(kit.T("Give the new list a name."))
		return
	}
	if _, fits := s.date.Day(s.w.ui.Zone); !fits {
		problem(misfit(mailing.KindDate, strings.TrimSpace(s.date.Text)))
		return
	}
	goOn()
}

// target is what becomes of the contacts: the list, by its id or, when it is new, by its name, and the rest.
func (s *whereStep) target() (list int64, name string, o storage.ImportOptions) {
	list, name = s.picker.chosen()
	o.Duplicates = []mailing.Duplicates{mailing.UpdateThem, mailing.FillGaps, mailing.SkipThem}[max(0, s.twice.SelectedIndex())]
	o.Tags = contactTags([]string{s.tags.Text})
	o.Consent.Source = strings.TrimSpace(s.source.Text)
	if o.Consent.Source != "" {
		o.Consent.At, _ = s.date.Day(s.w.ui.Zone)
	}
	return list, name, o
}
