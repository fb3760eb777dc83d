package postfix

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Mail is one message in a mailbox.
type Mail struct {
	To        string // header
	From      string
	Subject   string
	MessageID string
	Text      string // the text part, as a mail program shows it
}

// Mailbox returns the messages that lie in the mailbox of an address.
func (s *Server) Mailbox(address string) ([]Mail, error) {
	folder := filepath.Join(s.dir, "mail", strings.ToLower(address), "new")
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	mails := make([]Mail, 0, len(entries))
	for _, e := range entries {
		m, err := readMail(filepath.Join(folder, e.Name()))
		if err != nil {
			return nil, err
		}
		mails = append(mails, m)
	}
	return mails, nil
}

// Count is how many messages lie in all mailboxes together.
func (s *Server) Count() int {
	files, err := filepath.Glob(filepath.Join(s.dir, "mail", "*", "new", "*"))
	if err != nil {
		s.t.Fatalf("counting mail: %v", err)
	}
	return len(files)
}

// AwaitCount waits until so many messages have been delivered, and fails the test when they do not come.
func (s *Server) AwaitCount(n int) {
	s.t.Helper()
	got := 0
	for end := time.Now().Add(2 * time.Minute); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		if got = s.Count(); got >= n {
			return
		}
	}
	s.t.Fatalf("Postfix delivered %d messages of %d", got, n)
}

func readMail(path string) (Mail, error) {
	f, err := os.Open(path)
	if err != nil {
		return Mail{}, err
	}
	defer f.Close() //nolint:errcheck // it was only read
	raw, err := io.ReadAll(f)
	if err != nil {
		return Mail{}, err
	}
	m, err := mail.ReadMessage(strings.NewReader(string(raw)))
	if err != nil {
		return Mail{}, fmt.Errorf("%s: %w", path, err)
	}
	var words mime.WordDecoder
	header := func(name string) string {
		v, err := words.DecodeHeader(m.Header.Get(name))
		if err != nil {
			return m.Header.Get(name)
		}
		return v
	}
	text, err := textPart(m.Header.Get, m.Body)
	if err != nil {
		return Mail{}, fmt.Errorf("%s: %w", path, err)
	}
	return Mail{
		To: header("To"), From: header("From"), Subject: header("Subject"),
		MessageID: strings.Trim(m.Header.Get("Message-Id"), "<>"), Text: text,
	}, nil
}

// textPart is the first text/plain of a message, however deep it lies.
func textPart(header func(string) string, body io.Reader) (string, error) {
	kind, params, err := mime.ParseMediaType(header("Content-Type"))
	if err != nil { // none is said: it is plain text
		kind = "text/plain"
	}
	switch {
	case strings.HasPrefix(kind, "multipart/"):
		for parts := multipart.NewReader(body, params["boundary"]); ; {
			// The raw part: a decoded one would hide its encoding from the recursion.
			part, err := parts.NextRawPart()
			if errors.Is(err, io.EOF) {
				return "", nil
			}
			if err != nil {
				return "", err
			}
			if text, err := textPart(part.Header.Get, part); text != "" || err != nil {
				return text, err
			}
		}
	case kind != "text/plain":
		return "", nil
	}
	switch strings.ToLower(header("Content-Transfer-Encoding")) {
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	}
	text, err := io.ReadAll(body)
	return string(text), err
}
