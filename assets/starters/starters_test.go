package starters

import (
	"strings"
	"testing"
)

func TestEveryLanguageHasTheSameStarters(t *testing.T) {
	var ids string
	for _, language := range Languages() {
		all, err := For(language)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, s := range all {
			got = append(got, s.ID)
			if s.Language != language {
				t.Errorf("%s: language %q instead of %q", s.ID, s.Language, language)
			}
			if strings.Count(s.Body, "{{") != strings.Count(s.Body, "}}") || strings.ContainsAny(s.Subject+s.Body, "“”\r") {
				t.Errorf("%s/%s: braces that are not closed, or curly quotes", language, s.ID)
			}
		}
		joined := strings.Join(got, " ")
		if ids == "" {
			ids = joined
		}
		if joined != ids || len(got) != 4 {
			t.Errorf("%s has %q instead of %q", language, joined, ids)
		}
	}
}

func TestLanguageTags(t *testing.T) {
	for tag, want := range map[string]string{"de": "de", "de-AT": "de", "DE_de": "de", "en-GB": "en", "fr": "en", "": "en"} {
		all, err := For(tag)
		if err != nil || len(all) == 0 || all[0].Language != want {
			t.Errorf("%q: %v %v", tag, all, err)
		}
	}
}

func TestBrokenFiles(t *testing.T) {
	for name, raw := range map[string]string{
		"no head":     "# Body\n",
		"open head":   "---\nid: x\n",
		"unknown key": "---\nid: x\ncolour: red\n---\nBody\n",
		"no name":     "---\nid: x\n---\nBody\n",
	} {
		if s, err := read(raw); err == nil {
			t.Errorf("%s: read as %+v", name, s)
		}
	}
	raw := "---\nid: x\nname: N\nabout: A\nsubject: a: b\npreheader: P\n---\n\nBody\n"
	for _, raw := range []string{raw, strings.ReplaceAll(raw, "\n", "\r\n")} {
		if s, err := read(raw); err != nil || s.Subject != "a: b" || s.Body != "Body\n" {
			t.Errorf("%+v %v", s, err)
		}
	}
}
