package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// ScrollWith scrolls what is shown in an object with a key that nothing else wanted: a long text has nothing in it that Tab could go to.
// False when there is nothing to scroll, or the key does not mean that.
func ScrollWith(key fyne.KeyName, within fyne.CanvasObject) bool {
	s := scrollIn(within)
	if s == nil {
		return false
	}
	const line = 40
	page := max(line, s.Size().Height-2*line)
	end := s.Content.MinSize().Height
	by, known := map[fyne.KeyName]float32{
		fyne.KeyUp: -line, fyne.KeyDown: line, fyne.KeyPageUp: -page, fyne.KeyPageDown: page, fyne.KeyHome: -end, fyne.KeyEnd: end,
	}[key]
	if known {
		s.ScrollToOffset(s.Offset.AddXY(0, by))
	}
	return known
}

// scrollIn is the first area in an object that is seen and has more in it than is seen.
func scrollIn(o fyne.CanvasObject) *container.Scroll {
	if o == nil || !o.Visible() {
		return nil
	}
	if s, ok := o.(*container.Scroll); ok && s.Content.MinSize().Height > s.Size().Height+1 && s.Direction != container.ScrollHorizontalOnly {
		return s
	}
	for _, part := range parts(o) {
		if s := scrollIn(part); s != nil {
			return s
		}
	}
	return nil
}
