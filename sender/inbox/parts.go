package inbox

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime/multipart"
	"mime/quotedprintable"
	"strings"

	"github.com/emersion/go-message/charset"
	"golang.org/x/net/html"
)

const (
	mostParts = 40
	mostDepth = 6
	mostText  = 64 << 10 // bytes of a text that are looked at
)

// part is one piece of a mail that is no container.
type part struct {
	kind   string
	params map[string]string
	header header
	raw    []byte
}

// parts takes a mail apart. One that was cut off, or is not put together rightly, gives what can be read of it. What is in an
// enclosed mail is left enclosed.
func parts(h header, body []byte) []part {
	var all []part
	collect(h, body, 0, &all)
	return all
}

func collect(h header, body []byte, depth int, all *[]part) {
	kind, params := h.kind()
	if !strings.HasPrefix(kind, "multipart/") || params["boundary"] == "" || depth >= mostDepth {
		if len(*all) < mostParts {
			*all = append(*all, part{kind, params, h, body})
		}
		return
	}
	r := multipart.NewReader(bytes.NewReader(body), params["boundary"])
	for len(*all) < mostParts {
		p, err := r.NextRawPart()
		if err != nil {
			return
		}
		inner, err := io.ReadAll(io.LimitReader(p, mostBody))
		own := make(header, len(p.Header))
		for name, values := range p.Header {
			own[name] = values
		}
		collect(own, inner, depth+1, all)
		if err != nil {
			return
		}
	}
}

// decoded is what the part holds without its transfer encoding.
func (p part) decoded() []byte {
	var r io.Reader = bytes.NewReader(p.raw)
	switch strings.ToLower(strings.TrimSpace(p.header.get("Content-Transfer-Encoding"))) {
	case "base64":
		r = base64.NewDecoder(base64.StdEncoding, &letters{r: r})
	case "quoted-printable":
		r = quotedprintable.NewReader(r)
	}
	text, _ := io.ReadAll(io.LimitReader(r, mostBody)) // what was read before an error is better than nothing
	return text
}

// letters leaves out of base64 what does not belong there: some programs put it in.
type letters struct{ r io.Reader }

func (l *letters) Read(p []byte) (int, error) {
	for {
		n, err := l.r.Read(p)
		kept := 0
		for _, c := range p[:n] {
			if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '+' || c == '/' || c == '=' {
				p[kept] = c
				kept++
			}
		}
		if kept > 0 || err != nil {
			return kept, err
		}
	}
}

// text is what a part of text says, as plain text.
func (p part) text() string {
	raw := p.decoded()
	raw = raw[:min(len(raw), mostText)]
	var r io.Reader = bytes.NewReader(raw)
	if name := p.params["charset"]; name != "" {
		if converted, err := charset.Reader(name, r); err == nil {
			if text, err := io.ReadAll(io.LimitReader(converted, 4*mostText)); err == nil {
				raw = text
			}
		}
	}
	if p.kind == "text/html" {
		return plainHTML(raw)
	}
	return strings.ToValidUTF8(string(raw), "�")
}

// plainHTML is what people read of HTML; blocks become lines.
func plainHTML(raw []byte) string {
	var b strings.Builder
	z := html.NewTokenizer(bytes.NewReader(raw))
	hidden := ""
	for {
		switch z.Next() {
		case html.ErrorToken:
			return strings.ToValidUTF8(b.String(), "�")
		case html.TextToken:
			if hidden == "" {
				b.Write(z.Text())
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			tag, _ := z.TagName()
			switch name := string(tag); name {
			case "script", "style", "head", "title", "blockquote": // what is quoted was said by somebody else
				if hidden == "" {
					hidden = name
				}
			case "br", "p", "div", "tr", "li", "h1", "h2", "h3":
				b.WriteByte('\n')
			}
		case html.EndTagToken:
			if tag, _ := z.TagName(); string(tag) == hidden {
				hidden = ""
			}
		case html.CommentToken, html.DoctypeToken:
		}
	}
}

// say is the text of a mail for people: the first plain one, else the first in HTML.
func say(all []part) string {
	for _, kind := range []string{"text/plain", "text/html"} {
		for _, p := range all {
			if p.kind == kind && !p.header.has("Content-Disposition", "attachment") {
				if text := p.text(); strings.TrimSpace(text) != "" {
					return text
				}
			}
		}
	}
	return ""
}
