package compose

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"evenpost/mailing"
)

// TestPartIsLiquid: what is put together directly is what Liquid makes of the same text.
func TestPartIsLiquid(t *testing.T) {
	pieces := []string{
		"{{ name }}", "{{first_name}}", "{{- last_name -}}", "{{ company | default: \"you\" }}", "{{ city|default:'a & b' }}", "{{ company | default: \"\" }}",
		"{{ größe | default: \"<XL>\" }}", "{{ city | required }}", "{{ company | default: 'x' | upcase }}", "{{ name | upcase }}", "{{ 2024_umsatz }}", "{{ nil }}", "{{ true }}",
		"{{ name.size }}", "{{ first-name }}", "{{ \"text\" }}", "{{ company | default: city }}",
		"{% if company %}", "{% else %}", "{% endif %}", "{% unless city %}", "{% endunless %}", "{% case name %}", "{% when 'Anna' %}", "{% endcase %}",
		"{% comment %}", "{% endcomment %}", "{% assign city = name %}", "{% if city == \"\" %}no{% endif %}", "{% if company %}{{ company }}{% endif %}",
		"<p>", "</p>", "<a href=\"", "https://x.at/", "?a=", "\">", "text", " ", "\n", "{", "}", "%}", "}}", "&#123;", "ä", "EvTgO0EvTgC", "EvTgO77EvTgC",
	}
	places := append([]string{"", placeText, placeLine, placeMarkdown}, textPlaces...)
	known := []string{"city", "größe", "2024_umsatz", "first-name"}
	direct := 0
	rapid.Check(t, func(t *rapid.T) {
		source := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 12).Draw(t, "pieces"), "")
		tags, err := scan("body", source)
		if err != nil {
			return
		}
		place := rapid.SampledFrom(places).Draw(t, "place")
		c := compiler{engine: newEngine()}
		s := shield(source, tags)
		p := c.compile("body", s, place)
		if c.err != nil {
			return
		}
		whole, err := c.parse(s.unshield(place))
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(p.stretches, func(s stretch) bool { return s.liquid != nil }) {
			direct++
		}
		value := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", " ", "Anna", "a & <b>", "javascript:x", "https://x.at/?a=ä b", "{{ name }}", "{% if %}", "\u202e\r\nx\u2028"}))
		contact := mailing.Contact{FirstName: value.Draw(t, "first"), LastName: value.Draw(t, "last"), Company: value.Draw(t, "company"), Fields: map[string]string{}}
		for _, name := range known {
			contact.Fields[name] = value.Draw(t, name)
		}
		values := bind(contact)
		got, gotErr := p.render(values)
		want, wantErr := (&part{stretches: []stretch{{liquid: whole}}}).render(values)
		if got != want || (gotErr == nil) != (wantErr == nil) {
			t.Fatalf("%q at %q: %q (%v), Liquid has %q (%v)", source, place, got, gotErr, want, wantErr)
		}
	})
	if direct == 0 {
		t.Error("no part was put together directly")
	}
}

// TestTidyText compares with the rule as one would write it.
func TestTidyText(t *testing.T) {
	blanks, lines := regexp.MustCompile(`[ \t]+\n`), regexp.MustCompile(`\n{3,}`)
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOf(rapid.SampledFrom([]string{"\n", "\n\n", " ", "\t", "a", "> ", "> > ", "-- "})).Draw(t, "s"), "")
		want := strings.Trim(lines.ReplaceAllString(blanks.ReplaceAllString(s, "\n"), "\n\n"), "\n ") + "\n"
		if got := tidyText(s); got != want {
			t.Fatalf("%q: %q, not %q", s, got, want)
		}
	})
}
