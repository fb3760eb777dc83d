package kit

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
)

// Step is one step of a Wizard.
type Step struct {
	Title   string
	Content fyne.CanvasObject
	Enter   func()                                           // when the user comes to the step, not for the first one at the start; may be nil
	Next    func(goOn func(), problem func(sentence string)) // when the user wants to go on; nil goes on at once
}

// Wizard leads through steps: their names on top, Back and Next below.
type Wizard struct {
	box
	steps   []Step
	at      int
	marks   *fyne.Container
	body    *fyne.Container
	problem *Slot
	start   *anchor
	cancel  *Button
	back    *Button
	next    *Button
	finish  string
	icon    fyne.Resource
	done    func()
}

// NewWizard makes a wizard. finish is the word on the last Next ("Send to 620 people" may be set with SetFinish); done runs
// after the last step said yes; cancel leaves.
func NewWizard(finish string, icon fyne.Resource, done, cancel func(), steps ...Step) *Wizard {
	w := &Wizard{steps: steps, finish: finish, icon: icon, done: done, marks: Row(SpaceS), body: container.NewStack(), problem: NewSlot(), start: newAnchor()}
	w.back = Secondary(T("Back"), theme.NavigateBackIcon(), func() { w.Go(w.at - 1) })
	w.next = Primary("", nil, w.onNext)
	w.cancel = Quiet(T("Cancel"), nil, cancel)
	foot := Row(SpaceS, w.cancel, Fill(), w.back, w.next)
	w.fillWith(w, Between(Column(SpaceM, w.marks, container.NewStack(w.problem, w.start)), Column(SpaceS, Rule(), foot), PadXY(0, SpaceM, w.body)))
	w.show(0)
	return w
}

// At is the number of the step shown, from 0.
func (w *Wizard) At() int { return w.at }

// SetFinish changes the word on the button of the last step.
func (w *Wizard) SetFinish(s string) {
	w.finish = s
	w.label()
}

// Allow enables or disables going on. When nothing has the focus because one had to wait, it goes where it would have gone.
func (w *Wizard) Allow(on bool) {
	waited := on && w.next.Disabled()
	Enable(w.next, on)
	if c := fyne.CurrentApp().Driver().CanvasForObject(w); waited && c != nil && c.Focused() == nil {
		w.Begin(c)
	}
}

// Go shows a step without asking the present one.
func (w *Wizard) Go(step int) {
	w.show(step)
	if enter := w.steps[w.at].Enter; enter != nil {
		enter()
	}
	w.Refresh()
	if c := fyne.CurrentApp().Driver().CanvasForObject(w); c != nil {
		w.Begin(c)
	}
}

// Begin puts the focus on the first thing of the step, or where there is none on the button that goes on. The canvas is named, as an
// object does not know its own before it was painted.
func (w *Wizard) Begin(c fyne.Canvas) {
	if c.Overlays().Top() != nil || wayTo(w, c.Content()) == nil {
		return
	}
	if w.start.next(c); c.Focused() == fyne.Focusable(w.cancel) {
		c.Unfocus()
		c.Focus(w.next)
	}
}

func (w *Wizard) show(step int) {
	w.at = min(max(0, step), len(w.steps)-1)
	w.problem.Put(nil)
	w.body.Objects = []fyne.CanvasObject{w.steps[w.at].Content}
	w.label()
	w.Allow(true)
}

func (w *Wizard) onNext() {
	goOn := func() {
		if w.at == len(w.steps)-1 {
			w.done()
			return
		}
		w.Go(w.at + 1)
	}
	ask := w.steps[w.at].Next
	if ask == nil {
		goOn()
		return
	}
	w.problem.Put(nil)
	ask(goOn, func(sentence string) {
		w.problem.Put(Say(Bad, sentence))
		w.Refresh()
	})
}

func (w *Wizard) label() {
	last := w.at == len(w.steps)-1
	if last {
		w.next.SetIcon(w.icon)
		w.next.SetText(w.finish)
	} else {
		w.next.SetIcon(nil)
		w.next.SetText(T("Next"))
	}
	Enable(w.back, w.at > 0)
	w.marks.Objects = nil
	for i, s := range w.steps {
		if i > 0 {
			w.marks.Add(container.NewGridWrap(fyne.NewSize(22, 1), NewSurface(ColorRule, "", 0)))
		}
		w.marks.Add(w.mark(i, s.Title))
	}
	w.marks.Refresh()
}

func (w *Wizard) mark(i int, title string) fyne.CanvasObject {
	fill, stroke, ink := fyne.ThemeColorName(""), ColorMuted, ColorMuted
	name := Muted(title)
	var inner fyne.CanvasObject
	switch {
	case i == w.at:
		fill, stroke, ink = theme.ColorNamePrimary, "", theme.ColorNameForegroundOnPrimary
		name.Bold, name.Color = true, theme.ColorNameForeground
	case i < w.at:
		fill, stroke = SoftOf(ColorSent), ""
		inner = sized(14, theme.NewColoredResource(IconTick, ColorSent))
	}
	if inner == nil {
		number := Small(strconv.Itoa(i + 1)).In(ink)
		number.Bold = true
		inner = number
	}
	circle := container.NewStack(AtLeast(24, 24, NewSurface(fill, stroke, 12)), container.NewCenter(inner))
	body := Row(6, circle, name)
	if i < w.at {
		return NewTappable(body, func() { w.Go(i) })
	}
	return body
}
