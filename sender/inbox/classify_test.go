package inbox

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"evenpost/mailing"
)

const (
	campaignUID = "q3n7"
	domain      = "bakery.example"
)

// ours is the Message-ID of a delivery.
func ours(delivery int64) string { return mailing.MessageID(campaignUID, delivery, domain) }

// sample reads a mail of testdata, in which {ID} stands for the Message-ID of ours.
func sample(t testing.TB, name string) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", name+".eml"))
	if err != nil {
		t.Fatal(err)
	}
	headers := base64.StdEncoding.EncodeToString([]byte("Subject: Christmas bread\r\nMessage-ID: <" + ours(7) + ">\r\n"))
	return []byte(strings.NewReplacer("{ID}", ours(7), "{B64}", headers, "\n", "\r\n").Replace(string(raw)))
}

func TestRead(t *testing.T) {
	t.Parallel()
	hard, full, soft := mailing.HardBounce, mailing.MailboxFull, mailing.Soft
	for name, want := range map[string]struct {
		kind    mailing.AnswerKind
		verdict mailing.Kind
		code    int
		about   string
		excerpt string
	}{
		"postfix":          {mailing.AnswerBounce, hard, 550, "anna@customer.example", "User unknown"},
		"gmail":            {mailing.AnswerBounce, hard, 550, "anna@customer.example", "does not exist"},
		"exchange":         {mailing.AnswerBounce, hard, 550, "anna@customer.example", "RecipNotFound"},
		"exim":             {mailing.AnswerBounce, hard, 550, "anna@customer.example", "No such person"},
		"qmail":            {mailing.AnswerBounce, hard, 0, "", "no mailbox here by that name"},
		"full":             {mailing.AnswerBounce, full, 552, "anna@customer.example", "over quota"},
		"expired":          {mailing.AnswerBounce, soft, 0, "anna@customer.example", ""},
		"german":           {mailing.AnswerBounce, hard, 550, "", "Postfach"},
		"headers-only":     {mailing.AnswerBounce, hard, 550, "anna@customer.example", "unknown"},
		"passed-on":        {mailing.AnswerBounce, hard, 550, "moved@elsewhere.example", "no such user"},
		"delayed":          {mailing.AnswerDelayed, "", 0, "anna@customer.example", ""},
		"delayed-old":      {mailing.AnswerDelayed, "", 0, "", ""},
		"arrived":          {},
		"forged":           {},
		"complaint":        {mailing.AnswerComplaint, "", 0, "", "abuse"},
		"reply":            {mailing.AnswerReply, "", 0, "", "Danke für die Einladung, wir kommen zu viert!"},
		"reply-html":       {mailing.AnswerReply, "", 0, "", "Please keep two loaves for me"},
		"vacation":         {mailing.AnswerAuto, "", 0, "", "Ich bin bis 7. Dezember nicht im Büro"},
		"away-old":         {mailing.AnswerAuto, "", 0, "", "on holiday"},
		"read-receipt":     {mailing.AnswerAuto, "", 0, "", ""},
		"unsubscribe":      {mailing.AnswerUnsubscribe, "", 0, "anna@customer.example", ""},
		"unsubscribe-word": {mailing.AnswerUnsubscribe, "", 0, "", ""},
		"newsletter":       {},
		"own":              {},
		"stranger":         {},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			raw := sample(t, name)
			at := time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)
			a, is := Read(raw, at, "info@bakery.example")
			if is && a.Kind != want.kind || is != (want.kind != "") {
				t.Fatalf("it is %q (%v), want %q\n%+v", a.Kind, is, want.kind, a)
			}
			if !is {
				return
			}
			h, _ := parseHeader(raw)
			if !concerns(h) {
				t.Error("its header does not tell that it is worth reading")
			}
			if name != "unsubscribe" && !slices.Equal(a.Names, []string{ours(7)}) {
				t.Errorf("it names %q", a.Names)
			}
			if a.Kind == mailing.AnswerBounce && (a.Verdict.Kind != want.verdict || a.Reply.Code != want.code || a.Reply.Stage != mailing.StageBounce) {
				t.Errorf("%+v\n%+v, want %s %d", a.Reply, a.Verdict, want.verdict, want.code)
			}
			if strings.Join(a.About, " ") != want.about {
				t.Errorf("it is about %q, want %q", a.About, want.about)
			}
			if !strings.Contains(a.Excerpt, want.excerpt) {
				t.Errorf("excerpt %q, want %q in it", a.Excerpt, want.excerpt)
			}
			if a.Key == "" || !a.At.Equal(at) {
				t.Errorf("%+v", a)
			}
		})
	}
}

// A permanent answer about the address itself is one that takes it off the list.
func TestWhatIsPermanent(t *testing.T) {
	t.Parallel()
	for name, permanent := range map[string]bool{"postfix": true, "gmail": true, "exchange": true, "qmail": true, "german": true, "expired": false} {
		a, _ := Read(sample(t, name), time.Now())
		if a.Verdict.Permanent != permanent {
			t.Errorf("%s: %+v of %+v", name, a.Verdict, a.Reply)
		}
	}
}

func TestKeysTellMailsApart(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	all, err := filepath.Glob("testdata/*.eml")
	if err != nil || len(all) < 20 {
		t.Fatal(all, err)
	}
	for _, path := range all {
		name := strings.TrimSuffix(filepath.Base(path), ".eml")
		a, _ := Read(sample(t, name), time.Now())
		if again, _ := Read(sample(t, name), time.Now()); again.Key != a.Key {
			t.Errorf("%s has two keys", name)
		}
		if seen[a.Key] != "" {
			t.Errorf("%s and %s have the same key", name, seen[a.Key])
		}
		seen[a.Key] = name
	}
}

// FuzzRead: whatever comes in a mailbox, it is read without harm, in bounded pieces, and names only what has the form of ours.
func FuzzRead(f *testing.F) {
	all, err := filepath.Glob("testdata/*.eml")
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range all {
		f.Add(sample(f, strings.TrimSuffix(filepath.Base(path), ".eml")))
	}
	f.Add([]byte("Content-Type: multipart/report; boundary=a\n\n--a\nContent-Type: message/delivery-status\n\nAction: failed\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		a, is := Read(raw, time.UnixMilli(1), "info@bakery.example")
		if !is {
			return
		}
		if !slices.Contains(mailing.AnswerKinds(), a.Kind) || len(a.Names) > mostNames {
			t.Errorf("%+v", a)
		}
		for _, name := range a.Names {
			if _, ok := mailing.ParseMessageID(name); !ok {
				t.Errorf("%q is none of ours", name)
			}
		}
		for _, text := range []string{a.Excerpt, a.Reply.Text, a.From} {
			if !utf8.ValidString(text) || strings.ContainsAny(text, "\r\n\x00\x1b") || utf8.RuneCountInString(text) > mostDiagnostic+1 {
				t.Errorf("%q", text)
			}
		}
		if a.Kind != mailing.AnswerUnsubscribe && len(a.Names) == 0 {
			t.Errorf("an answer to nothing: %+v", a)
		}
	})
}

// FuzzReport reads what other servers wrote for programs.
func FuzzReport(f *testing.F) {
	f.Add([]byte("Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822; a@b.example\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 no\n"))
	f.Add([]byte("Action: delayed (for now)\nStatus: 4.4.1"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		r, ok := reportOf(raw)
		if ok && (r.reply.Code != 0 && (r.reply.Code < 400 || r.reply.Code > 599) || utf8.RuneCountInString(r.reply.Text) > mostDiagnostic+1) {
			t.Errorf("%+v", r)
		}
		_, _, _ = replyIn(string(raw))
	})
}
