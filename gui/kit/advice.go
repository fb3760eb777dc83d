package kit

import "evenpost/mailing"

// Explain says an error in plain words in the user's language; the technical text is kept for "Details".
func Explain(err error) Explanation {
	a, _ := mailing.Explain(err)
	return Explanation{What: Word(a.Title), Whose: T("Whose problem: {{.Whose}}", M{"Whose": Word(a.Whose)}), Todo: Word(a.Do), Raw: err.Error()}
}

// Word translates a string that package mailing says. Its strings are English and their own keys.
func Word(english string) string {
	if english == "" {
		return ""
	}
	return T(english)
}
