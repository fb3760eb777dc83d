package mailing

import (
	"strings"
	"testing"
)

// TestPhrasesCanBeSaid: a phrase with a word that is left out of every text, or that no text can hold, is never found.
func TestPhrasesCanBeSaid(t *testing.T) {
	words := vocabulary()
	for means, list := range phrases() {
		for line := range strings.Lines(list) {
			for field := range strings.FieldsSeq(line) {
				if strings.HasPrefix(field, "..") || strings.HasPrefix(field, "~") {
					continue
				}
				for word := range strings.SplitSeq(field, "|") {
					if word[0] >= 'A' && word[0] <= 'Z' {
						if words[word] == "" {
							t.Errorf("%d: there is no list of words %q", means, word)
						}
						continue
					}
					sayable(t, word)
				}
			}
		}
	}
	for _, list := range words {
		for word := range strings.FieldsSeq(list) {
			sayable(t, word)
		}
	}
	if n := book().classes; n > maxClasses {
		t.Errorf("%d classes do not fit", n)
	}
}

func sayable(t *testing.T, word string) {
	t.Helper()
	if word[0] == '<' {
		return
	}
	plain := strings.Trim(word, "*")
	n, found := 0, false
	eachToken(plainText(plain), func(token string) bool {
		n++
		found = token == Fold(plain)
		return true
	})
	if n != 1 || !found {
		t.Errorf("%q is never a token", word)
	}
}
