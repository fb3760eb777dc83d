package inbox

import (
	"bytes"
	"mime"
	"net/mail"
	"net/textproto"
	"strings"

	"github.com/emersion/go-message/charset"

	"evenpost/mailing"
)

const (
	mostFields = 400
	mostValue  = 16 << 10 // bytes of one field
)

// header are the fields of a mail. Unlike the readers of the libraries this one takes a mail as it comes: what is no field is
// left out.
type header map[string][]string

// parseHeader reads fields up to the first empty line; body is what follows.
func parseHeader(raw []byte) (h header, body []byte) {
	h = make(header)
	name, n := "", 0
	for len(raw) > 0 {
		line, rest, _ := bytes.Cut(raw, []byte("\n"))
		raw = rest
		line = bytes.TrimSuffix(line, []byte("\r"))
		if len(line) == 0 {
			return h, raw
		}
		if line[0] == ' ' || line[0] == '\t' {
			if all := h[name]; name != "" && len(all[len(all)-1])+len(line) <= mostValue {
				all[len(all)-1] += " " + strings.TrimSpace(string(line))
			}
			continue
		}
		key, value, found := bytes.Cut(line, []byte(":"))
		key = bytes.TrimRight(key, " \t")
		if !found || len(key) == 0 || bytes.ContainsAny(key, " \t") || n >= mostFields {
			name = ""
			continue
		}
		n++
		name = textproto.CanonicalMIMEHeaderKey(string(key))
		h[name] = append(h[name], strings.TrimSpace(string(value[:min(len(value), mostValue)])))
	}
	return h, nil
}

func (h header) get(name string) string {
	if all := h[name]; len(all) > 0 {
		return all[0]
	}
	return ""
}

// has says whether a field begins with a word, upper or lower case.
func (h header) has(name, word string) bool {
	return strings.HasPrefix(strings.ToLower(h.get(name)), word)
}

// text is a field with its words decoded, in one line.
func (h header) text(name string) string {
	d := mime.WordDecoder{CharsetReader: charset.Reader}
	text, err := d.DecodeHeader(h.get(name))
	if err != nil {
		text = h.get(name)
	}
	return plainLine(text, 300)
}

// from is the address of who wrote the mail, or "".
func (h header) from() string {
	d := mime.WordDecoder{CharsetReader: charset.Reader}
	p := mail.AddressParser{WordDecoder: &d}
	text := h.get("From")
	if all, err := p.ParseList(text); err == nil && len(all) > 0 {
		text = all[0].Address
	} else if i := strings.LastIndex(text, "<"); i >= 0 {
		text, _, _ = strings.Cut(text[i+1:], ">")
	}
	address, err := mailing.ParseAddress(strings.TrimSpace(text))
	if err != nil {
		return ""
	}
	return address
}

// kind is the content type, in small letters, with its parameters.
func (h header) kind() (string, map[string]string) {
	kind, params, err := mime.ParseMediaType(h.get("Content-Type"))
	if err != nil && kind == "" {
		return "text/plain", nil
	}
	return kind, params
}

// plainLine puts text in one line without control characters, of at most so many runes.
func plainLine(text string, most int) string {
	var b strings.Builder
	n, blank := 0, true
	for _, r := range strings.ToValidUTF8(text, "") {
		if r <= ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || r == 0xfeff || r >= 0x200b && r <= 0x200f || r >= 0x2028 && r <= 0x202e || r >= 0x2060 && r <= 0x2069 || r == 0xa0 {
			if (r <= ' ' || r == 0xa0 || r == 0x2028 || r == 0x2029) && !blank {
				b.WriteByte(' ')
				blank = true
				n++
			}
			continue
		}
		if n >= most {
			return strings.TrimRight(b.String(), " ") + "…"
		}
		b.WriteRune(r)
		n, blank = n+1, false
	}
	return strings.TrimRight(b.String(), " ")
}
