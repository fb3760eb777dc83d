package kit

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Dialog collects something from the user and stays open until the work it starts went well.
type Dialog struct {
	ui      *UI
	popup   *widget.PopUp
	problem *Slot
	OK      *Button // nil when the dialog has none
	Cancel  *Button
	busy    *widget.Activity
	foot    *fyne.Container
	closed  func()
	size    fyne.Size
	open    bool
}

// NewDialog makes a dialog. submit runs when the user presses ok (label ""  means no such button); it must call Close when all
// went well, or Fail. Width and height are the least size; 0 means as large as the content.
func NewDialog(ui *UI, title string, content fyne.CanvasObject, ok string, submit func(*Dialog)) *Dialog {
	d := &Dialog{ui: ui, problem: NewSlot(), busy: widget.NewActivity(), size: fyne.NewSize(480, 0)}
	d.busy.Hide()
	d.Cancel = Secondary(T("Cancel"), nil, d.Close)
	buttons := []fyne.CanvasObject{Fill(), sizedBusy(d.busy), d.Cancel}
	if ok != "" {
		d.OK = Primary(ok, nil, func() {
			d.problem.Put(nil)
			submit(d)
		})
		buttons = append(buttons, d.OK)
	} else {
		d.Cancel.SetText(T("Close"))
	}
	head := Heading(title).Cuttable()
	d.foot = Row(SpaceS, buttons...)
	body := container.New(&dialogLayout{}, Column(SpaceM, head, d.problem), content, d.foot)
	d.popup = widget.NewModalPopUp(Pad(SpaceM, body), ui.Window.Canvas())
	return d
}

func sizedBusy(o fyne.CanvasObject) fyne.CanvasObject {
	return container.NewGridWrap(fyne.NewSquareSize(24), o)
}

// dialogLayout: head, content that takes the room, buttons.
type dialogLayout struct{}

func (dialogLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	s := fyne.NewSize(0, 2*SpaceM)
	for _, x := range o {
		m := x.MinSize()
		s = fyne.NewSize(max(s.Width, m.Width), s.Height+m.Height)
	}
	return s
}

func (dialogLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	o[0].Resize(fyne.NewSize(s.Width, o[0].MinSize().Height))
	head, foot := o[0].MinSize().Height, o[2].MinSize().Height
	o[0].Move(fyne.NewPos(0, 0))
	o[0].Resize(fyne.NewSize(s.Width, head))
	o[1].Move(fyne.NewPos(0, head+SpaceM))
	o[1].Resize(fyne.NewSize(s.Width, s.Height-head-foot-2*SpaceM))
	o[2].Move(fyne.NewPos(0, s.Height-foot))
	o[2].Resize(fyne.NewSize(s.Width, foot))
}

// Sized sets the least size and returns the dialog.
func (d *Dialog) Sized(w, h float32) *Dialog {
	d.size = fyne.NewSize(w, h)
	return d
}

// OnClosed sets what happens when the dialog has gone, whatever the reason.
func (d *Dialog) OnClosed(f func()) *Dialog {
	d.closed = f
	return d
}

// Show opens the dialog.
func (d *Dialog) Show() {
	d.open = true
	d.ui.dialogs = append(d.ui.dialogs, d)
	d.popup.Show()
	d.fit()
}

// Done takes the main button away: what the dialog was for has happened, and it only shows what came of it.
func (d *Dialog) Done() {
	d.Busy(false)
	d.Cancel.SetText(T("Close"))
	if d.OK != nil {
		d.OK.Hide()
	}
	d.foot.Refresh()
}

// Fit gives an open dialog the size that its content wants now.
func (d *Dialog) Fit() { d.fit() }

func (d *Dialog) fit() {
	// Twice: text that wraps knows its height only after it knows its width.
	for range 2 {
		most := d.ui.Window.Canvas().Size().SubtractWidthHeight(2*SpaceL, 2*SpaceL)
		s := d.popup.MinSize().Max(d.size)
		d.popup.Resize(s.Min(most).Max(fyne.NewSize(320, 0)))
	}
}

// Submit does what the main button does, as Enter in the last field should.
func (d *Dialog) Submit() {
	if d.OK != nil && !d.OK.Disabled() {
		d.OK.OnTapped()
	}
}

// Focus puts the cursor into a field of the open dialog.
func (d *Dialog) Focus(f fyne.Focusable) { d.ui.Window.Canvas().Focus(f) }

// Close takes the dialog away.
func (d *Dialog) Close() {
	if !d.open {
		return
	}
	d.open = false
	d.ui.dialogs = slices.DeleteFunc(d.ui.dialogs, func(o *Dialog) bool { return o == d })
	d.popup.Hide()
	if d.closed != nil {
		d.closed()
	}
}

// Busy shows that work is under way and locks the main button.
func (d *Dialog) Busy(on bool) {
	if on {
		d.busy.Show()
		d.busy.Start()
	} else {
		d.busy.Stop()
		d.busy.Hide()
	}
	if d.OK != nil {
		Enable(d.OK, !on)
	}
}

// Problem says in the dialog what is wrong with what was entered.
func (d *Dialog) Problem(sentence string) {
	d.Busy(false)
	d.problem.Put(Say(Bad, sentence))
	d.fit()
}

// Explain shows in the dialog what happened, in words that are ready.
func (d *Dialog) Explain(e Explanation) {
	d.Busy(false)
	d.problem.Put(NewNotice(Bad, e))
	d.fit()
}

// Fail shows in the dialog why the work did not succeed.
func (d *Dialog) Fail(err error) {
	d.Busy(false)
	d.problem.Fail(d.ui, err)
	d.fit()
}

// Question is what Confirm asks.
type Question struct {
	Title  string
	Text   string
	Yes    string // what the button does, in a verb: "Delete 12 contacts"
	No     string // what the other button says; "" means Cancel
	Danger bool   // it cannot be undone
}

// Confirm asks before something that cannot be undone, and returns the open dialog.
func Confirm(ui *UI, q Question, yes func()) *Dialog {
	d := NewDialog(ui, q.Title, Sentence(q.Text), q.Yes, func(d *Dialog) {
		d.Close()
		yes()
	})
	if q.No != "" {
		d.Cancel.SetText(q.No)
	}
	if q.Danger {
		d.OK.Importance = widget.DangerImportance
		d.OK.Refresh()
	}
	d.Sized(440, 0).Show()
	return d
}

// ShowError tells an error in a dialog in plain words, and logs it.
func ShowError(ui *UI, err error) {
	ui.Log.Warn("shown to the user", "error", err)
	NewDialog(ui, T("That did not work"), NewNotice(Bad, ui.Explain(err)), "", nil).Show()
}

// SidePanel is the panel at the right of a page with everything about the chosen thing.
type SidePanel struct {
	box
	title  *Text
	body   *container.Scroll
	Closed func() // after the user closed it
}

// NewSidePanel makes a hidden panel of the given width.
func NewSidePanel(width float32) *SidePanel {
	p := &SidePanel{title: Heading("").Cuttable(), body: container.NewVScroll(container.NewStack())}
	closing := IconButton(theme.CancelIcon(), T("Close"), p.Close)
	head := Row(SpaceS, Grow(p.title), closing)
	sheet := Between(Column(SpaceS, head, Rule()), nil, p.body)
	p.fillWith(p, container.NewStack(AtLeast(width, 0, NewSurface(ColorCard, ColorRule, 10)), Pad(SpaceM, sheet)))
	p.Hide()
	return p
}

// Put shows content under a title.
func (p *SidePanel) Put(title string, content fyne.CanvasObject) {
	p.title.SetText(title)
	p.body.Content = PadXY(0, SpaceS, content)
	p.body.Refresh()
	p.Show()
}

// Close hides the panel.
func (p *SidePanel) Close() {
	if p.Visible() {
		p.Hide()
		if p.Closed != nil {
			p.Closed()
		}
	}
}
