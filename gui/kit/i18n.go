package kit

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"strings"
	"sync/atomic"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"evenpost/assets"
)

// M is the data of a translated string: {{.Name}} is replaced by M{"Name": …}.
type M = map[string]any

// Language is a language the window speaks.
type Language string

// The languages.
const (
	English Language = "en"
	German  Language = "de"
)

// form is a string in one language: for one thing and for any other number of things.
type form struct{ One, Other string }

func (f *form) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		err := json.Unmarshal(b, &f.Other)
		f.One = f.Other
		return err
	}
	var o struct {
		One   string `json:"one"`
		Other string `json:"other"`
	}
	err := json.Unmarshal(b, &o)
	f.One, f.Other = o.One, o.Other
	return err
}

type catalog struct {
	language Language
	words    map[string]form
}

// The language is one for the whole process, as Fyne's own is. It is swapped as a whole, so T may be called on any goroutine.
var current atomic.Pointer[catalog]

// T translates an English string. The English string is the key.
func T(english string, data ...M) string {
	s := english
	if c := current.Load(); c != nil {
		if f, ok := c.words[english]; ok {
			s = f.Other
		}
	}
	return fill(s, data)
}

// N translates a string that tells a number: N("{{.N}} contact", "{{.N}} contacts", n). The second English string is the key.
// {{.N}} is written the user's way ("1,234").
func N(one, other string, n int, data ...M) string {
	f := form{One: one, Other: other}
	if c := current.Load(); c != nil {
		if g, ok := c.words[other]; ok {
			f = g
		}
	}
	s := f.Other
	if n == 1 {
		s = f.One
	}
	return fill(strings.ReplaceAll(s, "{{.N}}", Number(n)), data)
}

func fill(s string, data []M) string {
	if len(data) == 0 || !strings.Contains(s, "{{") {
		return s
	}
	var pairs []string
	for _, m := range data {
		for k, v := range m {
			if n, ok := v.(int); ok {
				v = Number(n)
			}
			pairs = append(pairs, "{{."+k+"}}", fmt.Sprint(v))
		}
	}
	return strings.NewReplacer(pairs...).Replace(s) // one pass: what a value holds is not looked at again
}

// CurrentLanguage is the language the window speaks now.
func CurrentLanguage() Language {
	if c := current.Load(); c != nil {
		return c.language
	}
	return English
}

// SystemLanguage is the best of our languages for this computer.
func SystemLanguage() Language {
	if strings.HasPrefix(lang.SystemLocale().LanguageString(), string(German)) {
		return German
	}
	return English
}

// UseLanguage loads a language, whatever the system speaks; "" means the system's. Fyne's own words (OK, Cancel, the file
// dialog) follow. Widgets that stand already keep their words: build them anew.
func UseLanguage(l Language) error {
	if l == "" {
		l = SystemLanguage()
	}
	words, err := loadWords(l)
	if err != nil {
		return err
	}
	current.Store(&catalog{language: l, words: words})

	// Fyne picks the language by the system alone, so its words are replaced under every language it may pick.
	own, err := assets.Translations.ReadFile("translations/fyne/" + string(l) + ".json")
	if err != nil {
		return fmt.Errorf("translations: %w", err)
	}
	for _, tag := range []fyne.Locale{"en", "de", "cs", "el", "es", "fr", "ja", "pl", "pt", "ru", "sv", "ta", "uk"} {
		if err := lang.AddTranslationsForLocale(own, tag); err != nil {
			return fmt.Errorf("translations for Fyne: %w", err)
		}
	}
	return nil
}

// loadWords reads de.json and every page.de.json, so that each page keeps its own words in its own file.
func loadWords(l Language) (map[string]form, error) {
	files, err := fs.Glob(assets.Translations, "translations/*"+string(l)+".json")
	if err != nil {
		return nil, fmt.Errorf("translations: %w", err)
	}
	words := map[string]form{}
	for _, name := range files {
		b, err := assets.Translations.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("translations: %w", err)
		}
		if err := json.Unmarshal(b, &words); err != nil {
			return nil, fmt.Errorf("translations: %s: %w", name, err)
		}
	}
	return words, nil
}

// Words is every string of a language by its key: its form for one and its form for any other number.
func Words(l Language) (map[string][]string, error) {
	words, err := loadWords(l)
	if err != nil {
		return nil, err
	}
	all := make(map[string][]string, len(words))
	for k, f := range words {
		all[k] = []string{f.One, f.Other}
	}
	return all, nil
}
