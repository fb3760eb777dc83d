package campaigns

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"evenpost/gui/kit"
	"evenpost/mailing"
	"evenpost/storage"
)

// events are the latest tries in plain words, newest on top. Their lines stay; only what stands in them changes.
type events struct {
	root  *fyne.Container
	ui    *kit.UI
	lines []*eventLine
	none  fyne.CanvasObject
}

type eventLine struct {
	root           *fyne.Container
	icon           *widget.Icon
	tone           kit.Tone
	clock          *kit.Text
	address, words *kit.Text
}

func newEvents(ui *kit.UI) *events {
	e := &events{ui: ui, root: kit.Column(6), none: kit.Hint(kit.T("Nothing has been sent yet."))}
	e.root.Add(e.none)
	for range eventsShown {
		l := &eventLine{icon: widget.NewIcon(nil), tone: -1, clock: kit.Small(""), address: kit.Line("").Cuttable(), words: kit.Muted("").Cuttable()}
		picture := container.NewGridWrap(fyne.NewSquareSize(14), l.icon)
		l.root = kit.Row(kit.SpaceS, picture, kit.AtLeast(38, 0, l.clock), kit.Grow(l.address), kit.Grow(l.words))
		l.root.Hide()
		e.lines = append(e.lines, l)
		e.root.Add(l.root)
	}
	return e
}

func (e *events) set(all []storage.Event, now time.Time) {
	visible(e.none, len(all) == 0)
	for i, l := range e.lines {
		visible(l.root, i < len(all))
		if i >= len(all) {
			continue
		}
		a := all[i]
		tone, words := eventWords(a)
		if tone != l.tone {
			l.tone = tone
			l.icon.SetResource(theme.NewColoredResource(tone.Icon(), tone.Color()))
		}
		l.clock.SetText(kit.Clock(a.At.In(now.Location())))
		l.address.SetText(a.Address)
		l.words.SetText(words)
	}
}

func eventWords(e storage.Event) (kit.Tone, string) {
	switch {
	case e.Verdict.Kind == mailing.Accepted:
		return kit.Good, kit.T("sent")
	case e.Verdict.Kind == mailing.Doubt:
		return kit.Doubtful, kit.T("in doubt")
	case e.Verdict.Permanent && !e.Verdict.Scope.OfAccount():
		return kit.Bad, kit.T(mailing.Advise(e.Verdict).Title)
	}
	return kit.Pending, kit.T(mailing.Advise(e.Verdict).Title)
}
