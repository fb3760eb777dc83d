package compose

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"evenpost/mailing"
)

func tryAll(m mailing.Message, known []string, c mailing.Contact) (r Rendered, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("PANIC %.150v", p)
		}
	}()
	t, err := Parse(m, known)
	if err != nil {
		return r, err
	}
	return t.Render(c)
}

// TestHostileTemplates: no template panics, reads a file, or runs for long.
func TestHostileTemplates(t *testing.T) {
	secret := t.TempDir() + "/secret"
	if err := os.WriteFile(secret, []byte("SECRET"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, format := range []mailing.Format{mailing.Markdown, mailing.HTML, mailing.Text} {
		for _, body := range []string{
			`&#123;% include "` + secret + `" %}`,
			`\{% include "` + secret + `" %}`,
			`{<script></script>% include "` + secret + `" %}`,
			`a &#123;&#123; nosuchfield }}`,
			`&#123;% include "../../../../../../../../..` + secret + `" %}`,
			`&#123;% include '../../../../../../../../..` + secret + `' %}`,
			`&#123;% for i in (1..9) %}loop&#123;% endfor %}`,
			`{<script></script>% for i in (1..9) %}loop{<script></script>% endfor %}`,
			`{% assign a = name | replace: "", "` + strings.Repeat("y", 20000) + `" %}{{ a | replace: "", "` + strings.Repeat("y", 2000) + `" | size }}`,
			`{% assign a = name | replace: "n", "` + strings.Repeat("n", 900) + `" %}{{ a | append: a | append: a }}`,
			`{{ name | truncate: 5000 }}`,
			`{{ name | truncatewords: 5000 }}`,
			`{{ 99999999999999999999 }}`,
			`{{ name.x.y }}`, `{{ name[99999999] }}`, `{{ name | slice: 99, -5 }}`, `{{ name | date: "%99999999d" }}`, `{{ "2026-01-01" | date: "%999999999d" }}`,
			`{% cycle %}`, `{{ name | times: "x" }}`, `{{ name | sort }}`, `{{ name | map: "x" }}`, `{{ name | uniq }}`, `{{ name | json }}`,
			strings.Repeat(`{{ name | replace: "", "`+strings.Repeat("y", 30)+`" }}`, 40),
			`{% if company == "x" %}{{ name | nosuch }}{% endif %}`,
			`{% case name %}{% when "a" %}x{% endcase %}`, `{% endif %}`, `{% if %}x{% endif %}`, `{% assign %}`, `{% assign a.b = 1 %}`,
		} {
			r, err := tryAll(mailing.Message{Subject: "s", Body: body, Format: format}, nil, mailing.Contact{FirstName: strings.Repeat("Anna ", 3000), Company: "x"})
			switch {
			case err != nil && strings.Contains(err.Error(), "PANIC"):
				t.Errorf("%s %.60q: %v", format, body, err)
			case strings.Contains(r.HTML+r.Text, "SECRET"):
				t.Errorf("%s %.60q: FILE READ", format, body)
			case strings.Contains(r.HTML+r.Text, "looploop"):
				t.Errorf("%s %.60q: a loop ran", format, body)
			case len(r.HTML)+len(r.Text) > 12*maxBody:
				t.Errorf("%s %.60q: grew to %d bytes", format, body, len(r.HTML)+len(r.Text))
			case strings.Contains(body, "nosuch") && !strings.Contains(body, "&#") && err == nil:
				t.Errorf("%s %.60q: accepted", format, body)
			case strings.Contains(body, "| nosuch") && err != nil && strings.Contains(err.Error(), "compose:"):
				t.Errorf("%s %.60q: found only while sending: %v", format, body, err)
			}
		}
	}
}

// TestURLPlaces: no value makes a script link, wherever the field stands.
func TestURLPlaces(t *testing.T) {
	for _, body := range []string{
		`<a href="{{ name }}">x</a>`, `<a href=" {{ name }}">x</a>`, `<a href = "{{ name }}">x</a>`, `<a href={{ name }}>x</a>`, `<a href='{{ name }}'>x</a>`,
		`<a title="a > b" href="{{ name }}">x</a>`, `<a href="{% if company == "" %}{{ name }}{% endif %}">x</a>`,
		`<a href="{{ company }}{{ name }}">x</a>`, "<a\nhref\n=\n\"{{ name }}\">x</a>", `<a title='"' href="{{ name }}">x</a>`, `<a title="it's" href="{{ name }}">x</a>`,
		`<form><button formaction="{{ name }}">x</button></form>`, `<svg><a xlink:href="{{ name }}">x</a></svg>`, `<a {% if name != "" %}href="{{ name }}"{% endif %}>x</a>`,
		`<!-- <a --> <a href="{{ name }}">x</a>`, `<a title="<" href="{{ name }}">x</a>`,
	} {
		for _, format := range []mailing.Format{mailing.HTML, mailing.Markdown} {
			r, err := tryAll(mailing.Message{Subject: "s", Body: body, Format: format}, nil, mailing.Contact{FirstName: "javascript:alert(1)"})
			if err != nil {
				t.Logf("%s %q refused: %v", format, body, err)
				continue
			}
			for _, a := range []string{`"javascript:`, `'javascript:`, `=javascript:`, `" javascript:`, `&#34;javascript`} {
				if strings.Contains(r.HTML, a) {
					t.Errorf("%s %q: %s", format, body, r.HTML[strings.Index(r.HTML, "<body"):])
					break
				}
			}
		}
	}
}

// TestEverydayMail is what people write.
func TestEverydayMail(t *testing.T) {
	for _, c := range []struct {
		body, want string
		contact    mailing.Contact
	}{
		{"a{% if company %} for {{ company }}{% endif %} b", "a b\n", mailing.Contact{}},
		{"a{% unless company %} none{% endunless %} b", "a none b\n", mailing.Contact{}},
		{"a{% if company == blank %} none{% endif %} b", "a none b\n", mailing.Contact{}},
		{"Hi {{ first_name | default: \"there\" }}", "Hi there\n", mailing.Contact{FirstName: "  "}},
		{"Hi {{ größe }}", "Hi XL\n", mailing.Contact{Fields: map[string]string{"größe": "XL"}}},
		{"Hi {{ 2024_umsatz }}", "Hi 5\n", mailing.Contact{Fields: map[string]string{"2024_umsatz": "5"}}},
		{"[x](https://a.at/?c={{ city }})", "x (https://a.at/?c=Bad%20Ischl%20%26%20Co)\n", mailing.Contact{Fields: map[string]string{"city": "Bad Ischl & Co"}}},
		{"{{ city | capitalize }}", "Österreich\n", mailing.Contact{Fields: map[string]string{"city": "österreich"}}},
		{"Anna\nHuber", "Anna\nHuber\n", mailing.Contact{}},
		{"{{ city | date: '%-d. %m. %Y, 100%% Jan' }}", "5. 03. 2026, 100% Jan\n", mailing.Contact{Fields: map[string]string{"city": "2026-03-05"}}},
		{"{{ city | date: '%Y' }}", "someday\n", mailing.Contact{Fields: map[string]string{"city": "someday"}}},
		{"{{ name | truncate: 5 }} {{ name | slice: 0 }}", "Ös... Ö\n", mailing.Contact{FirstName: "Österreich"}},
		{"{{ name | upcase }}", "A & B\n", mailing.Contact{FirstName: "a & b"}},
	} {
		r, err := tryAll(mailing.Message{Subject: "s", Body: c.body}, []string{"city", "größe", "2024_umsatz"}, c.contact)
		if err != nil || r.Text != c.want {
			t.Errorf("%q: %q %v", c.body, r.Text, err)
		}
	}
}

// TestStyle: a value in a style sheet cannot end a rule.
func TestStyle(t *testing.T) {
	r, err := tryAll(mailing.Message{Subject: "s", Format: mailing.HTML, Body: `<style>p{color:{{ name }}}</style><p style="color:{{ name }}">x</p>`}, nil, mailing.Contact{FirstName: "red} body{display:none"})
	if err == nil && strings.Contains(r.HTML, "body{display") {
		t.Error(r.HTML)
	}
}

// TestHeaderArguments: what the caller passes cannot become a header either.
func TestHeaderArguments(t *testing.T) {
	c := composer(t, mailing.Message{Subject: "s", Body: "b"}, nil, bakery)
	for _, to := range []string{"a@b.at\r\nBcc: x@y.at", "a@b.at>, <x@y.at", "a@b.at, x@y.at", ""} {
		if raw, err := c.Compose(mailing.Contact{}, to, "i@d", when); err == nil {
			t.Errorf("to %q: %s", to, raw[:300])
		}
	}
	if raw, err := c.Compose(mailing.Contact{}, "a@b.at", "i@d>\r\nBcc: x@y.at", when); err == nil {
		t.Errorf("message id: %s", raw[:300])
	}
	s := bakery
	s.Identity.PostalAddress, s.Identity.Business = "{{{ nosuch }} {{% raw %}", "{{{{ x"
	if r, err := Parse(mailing.Message{Subject: "s", Body: "b"}, nil); err == nil {
		if _, err := NewComposer(r, s); err != nil {
			t.Errorf("braces in the postal address: %v", err)
		}
	}
}
