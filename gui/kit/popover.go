package kit

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
)

// Popover is a sheet that appears beside what the pointer rests on, above everything else in the window. It takes no clicks.
type Popover struct {
	box
	do     Dispatcher
	sheet  *fyne.Container
	anchor fyne.CanvasObject
	rests  int // counts what the pointer rested on: a wait that was given up must not show anything
}

// NewPopover makes the layer; lay it over the content of the window.
func NewPopover(do Dispatcher) *Popover {
	p := &Popover{do: do, sheet: container.NewStack()}
	p.sheet.Hide()
	p.fillWith(p, container.New(popoverLayout{p}, p.sheet))
	return p
}

const (
	popoverDelay = 350 * time.Millisecond
	popoverWidth = 300
)

// Rest shows content beside anchor once the pointer has rested there for a moment.
func (p *Popover) Rest(anchor, content fyne.CanvasObject) {
	p.rests++
	n := p.rests
	time.AfterFunc(popoverDelay, func() {
		p.do(func() {
			if n == p.rests {
				p.put(anchor, content)
			}
		})
	})
}

func (p *Popover) put(anchor, content fyne.CanvasObject) {
	p.anchor = anchor
	p.sheet.Objects = []fyne.CanvasObject{NewSurface(theme.ColorNameMenuBackground, theme.ColorNameInputBorder, 10), Pad(SpaceM, content)}
	p.sheet.Show()
	p.Refresh()
}

// Leave takes the sheet away, or lets it not appear.
func (p *Popover) Leave() {
	p.rests++
	if p.sheet.Visible() {
		p.sheet.Hide()
		p.sheet.Objects = nil
		p.Refresh()
	}
}

// popoverLayout keeps the sheet beside its anchor and inside the window.
type popoverLayout struct{ p *Popover }

func (popoverLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(0, 0) }

func (l popoverLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	sheet := o[0]
	if l.p.anchor == nil || !sheet.Visible() {
		return
	}
	driver := fyne.CurrentApp().Driver()
	at := driver.AbsolutePositionForObject(l.p.anchor).Subtract(driver.AbsolutePositionForObject(l.p))
	sheet.Resize(fyne.NewSize(popoverWidth, sheet.MinSize().Height)) // the width first: heights of text depend on it
	size := fyne.NewSize(popoverWidth, sheet.MinSize().Height)
	sheet.Resize(size)
	y := at.Y + l.p.anchor.Size().Height - size.Height // what is beside the foot of the window grows upwards
	sheet.Move(fyne.NewPos(at.X+l.p.anchor.Size().Width+SpaceM, max(SpaceS, min(y, s.Height-size.Height-SpaceS))))
}
