package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
)

// Notice is a bar that says what happened, whose problem it is and what to do; the technical text is behind "Details".
type Notice struct{ box }

// NewNotice makes a notice. Actions stand below the words.
func NewNotice(tone Tone, e Explanation, actions ...fyne.CanvasObject) *Notice {
	what := Sentence(e.What)
	what.Bold = true
	words := []fyne.CanvasObject{what}
	if e.Whose != "" {
		words = append(words, Hint(e.Whose))
	}
	if e.Todo != "" {
		words = append(words, Sentence(e.Todo))
	}
	buttons := actions
	n := &Notice{}
	if e.Raw != "" {
		raw := Hint(e.Raw)
		raw.Size_ = SizeSmall
		raw.Hide()
		var more *Button
		more = Quiet(T("Details"), theme.MenuDropDownIcon(), func() {
			if raw.Visible() {
				raw.Hide()
				more.SetIcon(theme.MenuDropDownIcon())
			} else {
				raw.Show()
				more.SetIcon(theme.MenuDropUpIcon())
			}
			n.Refresh()
		})
		buttons = append(buttons, more)
		words = append(words, raw)
	}
	if len(buttons) > 0 {
		words = append(words, container.New(layout.NewCustomPaddedLayout(SpaceXS, 0, 0, 0), Flow(SpaceS, SpaceXS, buttons...)))
	}
	icon := container.NewVBox(sized(20, theme.NewColoredResource(noticeIcon(tone), tone.Color())))
	body := RowTop(SpaceM, icon, Grow(Column(SpaceXS, words...)))
	n.fillWith(n, container.NewStack(NewSurface(tone.Ground(), tone.Color(), 8), Pad(12, body)))
	return n
}

func noticeIcon(t Tone) fyne.Resource {
	switch t {
	case Bad:
		return IconAttend
	case Doubtful:
		return IconAttend
	case Neutral, Pending:
		return theme.InfoIcon()
	}
	return t.Icon()
}

// Say is a notice of one sentence.
func Say(tone Tone, sentence string, actions ...fyne.CanvasObject) *Notice {
	return NewNotice(tone, Explanation{What: sentence}, actions...)
}

// Slot is a place where a notice may appear or not. It takes no room while it is empty.
type Slot struct{ box }

// NewSlot makes an empty slot.
func NewSlot() *Slot {
	s := &Slot{}
	s.fillWith(s, container.NewStack())
	s.Hide()
	return s
}

// Put shows an object in the slot; nil empties it.
func (s *Slot) Put(o fyne.CanvasObject) {
	if o == nil {
		s.inner.Objects = nil
		s.Hide()
		return
	}
	s.inner.Objects = []fyne.CanvasObject{o}
	s.Show()
	s.Refresh()
}

// Fail shows an error in the slot in plain words, and logs it.
func (s *Slot) Fail(ui *UI, err error, actions ...fyne.CanvasObject) {
	ui.Log.Warn("shown to the user", "error", err)
	s.Put(NewNotice(Bad, ui.Explain(err), actions...))
}
