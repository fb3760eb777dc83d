package compose

import (
	"io"
	"mime/quotedprintable"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"evenpost/mailing"
)

// TestWireIsRendered: what is put together of encoded pieces is the rendered message, encoded.
func TestWireIsRendered(t *testing.T) {
	pieces := []string{
		"{{ name }}", "{{ first_name }}", "{{ company | default: \"you\" }}", "{{ city }}", "{% if company %}{{ company }}{% endif %}", "{% if city %}\n\n{% endif %}",
		"text", "Grüße", " ", "\t", "\n", "\n\n", ".", "\n.", "=", "<p>", "</p>", "<a href=\"https://x.at/?a={{ email }}\">", "</a>", "\x01", strings.Repeat("long ", 30), strings.Repeat("x", 90),
	}
	values := []string{"", " ", "Anna", "Müller & Söhne", ".", "a\nb", "a \n\n b", "x ", strings.Repeat("ä", 60), "\t"}
	put := 0
	rapid.Check(t, func(t *rapid.T) {
		m := mailing.Message{
			Subject: "x", Body: strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 20).Draw(t, "body"), ""),
			Format: rapid.SampledFrom([]mailing.Format{mailing.Markdown, mailing.HTML, mailing.Text}).Draw(t, "format"),
		}
		parsed, err := Parse(m, []string{"city"})
		if err != nil {
			return
		}
		sender := bakery
		sender.Bulk = rapid.Bool().Draw(t, "bulk")
		c, err := NewComposer(parsed, sender)
		if err != nil {
			t.Fatal(err)
		}
		value := rapid.SampledFrom(values)
		contact := mailing.Contact{
			FirstName: value.Draw(t, "first"), LastName: value.Draw(t, "last"), Company: value.Draw(t, "company"), Fields: map[string]string{"city": value.Draw(t, "city")},
		}
		want, err := c.Render(contact, "a@b.example")
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range []struct {
			name string
			wire *wire
			want string
		}{{"text", c.text, want.Text}, {"html", c.html, want.HTML}} {
			if part.wire == nil {
				continue
			}
			const before = "before\r\n"
			made, ok, err := part.wire.append([]byte(before), c.values(contact, "a@b.example"))
			if err != nil {
				t.Fatal(err)
			}
			if !ok {
				continue
			}
			put++
			checkQuoted(t, strings.TrimPrefix(string(made), before), part.want)
		}
		whole, _ := appendQuoted(nil, want.Text, 0)
		checkQuoted(t, string(whole), want.Text)
	})
	if put == 0 {
		t.Error("no part was put together of its pieces")
	}
}

// checkQuoted reads an encoded text back.
func checkQuoted(t *rapid.T, encoded, want string) {
	t.Helper()
	read, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(encoded)))
	if err != nil {
		t.Fatalf("%q: %v", encoded, err)
	}
	if got := strings.ReplaceAll(string(read), "\r\n", "\n"); got != want {
		t.Fatalf("%q\nis not\n%q", got, want)
	}
	for line := range strings.SplitSeq(encoded, "\r\n") {
		if len(line) > 76 || strings.HasPrefix(line, ".") || strings.ContainsAny(line, "\r\n") || strings.TrimRight(line, " \t") != line {
			t.Fatalf("the line %q cannot travel so", line)
		}
	}
}
