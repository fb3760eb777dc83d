// Package starters holds the templates a new user begins with, in English and German. What the user must fill in
// stands in [square brackets]; every merge field has a fallback or is known for every mailing.
package starters

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

//go:embed en/*.md de/*.md
var files embed.FS

// Starter is one template to begin with. Its body is Markdown.
type Starter struct {
	ID        string // the same in every language
	Language  string // "en" or "de"
	Name      string
	About     string // one line on what it is for
	Subject   string
	Preheader string
	Body      string
}

// Languages are those the starters exist in; the first one is used for everybody else.
func Languages() []string { return []string{"en", "de"} }

// For returns the starters for a language such as "de" or "de-AT", in the order in which they are shown.
func For(language string) ([]Starter, error) {
	short, _, _ := strings.Cut(strings.ReplaceAll(strings.ToLower(language), "_", "-"), "-")
	if !slices.Contains(Languages(), short) {
		short = Languages()[0]
	}
	names, err := fs.Glob(files, short+"/*.md") // sorted: the number in front is the order
	if err != nil {
		return nil, fmt.Errorf("starters: %w", err)
	}
	var all []Starter
	for _, name := range names {
		raw, err := files.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("starters: %w", err)
		}
		s, err := read(string(raw))
		if err != nil {
			return nil, fmt.Errorf("starters: %s: %w", name, err)
		}
		s.Language = short
		all = append(all, s)
	}
	return all, nil
}

// read takes a file apart: `key: value` lines between two lines of dashes, then the body.
func read(raw string) (Starter, error) {
	const fence = "---\n"
	raw = strings.ReplaceAll(raw, "\r\n", "\n") // as git may check it out on Windows
	head, body, ok := strings.Cut(strings.TrimPrefix(raw, fence), "\n"+fence)
	if !ok || !strings.HasPrefix(raw, fence) {
		return Starter{}, fmt.Errorf("no lines of dashes around the head")
	}
	s := Starter{Body: strings.TrimLeft(body, "\n")}
	keys := map[string]*string{"id": &s.ID, "name": &s.Name, "about": &s.About, "subject": &s.Subject, "preheader": &s.Preheader}
	for line := range strings.SplitSeq(head, "\n") {
		key, value, _ := strings.Cut(line, ":")
		field, known := keys[key]
		if !known {
			return Starter{}, fmt.Errorf("unknown key %q", key)
		}
		*field = strings.TrimSpace(value)
	}
	for key, field := range keys {
		if *field == "" {
			return Starter{}, fmt.Errorf("no %s", key)
		}
	}
	return s, nil
}
