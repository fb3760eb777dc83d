package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Reason is a line with a sign that says why something is as fast or as slow as it is, or why it stands still, and until when.
type Reason struct {
	box
	icon  *widget.Icon
	words *Para
	tone  Tone
}

// NewReason makes a line, hidden as long as it has nothing to say.
func NewReason() *Reason {
	r := &Reason{icon: widget.NewIcon(nil), words: Sentence(""), tone: -1}
	picture := NewTop(PadXY(0, 2, container.NewGridWrap(fyne.NewSquareSize(15), r.icon)))
	r.fillWith(r, RowTop(SpaceS, picture, Grow(r.words)))
	r.Hide()
	return r
}

// Set says something; "" takes the line away.
func (r *Reason) Set(tone Tone, words string) {
	if tone != r.tone {
		r.tone = tone
		r.icon.SetResource(theme.NewColoredResource(tone.Icon(), tone.Color()))
	}
	r.words.SetText(words)
	setVisible(r, words != "")
}
