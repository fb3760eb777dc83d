package kit

import "fyne.io/fyne/v2"

// Ruled fills a Column with a row for each of what was read, with rules between them, or with a hint when there is nothing.
func Ruled[T any](into *fyne.Container, all []T, empty string, row func(T) fyne.CanvasObject) {
	into.Objects = nil
	if len(all) == 0 && empty != "" {
		into.Add(Hint(empty))
	}
	for i, x := range all {
		if i > 0 {
			into.Add(Rule())
		}
		into.Add(row(x))
	}
	into.Refresh()
}
