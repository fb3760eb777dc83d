package kit

import (
	"errors"
	"strings"

	"evenpost/mailing"
)

// naming is an error that names what it is about in the user's own words: the fields as the message writes them.
type naming interface {
	error
	Named() []string
}

// Explain says an error in plain words in the user's language; the technical text is kept for "Details".
func Explain(err error) Explanation {
	a, _ := mailing.Explain(err)
	e := Explanation{What: Word(a.Title), Whose: T("Whose problem: {{.Whose}}", M{"Whose": Word(a.Whose)}), Todo: Word(a.Do), Raw: err.Error()}
	if n, ok := errors.AsType[naming](err); ok {
		e.Todo = strings.Join(n.Named(), ", ") + ": " + e.Todo
	}
	return e
}

// Word translates a string that package mailing says. Its strings are English and their own keys.
func Word(english string) string {
	if english == "" {
		return ""
	}
	return T(english)
}
