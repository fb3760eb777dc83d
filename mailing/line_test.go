package mailing_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"evenpost/mailing"
)

func TestOneLine(t *testing.T) {
	for in, want := range map[string]string{
		"": "", " ": "", "Anna": "Anna", "Anna Maria": "Anna Maria", " Anna\n\tMaria ": "Anna Maria", "Anna  Maria": "Anna Maria",
		"a\u00a0b": "a b", "a\xffb": "a\ufffdb", "\ufffd": "\ufffd",
	} {
		if got := mailing.OneLine(in); got != want {
			t.Errorf("OneLine(%q) = %q, want %q", in, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOf(rapid.RuneFrom([]rune("aß \n\u00a0\u2028\ufffd"))).Draw(t, "text")
		if got, want := mailing.OneLine(s), strings.Join(strings.Fields(s), " "); got != want || mailing.OneLine(got) != got {
			t.Fatalf("OneLine(%q) = %q, want %q", s, got, want)
		}
	})
}
