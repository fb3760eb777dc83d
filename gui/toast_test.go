package gui_test

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// However long a message is, it covers nothing of the meters and says all of its words.
func TestLongMessagesLeaveTheMetersAlone(t *testing.T) {
	f := newFrame(t, busyUser())
	f.Resize(960, 640)
	f.UntilText("312 of 500")
	const words = "Two contacts were changed since and stay as they are, which nobody would have expected of a message that is as long as this one:"
	f.w.UI().Toast(words+" "+strings.Repeat("anna.huber@example.com, ", 4), func() {})
	f.Layout()
	var of []string
	var visit func(o fyne.CanvasObject)
	driver := fyne.CurrentApp().Driver()
	visit = func(o fyne.CanvasObject) {
		if text, ok := o.(*canvas.Text); ok && strings.Contains(words+" anna.huber@example.com,", text.Text) && text.Text != "" {
			of = append(of, text.Text)
			if at := driver.AbsolutePositionForObject(text); at.X < 220 || at.X+text.MinSize().Width > 960 {
				t.Errorf("%q is at %v", text.Text, at)
			}
		}
	}
	f.Each(visit)
	if said := strings.Join(of, " "); !strings.Contains(said, "expected of a message that") {
		t.Errorf("it says %q", said)
	}
}
