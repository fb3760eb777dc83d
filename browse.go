package main

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"fyne.io/fyne/v2"
)

// previewFile is the page that the browser is asked to show. There is one, written anew each time, so that nothing
// piles up; like the data folder only its owner may read it.
const previewFile = "preview.html"

// browse shows a finished page in the user's browser.
func (p *program) browse(html string) error {
	path, err := filepath.Abs(filepath.Join(p.store.Dir(), previewFile))
	if err != nil {
		return fmt.Errorf("preview: %w", err)
	}
	if err := os.WriteFile(path, []byte(tame(html)), 0o600); err != nil {
		return fmt.Errorf("preview: %w", err)
	}
	slashed := filepath.ToSlash(path)
	if slashed[0] != '/' {
		slashed = "/" + slashed // C:/… becomes file:///C:/…
	}
	return fyne.CurrentApp().OpenURL(&url.URL{Scheme: "file", Path: slashed})
}

// contentPolicy lets a page show text, styles and pictures and nothing else: what a stranger's mail to the practice
// mailbox holds is not run.
const contentPolicy = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src * data:; style-src 'unsafe-inline'; font-src *">`

var headTag = regexp.MustCompile(`(?i)<head\b[^>]*>`)

// tame puts the policy before everything of the page that it is to govern.
func tame(html string) string {
	at := headTag.FindStringIndex(html)
	if at == nil || strings.Contains(strings.ToLower(html[:at[0]]), "<script") {
		return "<!DOCTYPE html>" + contentPolicy + html
	}
	return html[:at[1]] + contentPolicy + html[at[1]:]
}
