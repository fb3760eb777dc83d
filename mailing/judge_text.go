package mailing

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A reply is read in three steps: its text becomes plain tokens, the phrasebook finds in them what is said (a set of
// concepts, in whatever language), and the first fitting rule of a table makes the verdict. A rule never sees words.

// maxTokens is how much of a text is looked at. Servers that say more say it at the start.
const maxTokens = 256

// spots is a set of places in a text, one bit for each token.
type spots [maxTokens / 64]uint64

func (s *spots) add(i int)    { s[i/64] |= 1 << (i % 64) }
func (s *spots) empty() bool  { return s[0]|s[1]|s[2]|s[3] == 0 }
func (s *spots) and(o *spots) { s[0], s[1], s[2], s[3] = s[0]&o[0], s[1]&o[1], s[2]&o[2], s[3]&o[3] }

func (s *spots) or(o spots) {
	s[0], s[1], s[2], s[3] = s[0]|o[0], s[1]|o[1], s[2]|o[2], s[3]|o[3]
}

// next is the set of places that come after those of s, with at most gap tokens between.
func (s *spots) next(gap int) spots {
	var out spots
	one := *s
	for range gap + 1 {
		one[3] = one[3]<<1 | one[2]>>63
		one[2] = one[2]<<1 | one[1]>>63
		one[1] = one[1]<<1 | one[0]>>63
		one[0] <<= 1
		out.or(one)
	}
	return out
}

// before is the set of places that come before those of s, with at most gap tokens between.
func (s *spots) before(gap int) spots {
	var out spots
	one := *s
	for range gap + 1 {
		one[0] = one[0]>>1 | one[1]<<63
		one[1] = one[1]>>1 | one[2]<<63
		one[2] = one[2]>>1 | one[3]<<63
		one[3] >>= 1
		out.or(one)
	}
	return out
}

// Tokens that stand for a whole sort of things. They cannot be words, for words have letters alone.
const (
	tokenAddress  = "<address>"
	tokenIP       = "<ip>"
	tokenHost     = "<host>"
	tokenLink     = "<link>"
	tokenNumber   = "<number>"
	tokenEnhanced = "<enhanced>"
	tokenStop     = "<stop>" // the end of a sentence
)

// plainText makes a text fit for tokens: markup gone, names of exceptions taken apart ("SubmissionQuotaExceededException"
// is four words), lower case without accents.
func plainText(s string) string {
	if strings.IndexByte(s, '<') >= 0 {
		s = withoutMarkup(s)
	}
	s = Fold(withoutCamels(s))
	if strings.Contains(s, "e-mail") {
		s = strings.ReplaceAll(s, "e-mail", "email")
	}
	if strings.Contains(s, "n't") || strings.Contains(s, "n’t") {
		s = strings.NewReplacer("n't", "nt", "n’t", "nt").Replace(s)
	}
	return s
}

// withoutMarkup takes tags out, but not addresses and hosts in angle brackets.
func withoutMarkup(s string) string {
	var b strings.Builder
	for {
		open := strings.IndexByte(s, '<')
		if open < 0 {
			break
		}
		length := strings.IndexByte(s[open:], '>')
		if length < 0 {
			break
		}
		b.WriteString(s[:open])
		inside := s[open+1 : open+length]
		if isTag(inside) {
			b.WriteByte(' ')
		} else {
			b.WriteString(s[open : open+length+1])
		}
		s = s[open+length+1:]
	}
	b.WriteString(s)
	return b.String()
}

func isTag(inside string) bool {
	name := strings.TrimPrefix(inside, "/")
	if i := strings.IndexFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }); i >= 0 {
		name = name[:i]
	}
	switch strings.ToLower(name) {
	case "a", "b", "i", "u", "p", "br", "hr", "em", "li", "ul", "td", "tr", "div", "font", "html", "body", "span", "strong", "table", "center", "h1", "h2", "h3", "pre":
		return !strings.Contains(inside, "@") || strings.Contains(inside, "=")
	}
	return false
}

// withoutCamels puts a space before each capital letter inside of a long word.
func withoutCamels(s string) string {
	const shortest = 8
	cut := func(i int) bool { return i > 0 && isUpper(s[i]) && isLower(s[i-1]) }
	found := false
	for i := 1; i < len(s) && !found; i++ {
		found = cut(i)
	}
	if !found {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 16)
	for len(s) > 0 {
		end := strings.IndexByte(s, ' ') + 1
		if end == 0 {
			end = len(s)
		}
		chunk := s[:end]
		whole := strings.ContainsAny(chunk, "@/=") || strings.ContainsAny(chunk, "0123456789") && !strings.Contains(chunk, ":") || len(chunk) < shortest
		for i := range len(chunk) {
			if !whole && i > 0 && isUpper(chunk[i]) && isLower(chunk[i-1]) {
				b.WriteByte(' ')
			}
			b.WriteByte(chunk[i])
		}
		s = s[end:]
	}
	return b.String()
}

func isUpper(c byte) bool { return c >= 'A' && c <= 'Z' }
func isLower(c byte) bool { return c >= 'a' && c <= 'z' }
func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// eachToken calls f with the tokens of a plain text, in order, until it returns false.
func eachToken(s string, f func(token string) bool) {
	for len(s) > 0 {
		start := strings.IndexFunc(s, func(r rune) bool { return !unicode.IsSpace(r) })
		if start < 0 {
			return
		}
		s = s[start:]
		end := strings.IndexFunc(s, unicode.IsSpace)
		if end < 0 {
			end = len(s)
		}
		chunk := s[:end]
		if !chunkTokens(chunk, f) {
			return
		}
		if last := chunk[len(chunk)-1]; (last == '.' || last == ';' || last == '!' || last == '?') && !f(tokenStop) {
			return
		}
		s = s[end:]
	}
}

// chunkTokens takes one piece without spaces apart.
func chunkTokens(s string, f func(string) bool) bool {
	if i := strings.Index(s, "://"); i >= 0 {
		for i > 0 && isLower(s[i-1]) {
			i--
		}
		return chunkTokens(s[:i], f) && f(tokenLink)
	}
	switch {
	case strings.Contains(s, "@") && len(s) > 1:
		return addressTokens(s, f)
	case strings.HasPrefix(s, "www."):
		return f(tokenLink)
	case strings.Count(s, ":") >= 2 && isIPv6(strings.Trim(s, "[]()<>,;.'\"")):
		return f(tokenIP)
	}
	for len(s) > 0 {
		// A run of letters, digits, dots and hyphens: a word, a number, a host, an address of a computer, a code.
		end := 0
		for end < len(s) {
			r, size := utf8.DecodeRuneInString(s[end:])
			if !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '.' && r != '-' {
				break
			}
			end += size
		}
		if end > 0 && !runTokens(strings.Trim(s[:end], ".-"), f) {
			return false
		}
		if end == len(s) {
			break
		}
		_, size := utf8.DecodeRuneInString(s[end:])
		s = s[end+size:]
	}
	return true
}

// addressTokens is for a piece with an address in it, and maybe words right behind: "anna@b.at:unknown", "<anna@b.at>...gone".
func addressTokens(s string, f func(string) bool) bool {
	if !f(tokenAddress) {
		return false
	}
	rest := s[strings.IndexByte(s, '@')+1:]
	end := strings.IndexFunc(rest, func(r rune) bool { return strings.ContainsRune(">:;,)(\"'", r) })
	if dots := strings.Index(rest, ".."); dots >= 0 && (end < 0 || dots < end) {
		end = dots
	}
	if end < 0 || strings.Contains(rest[end:], "@") {
		return true
	}
	return chunkTokens(strings.TrimLeft(rest[end:], ">:;,)(\"'."), f)
}

func runTokens(run string, f func(string) bool) bool {
	if run == "" {
		return true
	}
	if strings.IndexByte(run, '.') > 0 {
		switch {
		case isIPv4(run):
			return f(tokenIP)
		case isEnhanced(run):
			return f(tokenEnhanced)
		case isHost(run):
			return f(tokenHost)
		}
	}
	for part := range strings.FieldsFuncSeq(run, func(r rune) bool { return r == '.' || r == '-' }) {
		if stopWord(part) {
			continue
		}
		if isDigit(part[0]) && strings.TrimLeft(part, "0123456789") == "" {
			part = tokenNumber
		}
		if !f(part) {
			return false
		}
	}
	return true
}

// stopWord says whether a word is left out, so that phrases need not say it in all its places.
func stopWord(w string) bool {
	switch w {
	case "a", "an", "the", "is", "are", "was", "were", "be", "been", "being", "has", "have", "had", "this", "that", "their", "its", "of", "it",
		"der", "die", "das", "den", "dem", "des", "ein", "eine", "einen", "einer", "ist", "sind", "wurde", "wurden", "wird", "worden", "hat", "haben",
		"le", "la", "les", "l", "un", "une", "est", "sont", "ete", "d", "du", "de", "cette", "ce", "al", "ai", "ont",
		"el", "los", "las", "una", "es", "esta", "sido", "fue", "ha", "han", "del",
		"il", "lo", "gli", "e", "stato", "stata", "della", "dello", "i", "o", "os", "do", "da", "het", "een", "van", "w", "jest", "zostal", "zostala", "zostalo", "s", "foi":
		return true
	}
	return false
}

func isIPv4(s string) bool {
	if len(s) < 7 || len(s) > 15 {
		return false
	}
	dots := 0
	for i := range len(s) {
		switch {
		case s[i] == '.':
			dots++
		case !isDigit(s[i]) && s[i] != 'x':
			return false
		}
	}
	return dots == 3
}

func isIPv6(s string) bool {
	if len(s) < 3 || strings.Trim(s, "0123456789abcdefx:.") != "" {
		return false
	}
	return strings.Count(s, ":") >= 3 || strings.Contains(s, "::")
}

// isEnhanced says whether s is an RFC 3463 code such as 5.1.1.
func isEnhanced(s string) bool {
	if len(s) < 5 || len(s) > 9 || s[0] != '2' && s[0] != '4' && s[0] != '5' || s[1] != '.' {
		return false
	}
	subject, detail, ok := strings.Cut(s[2:], ".")
	return ok && isNumber(subject) && isNumber(detail)
}

func isNumber(s string) bool {
	return s != "" && len(s) <= 3 && strings.TrimLeft(s, "0123456789") == ""
}

// isHost says whether s is the name of a computer or domain and not two words with a dot between.
func isHost(s string) bool {
	last := s[strings.LastIndexByte(s, '.')+1:]
	switch last {
	case "com", "net", "org", "de", "at", "ch", "fr", "es", "it", "nl", "pt", "pl", "eu", "uk", "us", "ru", "cn", "jp", "br", "be", "ca", "au", "dk", "se", "fi", "cz", "hu", "ro",
		"info", "biz", "io", "co", "edu", "gov", "mil", "arpa", "cloud", "email", "app", "dev", "mail", "example", "invalid", "local", "localdomain", "test", "lan", "internal", "me", "tv", "cc":
		return true
	}
	return false
}
