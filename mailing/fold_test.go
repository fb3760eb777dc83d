package mailing_test

import (
	"testing"

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
