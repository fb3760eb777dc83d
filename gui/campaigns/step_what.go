package campaigns

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"

	"evenpost/gui/kit"
	"evenpost/mailing"
	"evenpost/sender"
)

// previewMost is how many people one can step through.
const previewMost = 25

// whatStep chooses the message and shows it as a person would get it.
type whatStep struct {
	w         *wizard
	root      *fyne.Container
	name      *kit.Entry
	list      *kit.Choices
	empty     *kit.Slot
	templates map[int64]mailing.Template

	people  []mailing.Contact
	person  int
	as      *kit.Text
	subject *kit.Para
	text    *kit.Para
	slot    *kit.Slot
	sheet   fyne.CanvasObject
	preview kit.Latest[sender.Preview]
}

func newWhatStep(w *wizard) *whatStep {
	s := &whatStep{w: w, templates: map[int64]mailing.Template{}, slot: kit.NewSlot(), empty: kit.NewSlot()}
	s.root = container.NewStack(s.content())
	return s
}

func (s *whatStep) content() fyne.CanvasObject {
	s.name = kit.NewEntry(kit.T("Name of the campaign"))
	s.name.SetText(s.w.draft.Name)
	s.name.OnChanged = func(text string) { s.w.draft.Name, s.w.named = text, true }
	s.list = kit.NewChoices(s.onTemplate)
	s.as, s.subject, s.text = kit.Muted("").Cuttable(), kit.Sentence(""), kit.Sentence("")
	s.subject.Bold, s.subject.Size_ = true, theme.SizeNameSubHeadingText
	left := kit.Between(kit.Column(kit.SpaceM, kit.Field(kit.T("Name"), kit.T("Only you see it."), s.name), kit.Strong(kit.T("Message")), s.empty), nil, kit.PadXY(0, kit.SpaceXS, kit.ScrollBody(s.list)))
	back := kit.IconButton(theme.NavigateBackIcon(), kit.T("Previous person"), func() { s.step(-1) })
	next := kit.IconButton(theme.NavigateNextIcon(), kit.T("Next person"), func() { s.step(1) })
	head := kit.Row(kit.SpaceXS, kit.Grow(s.as), back, next)
	s.sheet = kit.Column(kit.SpaceM, s.subject, kit.Rule(), s.text)
	paper := kit.Card(kit.Between(kit.Column(kit.SpaceS, head, kit.Rule(), s.slot), nil, container.NewVScroll(container.New(layout.NewCustomPaddedLayout(kit.SpaceM, kit.SpaceM, 0, kit.SpaceM), s.sheet))))
	return kit.PartTitle(kit.T("What do they get?"), kit.TwoParts(.38, 220, left, paper))
}

type whatFound struct {
	templates []mailing.Template
	people    []mailing.Contact
}

func (s *whatStep) enter() {
	if !s.w.named {
		s.name.OnChanged = nil
		s.name.SetText(s.w.draft.Name)
		s.name.OnChanged = func(text string) { s.w.draft.Name, s.w.named = text, true }
	}
	store, audience := s.w.page.deps.Store, s.w.draft.Audience
	kit.Run(s.w.ui, nil, func(ctx context.Context) (f whatFound, err error) {
		if f.templates, err = store.Templates(ctx); err != nil {
			return f, err
		}
		ids, err := store.AudienceIDs(ctx, audience, previewMost)
		if err != nil {
			return f, err
		}
		f.people, err = store.ContactsByID(ctx, ids)
		return f, err
	}, func(f whatFound, err error) {
		if err != nil {
			s.slot.Fail(s.w.ui, err)
			return
		}
		s.fill(f)
	})
}

func (s *whatStep) fill(f whatFound) {
	s.people, s.person = f.people, 0
	var options []kit.Choice
	clear(s.templates)
	for _, t := range f.templates {
		s.templates[t.ID] = t
		options = append(options, kit.Choice{ID: t.ID, Title: t.Name, About: plainSubject(t.Message.Subject)})
	}
	s.list.Set(options...)
	s.empty.Put(nil)
	if len(options) == 0 {
		s.empty.Put(kit.Say(kit.Doubtful, kit.T("There is no message yet. Write one first; this draft is kept."),
			kit.Secondary(kit.T("Write a message"), kit.IconPencil, func() { s.w.ui.Navigate(kit.PageTemplates, kit.OpenNew{}) })))
	}
	if _, ok := s.templates[s.w.draft.TemplateID]; !ok {
		s.w.draft.TemplateID = 0
		if len(f.templates) == 1 {
			s.onTemplate(f.templates[0].ID)
		}
	}
	s.list.Choose(s.w.draft.TemplateID)
	s.show()
}

func (s *whatStep) onTemplate(id int64) {
	s.w.draft.TemplateID = id
	s.list.Choose(id)
	if !s.w.named {
		s.name.OnChanged = nil
		s.w.draft.Name = s.templates[id].Name
		s.name.SetText(s.w.draft.Name)
		s.name.OnChanged = func(text string) { s.w.draft.Name, s.w.named = text, true }
	}
	s.show()
}

func (s *whatStep) step(by int) {
	if n := len(s.people); n > 0 {
		s.person = (s.person + by + n) % n
		s.show()
	}
}

// missing says what has to be done before there is something to show.
func (s *whatStep) missing() string {
	switch {
	case len(s.templates) == 0:
		return kit.T("Here you will see the message as each person gets it.")
	case len(s.people) == 0:
		return kit.T("There is nobody yet who would get it.")
	}
	return kit.T("Choose a message on the left.")
}

// show makes the message for the person shown.
func (s *whatStep) show() {
	t, ok := s.templates[s.w.draft.TemplateID]
	if !ok || len(s.people) == 0 {
		s.as.SetText("")
		s.subject.SetText(s.missing())
		s.text.SetText("")
		s.root.Refresh()
		return
	}
	person, engine := s.people[s.person], s.w.page.deps.Engine
	who := person.Email
	if name := person.Name(); name != "" {
		who = name + " · " + person.Email
	}
	s.as.SetText(kit.T("As {{.Person}} sees it", kit.M{"Person": who}))
	s.preview.Run(s.w.ui, func(ctx context.Context) (sender.Preview, error) {
		return engine.Preview(ctx, t.Message, person)
	}, func(p sender.Preview, err error) {
		s.slot.Put(nil)
		if err != nil {
			e := s.w.ui.Explain(err)
			s.slot.Put(kit.NewNotice(kit.Bad, e, kit.Secondary(kit.T("Open the message"), kit.IconPencil, func() {
				s.w.ui.Navigate(kit.PageTemplates, kit.OpenTemplate{ID: t.ID})
			})))
			p.Subject, p.Text = t.Message.Subject, t.Message.Body
		}
		s.subject.SetText(p.Subject)
		s.text.SetText(p.Text)
		s.root.Refresh()
	})
}

func (s *whatStep) next(goOn func(), problem func(string)) {
	switch {
	case s.w.draft.TemplateID == 0:
		problem(kit.T("Choose a message."))
	case s.w.named && s.w.draft.Name == "":
		problem(kit.T("Give the campaign a name, so that you find it again."))
	default:
		s.w.save(func() {
			s.name.OnChanged = nil
			s.name.SetText(s.w.draft.Name)
			s.name.OnChanged = func(text string) { s.w.draft.Name, s.w.named = text, true }
			goOn()
		}, problem)
	}
}
