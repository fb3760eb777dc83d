package templates

import (
	"regexp"
	"strings"

	"fyne.io/fyne/v2"

	"evenpost/gui/kit"
)

var (
	fallbacks   = regexp.MustCompile(`\{\{[^}]*default:\s*["']([^"']*)["'][^}]*\}\}`)
	objects     = regexp.MustCompile(`\{\{-?\s*(\w+)[^}]*\}\}`)
	beforeSigns = regexp.MustCompile(` ([,.;:!?])`) // what is left where a sign of Markdown stood
	signs       = regexp.MustCompile(`<[^>]*>|\{%[^%]*%\}|\]\([^)]*\)|[*#>|]+|\[|\]|-{3,}`)
)

// plainFields writes merge fields as what stands there when nobody is chosen: their fallback, or their name.
func plainFields(text string) string {
	text = fallbacks.ReplaceAllString(text, "$1")
	return objects.ReplaceAllStringFunc(text, func(s string) string {
		return "‹" + strings.ReplaceAll(objects.FindStringSubmatch(s)[1], "_", " ") + "›"
	})
}

// newExcerpt is the beginning of a body in small letters, a few lines, without the signs of Markdown and HTML.
func newExcerpt(body string) fyne.CanvasObject {
	const most = 150
	text := strings.Join(strings.Fields(plainFields(signs.ReplaceAllString(body, " "))), " ")
	text = beforeSigns.ReplaceAllString(text, "$1")
	if r := []rune(text); len(r) > most {
		text = string(r[:most-1]) + "…"
	}
	return kit.Hint(text)
}
