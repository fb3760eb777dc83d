package campaigns

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"evenpost/gui/kit"
	"evenpost/mailing"
)

// whoStep chooses the people.
type whoStep struct {
	w      *wizard
	root   *fyne.Container
	all    *kit.Check
	lists  *fyne.Container
	tags   *fyne.Container
	rules  *fyne.Container // the segments
	number *kit.Text
	words  *kit.Para
	never  *kit.Para
	slot   *kit.Slot
	read   bool
	count  kit.Latest[audienceCount]
	found  audienceCount
}

type audienceCount struct{ people, suppressed int }

type choices struct {
	lists    []mailing.List
	tags     []string
	segments []mailing.Segment
	everyone int
}

func newWhoStep(w *wizard) *whoStep {
	s := &whoStep{w: w, lists: kit.Column(0), tags: kit.Column(0), rules: kit.Column(0), slot: kit.NewSlot()}
	s.all = kit.NewCheck(kit.T("All contacts"), s.onAll)
	s.number, s.words, s.never = kit.BigNumber("0"), kit.Sentence(kit.T("people chosen")), kit.Hint("")
	s.root = container.NewStack(s.content())
	return s
}

func (s *whoStep) content() fyne.CanvasObject {
	choose := kit.Column(kit.SpaceM,
		s.slot,
		kit.Card(kit.Outdent(s.all)),
		kit.Tiles(190, kit.SpaceM,
			kit.CardTitled(kit.T("Lists"), nil, kit.Outdent(s.lists)),
			kit.CardTitled(kit.T("Tags"), nil, kit.Outdent(s.tags)),
			kit.CardTitled(kit.T("Segments"), nil, kit.Outdent(s.rules)),
		),
	)
	s.never.Size_ = kit.SizeSmall
	total := kit.Card(kit.AtLeast(200, 0, kit.Column(kit.SpaceXS, s.number, s.words, s.never)))
	return kit.PartTitle(kit.T("Who is to get it?"), kit.WithPanel(kit.ScrollBody(choose), kit.NewTop(total)))
}

func (s *whoStep) enter() {
	if s.read {
		s.recount()
		return
	}
	store := s.w.page.deps.Store
	kit.Run(s.w.ui, nil, func(ctx context.Context) (c choices, err error) {
		if c.lists, err = store.Lists(ctx); err != nil {
			return c, err
		}
		if c.tags, err = store.Tags(ctx); err != nil {
			return c, err
		}
		if c.segments, err = store.Segments(ctx); err != nil {
			return c, err
		}
		c.everyone, _, err = store.CountAudience(ctx, mailing.Audience{Everyone: true})
		return c, err
	}, func(c choices, err error) {
		if err != nil {
			s.slot.Fail(s.w.ui, err)
			return
		}
		first := !s.read
		s.read = true
		s.fill(c)
		if canvas := s.w.ui.Window.Canvas(); first && canvas.Focused() == nil { // one had to wait for what there is to choose
			s.w.kit.Begin(canvas)
		}
		s.recount()
	})
}

// fill shows what there is to choose from.
func (s *whoStep) fill(c choices) {
	a := &s.w.draft.Audience
	s.slot.Put(nil)
	if c.everyone == 0 {
		s.slot.Put(kit.Say(kit.Doubtful, kit.T("There are no contacts yet. Bring yours from your spreadsheet first."),
			kit.Secondary(kit.T("Import contacts"), kit.IconUpload, func() { s.w.ui.Navigate(kit.PageContacts, kit.OpenImport{}) })))
	}
	s.all.Text = kit.T("All contacts ({{.N}})", kit.M{"N": c.everyone})
	s.all.Checked = a.Everyone
	s.all.Refresh()
	s.lists.Objects, s.tags.Objects, s.rules.Objects = nil, nil, nil
	for _, l := range c.lists {
		check := kit.NewCheck(l.Name+" ("+kit.Number(l.Count)+")", nil).Cuttable()
		check.Checked = slices.Contains(a.ListIDs, l.ID)
		check.OnChanged = func(on bool) { a.ListIDs = toggled(a.ListIDs, l.ID, on); s.recount() }
		s.lists.Add(check)
	}
	for _, tag := range c.tags {
		check := kit.NewCheck(tag, nil).Cuttable()
		check.Checked = slices.Contains(a.Tags, tag)
		check.OnChanged = func(on bool) { a.Tags = toggled(a.Tags, tag, on); s.recount() }
		s.tags.Add(check)
	}
	for _, g := range c.segments {
		check := kit.NewCheck(g.Name, nil).Cuttable()
		check.Checked = slices.Contains(a.SegmentIDs, g.ID)
		check.OnChanged = func(on bool) { a.SegmentIDs = toggled(a.SegmentIDs, g.ID, on); s.recount() }
		s.rules.Add(check)
	}
	if len(c.segments) == 0 {
		s.rules.Add(kit.PadXY(kit.SpaceS, 0, kit.Hint(kit.T("No segments yet. They are made in Contacts."))))
	}
	if len(c.lists) == 0 {
		s.lists.Add(kit.PadXY(kit.SpaceS, 0, kit.Hint(kit.T("No lists yet. Lists are made in Contacts."))))
	}
	if len(c.tags) == 0 {
		s.tags.Add(kit.PadXY(kit.SpaceS, 0, kit.Hint(kit.T("No tags yet."))))
	}
	s.enable()
	s.root.Refresh()
}

// toggled puts v into a set or takes it out.
func toggled[T comparable](set []T, v T, on bool) []T {
	set = slices.DeleteFunc(slices.Clone(set), func(x T) bool { return x == v })
	if on {
		set = append(set, v)
	}
	return set
}

func (s *whoStep) onAll(on bool) {
	s.w.draft.Audience.Everyone = on
	s.enable()
	s.recount()
}

// enable locks the single lists while everybody is chosen.
func (s *whoStep) enable() {
	for _, o := range slices.Concat(s.lists.Objects, s.tags.Objects, s.rules.Objects) {
		if check, ok := o.(*kit.Check); ok {
			kit.Enable(check, !s.w.draft.Audience.Everyone)
		}
	}
}

// recount counts who is chosen.
func (s *whoStep) recount() { s.counted(func() {}) }

// counted counts who is chosen and goes on with then, unless the choice changes meanwhile.
func (s *whoStep) counted(then func()) {
	a, store := s.w.draft.Audience, s.w.page.deps.Store
	if a.Empty() {
		s.count.Cancel()
		s.show(audienceCount{})
		then()
		return
	}
	s.count.Run(s.w.ui, func(ctx context.Context) (c audienceCount, err error) {
		c.people, c.suppressed, err = store.CountAudience(ctx, a)
		return c, err
	}, func(c audienceCount, err error) {
		if err != nil {
			s.slot.Fail(s.w.ui, err)
			return
		}
		s.show(c)
		then()
	})
}

func (s *whoStep) show(c audienceCount) {
	s.found = c
	s.number.SetText(kit.Number(c.people - c.suppressed))
	s.words.SetText(kit.N("person will get it", "people will get it", c.people-c.suppressed))
	s.never.SetText("")
	if c.suppressed > 0 {
		s.never.SetText(kit.N("{{.N}} more is never mailed and is left out.", "{{.N}} more are never mailed and are left out.", c.suppressed))
	}
	s.root.Refresh()
}

func (s *whoStep) next(goOn func(), problem func(string)) {
	s.counted(func() {
		switch {
		case s.w.draft.Audience.Empty():
			problem(kit.T("Choose at least one list or tag, or all contacts."))
		case s.found.people-s.found.suppressed == 0:
			problem(kit.T("Nobody would get it. Choose a list with contacts who may be mailed."))
		default:
			s.w.save(goOn, problem)
		}
	})
}
