package postfix

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"mime"
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
	Raw       string
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
	return Mail{
		To: header("To"), From: header("From"), Subject: header("Subject"),
		MessageID: strings.Trim(m.Header.Get("Message-Id"), "<>"), Raw: string(raw),
	}, nil
}
