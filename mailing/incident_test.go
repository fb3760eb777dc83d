package mailing

import (
	"strings"
	"testing"
)

func TestEveryIncidentHasItsSentence(t *testing.T) {
	for _, kind := range IncidentKinds() {
		s := Incident{What: kind}.Sentence()
		if s == string(kind) || !strings.HasSuffix(s, ".") && !strings.HasSuffix(s, "}}") {
			t.Errorf("%s: %q is no sentence", kind, s)
		}
	}
}

func TestWordsInASentenceAreNotLookedAtAgain(t *testing.T) {
	got := Fill(Incident{What: DomainSlowed}.Sentence(), map[string]string{"Name": "{{.When}}", "When": "tomorrow"})
	if !strings.HasPrefix(got, "{{.When}} asks") || !strings.Contains(got, "until tomorrow,") {
		t.Errorf("%q", got)
	}
}
