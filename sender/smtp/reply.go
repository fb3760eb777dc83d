package smtp

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"evenpost/mailing"
)

// Bounds on what a server may say in one reply. Real replies stay far below them.
const (
	maxReplyLines = 128
	maxReplyBytes = 16 << 10
	maxReplyText  = 2000 // runes kept for people
)

// errGarbled is a peer that does not speak SMTP.
var errGarbled = errors.New("the server sent something that is not a mail server's reply")

// readReply reads one reply, of several lines if need be. It takes a bare code without text, which RFC 5321 §4.2
// allows, and line ends without CR. The text has the lines joined with line feeds and no codes.
func readReply(r *bufio.Reader) (code int, text string, err error) {
	var b strings.Builder
	for lines, size := 0, 0; ; lines++ {
		line, err := readLine(r)
		if err != nil {
			if lines > 0 && errors.Is(err, io.EOF) {
				err = io.ErrUnexpectedEOF
			}
			return 0, "", err
		}
		size += len(line)
		c, rest, more, ok := splitReplyLine(line)
		if !ok || lines >= maxReplyLines || size > maxReplyBytes {
			return 0, "", fmt.Errorf("%w: %q", errGarbled, shorten(cleanText(string(line)), 80))
		}
		if lines > 0 {
			b.WriteByte('\n')
		}
		b.Write(rest)
		if !more {
			return c, b.String(), nil
		}
	}
}

// readLine reads up to a line feed and returns the line without its end. The slice is valid until the next read.
func readLine(r *bufio.Reader) ([]byte, error) {
	line, err := r.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) { // longer than the buffer: rare enough to copy
		long := bytes.Clone(line)
		for errors.Is(err, bufio.ErrBufferFull) && len(long) <= maxReplyBytes {
			line, err = r.ReadSlice('\n')
			long = append(long, line...)
		}
		line = long
		if errors.Is(err, bufio.ErrBufferFull) {
			return nil, fmt.Errorf("%w: an endless line", errGarbled)
		}
	}
	if err != nil {
		return nil, err
	}
	return bytes.TrimRight(line, "\r\n"), nil
}

func splitReplyLine(line []byte) (code int, rest []byte, more, ok bool) {
	if len(line) < 3 || line[0] < '2' || line[0] > '5' || !digit(line[1]) || !digit(line[2]) {
		return 0, nil, false, false
	}
	code = int(line[0]-'0')*100 + int(line[1]-'0')*10 + int(line[2]-'0')
	if len(line) == 3 {
		return code, nil, false, true
	}
	if line[3] != ' ' && line[3] != '-' {
		return 0, nil, false, false
	}
	return code, line[4:], line[3] == '-', true
}

// parseReply makes the reply that people and rules read: lines joined, codes that are repeated in the text taken out,
// the enhanced code on its own.
func parseReply(stage mailing.Stage, code int, text string) mailing.Reply {
	reply := mailing.Reply{Stage: stage, Code: code}
	prefix := fmt.Sprintf("%03d", code)
	var words []string
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(cleanText(line))
		line = cutCode(line, prefix)
		if enhanced, rest := cutEnhanced(line); enhanced != "" {
			if reply.Enhanced == "" {
				reply.Enhanced = enhanced
			}
			if enhanced == reply.Enhanced {
				line = cutCode(rest, prefix)
			}
		}
		if line != "" {
			words = append(words, line)
		}
	}
	reply.Text = shorten(strings.Join(words, " "), maxReplyText)
	if reply.Enhanced == "" {
		reply.Enhanced = marked(reply.Text)
	}
	return reply
}

// cutCode removes a code that a server wrote a second time at the start of its text.
func cutCode(line, code string) string {
	rest, found := strings.CutPrefix(line, code)
	if !found || rest != "" && !strings.ContainsRune(" -:", rune(rest[0])) {
		return line
	}
	return strings.TrimSpace(strings.TrimLeft(rest, " -:"))
}

// cutEnhanced splits an RFC 3463 code from the start of a line.
func cutEnhanced(line string) (enhanced, rest string) {
	n := enhancedLen(line)
	if n == 0 || n < len(line) && !strings.ContainsRune(" :-", rune(line[n])) {
		return "", line
	}
	return line[:n], strings.TrimSpace(strings.TrimLeft(line[n:], " :-"))
}

// marked finds the code in the older custom of writing it as (#5.1.1).
func marked(text string) string {
	for i := strings.IndexByte(text, '#'); i >= 0; {
		if n := enhancedLen(text[i+1:]); n > 0 {
			return text[i+1 : i+1+n]
		}
		next := strings.IndexByte(text[i+1:], '#')
		if next < 0 {
			break
		}
		i += 1 + next
	}
	return ""
}

// enhancedLen is the length of the enhanced code at the start of s, or 0: class "." subject "." detail, the first 2, 4
// or 5, the others of one to three digits.
func enhancedLen(s string) int {
	if len(s) < 5 || s[0] != '2' && s[0] != '4' && s[0] != '5' || s[1] != '.' {
		return 0
	}
	i := 2
	for part := range 2 {
		start := i
		for i < len(s) && digit(s[i]) {
			i++
		}
		if i == start || i-start > 3 {
			return 0
		}
		if part == 0 {
			if i == len(s) || s[i] != '.' {
				return 0
			}
			i++
		}
	}
	return i
}

// cleanText makes foreign bytes fit for a log line and a label: valid UTF-8 (anything else is read as Latin-1, which
// old servers speak) and no control characters.
func cleanText(s string) string {
	if !utf8.ValidString(s) {
		runes := make([]rune, 0, len(s))
		for i := range len(s) {
			runes = append(runes, rune(s[i]))
		}
		s = string(runes)
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s)
}

func shorten(s string, most int) string {
	if len(s) <= most || utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most]) + "…"
}

func digit(c byte) bool { return c >= '0' && c <= '9' }
