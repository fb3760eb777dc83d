package main

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"

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
	if err := os.WriteFile(path, []byte(html), 0o600); err != nil {
		return fmt.Errorf("preview: %w", err)
	}
	slashed := filepath.ToSlash(path)
	if slashed[0] != '/' {
		slashed = "/" + slashed // C:/… becomes file:///C:/…
	}
	return fyne.CurrentApp().OpenURL(&url.URL{Scheme: "file", Path: slashed})
}
