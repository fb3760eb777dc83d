package compose

import (
	"bytes"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-message/mail"
	"github.com/google/go-cmp/cmp"
	xhtml "golang.org/x/net/html"
	"pgregory.net/rapid"

	"evenpost/assets/starters"
	"evenpost/mailing"
)

var bakery = Sender{
	From: mailing.Mailbox{Name: "Bäckerei Müller", Address: "info@baker.example"}, ReplyTo: "shop@baker.example", Bulk: true, Language: "en",
	Identity: mailing.Identity{Business: "Bakery <Müller> & Sons", PostalAddress: "Main Street 1\n8010 Graz", UnsubscribeURL: "https://baker.example/out?e={{ email }}"},
}

// received is a message as a mail program reads it.
type received struct {
	header     mail.Header
	text, html string
}

func read(t interface{ Fatalf(string, ...any) }, raw []byte) received {
	r, err := mail.CreateReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatalf("the message cannot be read: %v\n%s", err, raw)
	}
	got := received{header: r.Header}
	for {
		p, err := r.NextPart()
		if errors.Is(err, io.EOF) {
			return got
		}
		if err != nil {
			t.Fatalf("part: %v\n%s", err, raw)
		}
		body, err := io.ReadAll(p.Body)
		if err != nil {
			t.Fatalf("body: %v", err)
		}
		kind, _, _ := p.Header.(*mail.InlineHeader).ContentType()
		switch kind {
		case "text/plain":
			got.text = strings.ReplaceAll(string(body), "\r\n", "\n")
		case "text/html":
			got.html = string(body)
		default:
			t.Fatalf("part of type %s", kind)
		}
	}
}

func composer(t interface{ Fatalf(string, ...any) }, m mailing.Message, known []string, s Sender) *Composer {
	parsed, err := Parse(m, known)
	if err != nil {
		t.Fatalf("parse: %v", err)
	}
	c, err := NewComposer(parsed, s)
	if err != nil {
		t.Fatalf("composer: %v", err)
	}
	return c
}

var when = time.Date(2026, 11, 23, 14, 10, 0, 0, time.UTC)

func TestComposeMarkdown(t *testing.T) {
	m := mailing.Message{
		Subject: "Grüß Gott, {{ first_name | default: 'friend' }}", Preheader: "New in {{ city }}", Format: mailing.Markdown,
		Body: "# Hello {{ first_name | default: \"there\" }}\n\nSee [our shop]({{ link }}) for *bread*.\n\n{% if company %}\nFor {{ company }}.\n{% endif %}\n\n- one\n- two\n",
	}
	c := composer(t, m, []string{"city", "link"}, bakery)
	contact := mailing.Contact{FirstName: "Änne *x*", LastName: "O'Neill", Company: "A & <B>", Fields: map[string]string{"city": "Graz", "link": "https://shop.example/?a=1&b=2"}}
	raw, err := c.Compose(contact, "anna@example.at", "id@baker.example", when)
	if err != nil {
		t.Fatal(err)
	}
	got := read(t, raw)
	header := map[string]string{}
	for _, name := range []string{"From", "To", "Reply-To", "Subject", "Message-Id", "Date", "List-Unsubscribe", "List-Unsubscribe-Post"} {
		header[name], _ = got.header.Text(name)
	}
	want := map[string]string{
		"From": "Bäckerei Müller <info@baker.example>", "To": "Änne *x* O'Neill <anna@example.at>", "Reply-To": "<shop@baker.example>",
		"Subject": "Grüß Gott, Änne *x*", "Message-Id": "<id@baker.example>", "Date": "Mon, 23 Nov 2026 14:10:00 +0000",
		"List-Unsubscribe":      "<https://baker.example/out?e=anna%40example.at>, <mailto:info@baker.example?subject=unsubscribe%20anna@example.at>",
		"List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
	}
	header["From"] = strings.ReplaceAll(header["From"], `"`, "")
	if diff := cmp.Diff(want, header); diff != "" {
		t.Errorf("headers (-want +got):\n%s\n%s", diff, raw)
	}
	wantText := `Hello Änne *x*

See our shop (https://shop.example/?a=1&b=2) for bread.

For A & <B>.

- one
- two

--
Bakery <Müller> & Sons
Main Street 1
8010 Graz
You get this message because you are on our mailing list.
Unsubscribe: https://baker.example/out?e=anna%40example.at
`
	if diff := cmp.Diff(wantText, got.text); diff != "" {
		t.Errorf("text (-want +got):\n%s", diff)
	}
	for _, s := range []string{
		"<h1>Hello Änne *x*</h1>", `<a href="https://shop.example/?a=1&amp;b=2">our shop</a>`, "For A &amp; &lt;B&gt;.", "New in Graz",
		"Bakery &lt;Müller&gt; &amp; Sons<br>Main Street 1<br>8010 Graz", `<a href="https://baker.example/out?e=anna%40example.at"`,
	} {
		if !strings.Contains(got.html, s) {
			t.Errorf("the HTML lacks %s:\n%s", s, got.html)
		}
	}
	for _, secret := range []string{"User-Agent", "X-Mailer", "go-mail"} {
		if bytes.Contains(raw, []byte(secret)) {
			t.Errorf("the message tells %s", secret)
		}
	}
}

func TestPlainTextAndNotBulk(t *testing.T) {
	s := bakery
	s.Bulk = false
	c := composer(t, mailing.Message{Subject: "Hi", Body: "Dear {{ name }},\n\n  kept   as  typed\n", Format: mailing.Text}, nil, s)
	raw, err := c.Compose(mailing.Contact{FirstName: "Eva"}, "eva@example.at", "x@y", when)
	if err != nil {
		t.Fatal(err)
	}
	got := read(t, raw)
	if got.html != "" || got.text != "Dear Eva,\n\n  kept   as  typed\n" || got.header.Has("List-Unsubscribe") {
		t.Errorf("%q\n%s", got.text, raw)
	}
}

func TestWholeHTMLPageIsKept(t *testing.T) {
	page := "<!DOCTYPE html><html><head><style>p{color:red}</style></head><body class=\"x\"><script>alert(1)</script><p onclick=\"{{ name }}\">{{ name }}</p></body></html>"
	c := composer(t, mailing.Message{Subject: "Hi", Preheader: "pre", Body: page, Format: mailing.HTML}, nil, bakery)
	r, err := c.Render(mailing.Contact{FirstName: "a');b('"}, "a@b.at")
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(r.HTML, "script") || strings.Contains(r.HTML, "a');b") || !strings.Contains(r.HTML, "p{color:red}") ||
		strings.Count(r.HTML, "<html>") != 1 || !strings.Contains(r.HTML, "Unsubscribe</a></div></body></html>") {
		t.Error(r.HTML)
	}
}

func TestOwnFooterIsNotSaidTwice(t *testing.T) {
	c := composer(t, mailing.Message{Subject: "Hi", Body: "{{ postal_address }} [out]({{ unsubscribe_url }})"}, nil, bakery)
	r, err := c.Render(mailing.Contact{}, "a@b.at")
	if err != nil {
		t.Fatal(err)
	}
	if strings.Count(r.Text, "8010 Graz") != 1 || strings.Contains(r.Text, "mailing list") || !strings.Contains(r.Text, "out (https://baker.example/out?e=a%40b.at)") {
		t.Error(r.Text)
	}
}

func TestRefused(t *testing.T) {
	for body, want := range map[string]error{
		"Hello {{ first_name":                  mailing.ErrBadTemplate,
		"{% if company %} no end":              mailing.ErrBadTemplate,
		"{% for i in (1..100000000) %}":        mailing.ErrBadTemplate,
		"{{ (1..1000000000) | join }}":         mailing.ErrBadTemplate,
		"{% include '/etc/passwd' %}":          mailing.ErrBadTemplate,
		"{{ first_name | nosuchfilter }}":      mailing.ErrBadTemplate,
		"{{ }}":                                mailing.ErrBadTemplate,
		"Hello {{ firstname }}":                mailing.ErrUnknownField,
		"{% if citty == 'Graz' %}x{% endif %}": mailing.ErrUnknownField,
		strings.Repeat("x", maxBody+1):         mailing.ErrBadTemplate,
	} {
		if _, err := Parse(mailing.Message{Subject: "s", Body: body}, []string{"city"}); !errors.Is(err, want) {
			t.Errorf("%.40q: %v", body, err)
		}
	}
	_, err := Parse(mailing.Message{Subject: "s", Body: "one\ntwo {{ firstname }} {{ citty }}"}, []string{"city"})
	wrong, ok := errors.AsType[*FieldError](err)
	if !ok || wrong.Suggest["firstname"] != "first_name" || wrong.Suggest["citty"] != "city" {
		t.Errorf("%v", err)
	}
	_, err = Parse(mailing.Message{Subject: "s", Body: "one\ntwo {{ name"}, nil)
	if place, ok := errors.AsType[*ParseError](err); !ok || place.Line != 2 || place.Part != "body" {
		t.Errorf("%v", err)
	}
	parsed, err := Parse(mailing.Message{Subject: "s", Body: "b"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := NewComposer(parsed, Sender{From: bakery.From, Bulk: true}); !errors.Is(err, mailing.ErrNoPostal) {
		t.Errorf("without a postal address: %v", err)
	}
}

func TestNeedsAndRequired(t *testing.T) {
	m := mailing.Message{Subject: "{{ last_name }}", Body: "{{ first_name | default: 'x' }} {{ city | required }} {% if company %}{{ company }}{% endif %}"}
	c := composer(t, m, []string{"city"}, bakery)
	if diff := cmp.Diff([]string{"last_name", "city"}, c.template.Needs()); diff != "" {
		t.Error(diff)
	}
	if _, err := c.Compose(mailing.Contact{LastName: "x"}, "a@b.at", "i@d", when); !errors.Is(err, mailing.ErrEmptyField) {
		t.Errorf("an empty required field: %v", err)
	}
}

func nasty() *rapid.Generator[string] {
	return rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{
		"x\r\nBcc: evil@example.com", "\nSubject: y", "<script>alert(1)</script>", `"><img src=x onerror=alert(1)>`, "javascript:alert(1)", "{{ email }}", "{% if %}",
		"=?utf-8?q?x?=", "*bold* [a](b) # x", strings.Repeat("long ", 300), "\u202egnp.exe", "EvTgO0EvTgC", "a\x00b", "😀 ünï", `" onmouseover="x`, "--evb\r\n", ".\r\n.\r\n",
	}))
}

func tagsOf(source string) (tags []string) {
	z := xhtml.NewTokenizer(strings.NewReader(source))
	for {
		switch z.Next() {
		case xhtml.ErrorToken:
			return tags
		case xhtml.StartTagToken, xhtml.SelfClosingTagToken, xhtml.EndTagToken:
			token := z.Token()
			name := token.Data
			for _, a := range token.Attr {
				name += " " + a.Key
				if (a.Key == "href" || a.Key == "src") && strings.HasPrefix(strings.ToLower(strings.TrimSpace(a.Val)), "javascript") {
					name += "!"
				}
			}
			tags = append(tags, name)
		}
	}
}

// TestNoValueBecomesMarkupOrHeader: whatever stands in a contact, the message has the headers and the tags of one whose
// fields are plain words.
func TestNoValueBecomesMarkupOrHeader(t *testing.T) {
	m := mailing.Message{
		Subject: "For {{ name }} {{ city }}", Preheader: "{{ city }}",
		Body: "# {{ first_name }}\n\nText {{ city }} and [link]({{ url }}) and [{{ city }}](https://x.at/?c={{ city }})\n\n<p title=\"{{ city }}\" class={{ last_name }}>x</p>\n\n| a | b |\n|---|---|\n| {{ city }} | {{ company }} |\n",
	}
	c := composer(t, m, []string{"city", "url"}, bakery)
	fields := func(v func() string) mailing.Contact {
		return mailing.Contact{FirstName: v(), LastName: v(), Company: v(), Fields: map[string]string{"city": v(), "url": v()}}
	}
	shape := func(t interface{ Fatalf(string, ...any) }, contact mailing.Contact) ([]string, []string) {
		raw, err := c.Compose(contact, "a@b.at", "id@d", when)
		if err != nil {
			t.Fatalf("%v", err)
		}
		for line := range bytes.SplitSeq(raw, []byte("\r\n")) {
			if len(line) > 998 || bytes.ContainsAny(line, "\r\n") {
				t.Fatalf("a line of %d bytes: %.80q", len(line), line)
			}
		}
		got := read(t, raw)
		headers := slices.Sorted(maps.Keys(got.header.Map()))
		return headers, tagsOf(got.html)
	}
	wantHeaders, wantTags := shape(t, fields(func() string { return "word" }))
	rapid.Check(t, func(t *rapid.T) {
		contact := fields(func() string { return nasty().Draw(t, "value") })
		headers, tags := shape(t, contact)
		if diff := cmp.Diff(wantHeaders, headers); diff != "" {
			t.Fatalf("headers:\n%s", diff)
		}
		if diff := cmp.Diff(wantTags, tags); diff != "" {
			t.Fatalf("tags:\n%s", diff)
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"{{ name }}", "{% if name %}x{% endif %}", "# a\n{{ x | default: \"}}\" }}", "<a href='{{ name }}'>", "{{{{}}}}", "{% assign a = name %}{{ a }}"} {
		f.Add(s, "Anna")
	}
	f.Fuzz(func(t *testing.T, body, value string) {
		for _, format := range []mailing.Format{mailing.Markdown, mailing.HTML, mailing.Text} {
			parsed, err := Parse(mailing.Message{Subject: "s", Body: body, Format: format}, []string{"x"})
			if err != nil {
				if !errors.Is(err, mailing.ErrBadTemplate) && !errors.Is(err, mailing.ErrUnknownField) {
					t.Fatalf("%v", err)
				}
				continue
			}
			if _, err := parsed.Render(mailing.Contact{FirstName: value, Fields: map[string]string{"x": value}}); err != nil && !errors.Is(err, mailing.ErrEmptyField) && !errors.Is(err, mailing.ErrBadTemplate) {
				t.Fatalf("%v", err)
			}
		}
	})
}

func TestComposeAtOnce(t *testing.T) {
	c := composer(t, mailing.Message{Subject: "Hi {{ name }}", Body: "Dear {{ name }}"}, nil, bakery)
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			name := strings.Repeat("x", i+1)
			for range 50 {
				raw, err := c.Compose(mailing.Contact{FirstName: name}, "a@b.at", "i@d", when)
				if err != nil || !bytes.Contains(raw, []byte("Subject: Hi "+name+"\r\n")) {
					t.Errorf("%v\n%s", err, raw)
					return
				}
			}
		})
	}
	all.Wait()
}

func BenchmarkCompose(b *testing.B) {
	c := composer(b, mailing.Message{Subject: "Hi {{ name }}", Body: strings.Repeat("Dear {{ name | default: \"you\" }}, *bread* is [here](https://x.at/{{ first_name }}).\n\n", 60)}, nil, bakery)
	b.ReportAllocs()
	var buf []byte
	for b.Loop() {
		var err error
		if buf, err = c.Append(buf[:0], mailing.Contact{FirstName: "Anna", LastName: "Huber"}, "a@b.at", "i@d", when); err != nil {
			b.Fatal(err)
		}
	}
}

// TestStarters: what a new user begins with is sound.
func TestStarters(t *testing.T) {
	for _, language := range starters.Languages() {
		all, err := starters.For(language)
		if err != nil || len(all) < 4 {
			t.Fatalf("%d starters, %v", len(all), err)
		}
		for _, s := range all {
			c := composer(t, mailing.Message{Subject: s.Subject, Preheader: s.Preheader, Body: s.Body, Format: mailing.Markdown}, nil, bakery)
			r, err := c.Render(mailing.Contact{}, "a@b.at")
			if err != nil || strings.Contains(r.Text, "{{") || strings.Count(r.Text, "\n--\n") != 1 {
				t.Errorf("%s/%s: %v\n%s", language, s.ID, err, r.Text)
			}
		}
	}
}
