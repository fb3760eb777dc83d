package practice

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/emersion/go-message"
	_ "github.com/emersion/go-message/charset" // mails come in any character set
	"github.com/emersion/go-message/mail"
	"golang.org/x/net/html"

	"evenpost/mailing"
)

const (
	snippetLen = 160      // runes
	snippetRaw = 64 << 10 // bytes of a mail looked at for the list
	maxBody    = 8 << 20  // bytes of a text shown
)

// Mail is a mail with its content.
type Mail struct {
	Summary
	Text        string // the plain text part, "" when there is none
	HTML        string
	Headers     string   // as they came
	Attachments []string // names
}

// open takes a mail apart. A mail that is no proper one shows as text.
func open(sum Summary, raw []byte) Mail {
	m := Mail{Summary: sum}
	_, _, content := envelope(raw)
	head, body, ok := bytes.Cut(content, []byte("\r\n\r\n"))
	m.Headers = strings.ToValidUTF8(string(head), "�")
	r, err := mail.CreateReader(bytes.NewReader(content))
	if err != nil && !message.IsUnknownCharset(err) && !message.IsUnknownEncoding(err) {
		if ok {
			m.Text = strings.ToValidUTF8(string(body), "�")
		}
		return m
	}
	for {
		part, err := r.NextPart()
		if err != nil && !message.IsUnknownCharset(err) && !message.IsUnknownEncoding(err) {
			return m // io.EOF, or the rest cannot be read
		}
		switch h := part.Header.(type) {
		case *mail.AttachmentHeader:
			name, _ := h.Filename()
			m.Attachments = append(m.Attachments, name)
		case *mail.InlineHeader:
			kind, _, _ := h.ContentType()
			text, _ := io.ReadAll(io.LimitReader(part.Body, maxBody))
			switch {
			case kind == "text/html" && m.HTML == "":
				m.HTML = strings.ToValidUTF8(string(text), "�")
			case (kind == "text/plain" || kind == "") && m.Text == "":
				m.Text = strings.ToValidUTF8(string(text), "�")
			}
		}
	}
}

// summarise reads what the list shows.
func summarise(raw []byte) Summary {
	from, to, content := envelope(raw)
	sum := Summary{From: from, To: to, Size: len(content)}
	e, err := message.Read(bytes.NewReader(content[:min(len(content), snippetRaw)]))
	if err != nil && !message.IsUnknownCharset(err) && !message.IsUnknownEncoding(err) {
		return sum
	}
	header := mail.Header{Header: e.Header}
	if sum.Subject, err = header.Subject(); err != nil {
		sum.Subject = header.Get("Subject")
	}
	sum.Subject = lineOf(sum.Subject, 300)
	sum.Snippet = snippet(e)
	return sum
}

var errFound = errors.New("found")

// snippet is the beginning of the first text of a mail.
func snippet(e *message.Entity) (text string) {
	_ = e.Walk(func(_ []int, part *message.Entity, err error) error {
		if err != nil && !message.IsUnknownCharset(err) && !message.IsUnknownEncoding(err) {
			return err
		}
		kind, _, _ := part.Header.ContentType()
		if kind != "" && kind != "text/plain" && kind != "text/html" {
			return nil
		}
		body, _ := io.ReadAll(io.LimitReader(part.Body, 16<<10)) // a part cut short still has a beginning
		if text = string(body); kind == "text/html" {
			text = visible(text)
		}
		if text = lineOf(text, snippetLen); text == "" {
			return nil
		}
		return errFound
	})
	return text
}

// visible is the text of a page without its tags.
func visible(page string) string {
	var b strings.Builder
	hidden := 0
	for z := html.NewTokenizer(strings.NewReader(page)); b.Len() < 4*snippetLen; {
		switch z.Next() {
		case html.ErrorToken: // the end, most of the time
			return b.String()
		case html.TextToken:
			if hidden == 0 {
				b.Write(z.Text())
				b.WriteByte(' ')
			}
		case html.StartTagToken:
			if name, _ := z.TagName(); silent(name) {
				hidden++
			}
		case html.EndTagToken:
			if name, _ := z.TagName(); silent(name) && hidden > 0 {
				hidden--
			}
		}
	}
	return b.String()
}

func silent(tag []byte) bool {
	return string(tag) == "style" || string(tag) == "script" || string(tag) == "title"
}

// lineOf makes text fit for a row.
func lineOf(s string, most int) string {
	s = mailing.OneLine(s)
	if utf8.RuneCountInString(s) > most {
		s = string([]rune(s)[:most]) + "…"
	}
	return s
}
