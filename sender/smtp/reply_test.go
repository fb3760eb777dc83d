package smtp

import (
	"bufio"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"evenpost/mailing"
)

func TestParseReply(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		code           int
		text           string
		enhanced, want string
	}{
		{550, "5.1.1 The email account\n5.1.1 that you tried\n5.1.1 gsmtp", "5.1.1", "The email account that you tried gsmtp"},
		{550, "550 5.1.1 <a@b>: User unknown", "5.1.1", "<a@b>: User unknown"},
		{550, "5.1.1 550 No such user", "5.1.1", "No such user"},
		{550, "sorry, no mailbox here by that name (#5.1.1)", "5.1.1", "sorry, no mailbox here by that name (#5.1.1)"},
		{550, "Requested action not taken: mailbox unavailable", "", "Requested action not taken: mailbox unavailable"},
		{550, "5500 messages are too many", "", "5500 messages are too many"},
		{550, "5.7.1.2 is not a code", "", "5.7.1.2 is not a code"},
		{550, "#1 of 3 #5.7.606", "5.7.606", "#1 of 3 #5.7.606"},
		{452, "4.2.2: full", "4.2.2", "full"},
		{250, "", "", ""},
		{550, "Empf\xe4nger unbekannt", "", "Empfänger unbekannt"},
		{550, "a\x00b\tc", "", "a b c"},
		{421, "4.7.0 [TSS04] Messages\n4.7.1 other", "4.7.0", "[TSS04] Messages 4.7.1 other"},
	} {
		got := parseReply(mailing.StageRcpt, c.code, c.text)
		want := mailing.Reply{Stage: mailing.StageRcpt, Code: c.code, Enhanced: c.enhanced, Text: c.want}
		if got != want {
			t.Errorf("%q: %+v", c.text, got)
		}
	}
	if got := parseReply(mailing.StageDot, 550, strings.Repeat("ä", 5000)); utf8.RuneCountInString(got.Text) != maxReplyText+1 {
		t.Error(len(got.Text))
	}
}

func FuzzReply(f *testing.F) {
	for _, s := range []string{
		"250 ok\r\n", "250\r\n", "550-5.1.1 a\r\n550 5.1.1 b\r\n", "250-\n250-\n250 \n", "99\r\n", "\r\n", "250-a\r\n", "#5.1.1\n", "550 550 5.1.1 #\xff\n",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r := bufio.NewReaderSize(strings.NewReader(s), 16)
		for {
			code, text, err := readReply(r)
			if err != nil {
				return
			}
			if code < 200 || code > 599 {
				t.Fatalf("code %d", code)
			}
			reply := parseReply(mailing.StageDot, code, text)
			if !utf8.ValidString(reply.Text) || strings.ContainsFunc(reply.Text, unicode.IsControl) || utf8.RuneCountInString(reply.Text) > maxReplyText+1 {
				t.Fatalf("text %q", reply.Text)
			}
			if reply.Enhanced != "" && enhancedLen(reply.Enhanced) != len(reply.Enhanced) {
				t.Fatalf("enhanced %q", reply.Enhanced)
			}
		}
	})
}

// What a server reads back is the message with CRLF line ends, however it was cut into pieces, and the only line with a
// single dot is the last.
func FuzzContent(f *testing.F) {
	for _, s := range []string{"", ".", "a\n.\nb", "\r", "\r\r\n", "a\r.\r\n.", strings.Repeat("x", 70_000) + "\r\n."} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var p piecer
		p.reset([]byte(s), shapeOf([]byte(s)))
		var wire strings.Builder
		for last := false; !last; {
			var piece []byte
			piece, last = p.next(nil)
			wire.Write(piece)
		}
		body, ok := strings.CutSuffix(wire.String(), ".\r\n")
		if !ok || body != "" && !strings.HasSuffix(body, "\r\n") {
			t.Fatalf("%q has no proper end", wire.String())
		}
		var back strings.Builder
		for line := range strings.SplitAfterSeq(body, "\r\n") {
			if line == ".\r\n" || strings.ContainsAny(strings.TrimSuffix(line, "\r\n"), "\r\n") {
				t.Fatalf("%q has the line %q", s, line)
			}
			back.WriteString(strings.TrimPrefix(line, "."))
		}
		want := strings.ReplaceAll(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s), "\n", "\r\n")
		if want != "" && !strings.HasSuffix(want, "\r\n") {
			want += "\r\n"
		}
		if back.String() != want {
			t.Fatalf("%q came as %q", s, back.String())
		}
	})
}
