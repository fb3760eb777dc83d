package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
)

// SubHeader is the head of a page that one came to from another: a way back, the title, perhaps a state, one line below,
// actions on the right. It is as high as a PageHeader.
type SubHeader struct {
	box
	title, subtitle *Text
	pill            *Pill
	actions         *fyne.Container
}

// NewSubHeader makes the head. backTo says where back leads.
func NewSubHeader(backTo string, back func(), title, subtitle string, actions ...fyne.CanvasObject) *SubHeader {
	h := &SubHeader{title: Title(title).Cuttable(), subtitle: Muted(subtitle).Cuttable(), pill: NewPill("", Neutral), actions: Flow(SpaceS, SpaceXS, actions...)}
	h.pill.Hide()
	arrow := IconButton(theme.NavigateBackIcon(), backTo, back)
	lead := func() float32 {
		if !h.pill.Visible() {
			return arrow.MinSize().Width + SpaceS
		}
		return arrow.MinSize().Width + SpaceS + h.pill.MinSize().Width + SpaceM
	}
	words := Column(2, Titled(h.title, h.pill), h.subtitle)
	left := Row(SpaceS, arrow, Grow(words))
	h.fillWith(h, container.New(&headerLayout{title: h.title, lead: lead}, left, h.actions))
	return h
}

// SetTitle changes the title.
func (h *SubHeader) SetTitle(s string) { h.title.SetText(s); h.Refresh() }

// SetSubtitle changes the line below the title.
func (h *SubHeader) SetSubtitle(s string) { h.subtitle.SetText(s) }

// SetState shows a state beside the title; "" takes it away.
func (h *SubHeader) SetState(word string, tone Tone) {
	h.pill.Set(word, tone)
	if word == "" {
		h.pill.Hide()
	} else {
		h.pill.Show()
	}
	h.Refresh()
}

// SetActions changes the actions.
func (h *SubHeader) SetActions(actions ...fyne.CanvasObject) {
	h.actions.Objects = actions
	h.Refresh()
}

// Titled sets a pill right behind a title that may be cut.
func Titled(title *Text, pill *Pill) fyne.CanvasObject { return container.New(beside{}, title, pill) }

type beside struct{}

func (beside) MinSize(o []fyne.CanvasObject) fyne.Size { return o[0].MinSize() }

func (beside) Layout(o []fyne.CanvasObject, s fyne.Size) {
	title, ok := o[0].(*Text)
	if !ok {
		return
	}
	pill := fyne.NewSize(0, 0)
	if o[1].Visible() {
		pill = o[1].MinSize()
	}
	size := fyne.CurrentApp().Settings().Theme().Size(title.Size_)
	width := min(fyne.MeasureText(title.Text, size, title.style()).Width+1, s.Width-pill.Width-SpaceM)
	title.Resize(fyne.NewSize(max(0, width), s.Height))
	title.Move(fyne.NewPos(0, 0))
	o[1].Resize(pill)
	o[1].Move(fyne.NewPos(width+SpaceM, (s.Height-pill.Height)/2+2))
}
