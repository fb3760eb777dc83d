package mailing_test

import (
	"testing"

	"pgregory.net/rapid"

	"evenpost/mailing"
)

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "Anna": "anna", "MÜLLER": "muller", "Mu\u0308ller": "muller", "Straße": "strasse", "Łukasz": "lukasz",
		"Çelik": "celik", "İstanbul": "istanbul", "Søren Ærø": "soren aero", "田中": "田中", "Ακρόπολη": "ακροπολη",
	} {
		if got := mailing.Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
}

// Texts of Latin letters have a way of their own: it comes to the same as the one for all others.
func TestFoldIsTheSameForAllLetters(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(rapid.StringOfN(rapid.RuneFrom([]rune("aZ ßÄéŁøÅİıǅǄȺªº¨´¼")), 0, 20, -1), rapid.String()).Draw(t, "text")
		if got, want := mailing.Fold(s)+"田", mailing.Fold(s+"田"); got != want {
			t.Fatalf("%q alone is %q, with another sign behind it %q", s, got, want)
		}
	})
}
