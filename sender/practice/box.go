package practice

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"evenpost/mailing"
)

// Keep is how many mails are kept; then the oldest make room.
const Keep = 20_000

const suffix = ".eml"

// Summary is a mail in the list.
type Summary struct {
	ID       string
	From, To string // of the envelope
	Subject  string
	At       time.Time
	Size     int // bytes
	Snippet  string
}

// box is the folder of mails with its list in memory.
type box struct {
	dir    string
	keep   int
	loaded chan struct{} // closed when the mails from earlier are in the list

	mu      sync.Mutex
	mails   []Summary // oldest first
	gone    int       // how many were dropped from the front of mails so far: their numbers stay valid
	last    int64     // the newest name, so that names ascend even when the clock does not
	closed  bool
	watches map[chan struct{}]bool
}

// openBox prepares the folder. What lies there is read in the background; it may be thousands of files.
func openBox(dir string, keep int) (*box, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	b := &box{dir: dir, keep: keep, loaded: make(chan struct{}), watches: map[chan struct{}]bool{}}
	var ids []string
	for _, e := range entries {
		switch id, ours := strings.CutSuffix(e.Name(), suffix); {
		case ours && timeOf(id) > 0:
			ids = append(ids, id)
			b.last = max(b.last, timeOf(id))
		case strings.HasPrefix(e.Name(), tempPrefix):
			_ = os.Remove(filepath.Join(dir, e.Name())) // left by a run that was killed
		}
	}
	slices.Sort(ids)
	go b.load(ids)
	return b, nil
}

const tempPrefix = ".new-"

// timeOf reads the moment out of a mail's name; 0 when the name is not one of ours.
func timeOf(id string) int64 {
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil || len(id) != nameLen {
		return 0
	}
	return n
}

const nameLen = 19 // digits of unix nanoseconds

func (b *box) load(ids []string) {
	defer close(b.loaded)
	for len(ids) > b.keep {
		_ = os.Remove(b.path(ids[0]))
		ids = ids[1:]
	}
	var old []Summary
	for _, id := range ids {
		b.mu.Lock()
		closed := b.closed
		b.mu.Unlock()
		if closed {
			return
		}
		raw, err := os.ReadFile(b.path(id))
		if err != nil {
			continue
		}
		sum := summarise(raw)
		sum.ID, sum.At = id, time.Unix(0, timeOf(id))
		old = append(old, sum)
	}
	b.mu.Lock()
	b.mails = append(old, b.mails...)
	b.gone -= len(old) // numbers of mails that came meanwhile stay valid
	b.mu.Unlock()
	b.tell()
}

func (b *box) path(id string) string { return filepath.Join(b.dir, id+suffix) }

// add keeps a mail. What the envelope says is put on top, where a real mailbox has it too.
func (b *box) add(from, to string, content []byte) error {
	now := time.Now()
	b.mu.Lock()
	if b.closed {
		b.mu.Unlock()
		return os.ErrClosed
	}
	b.last = max(b.last+1, now.UnixNano())
	id := fmt.Sprintf("%0*d", nameLen, b.last)
	b.mu.Unlock()

	raw := make([]byte, 0, len(content)+len(from)+len(to)+40)
	raw = fmt.Appendf(raw, "Return-Path: <%s>\r\nDelivered-To: %s\r\n", from, to)
	raw = append(raw, content...)
	temp := filepath.Join(b.dir, tempPrefix+id)
	if err := os.WriteFile(temp, raw, 0o600); err != nil {
		_ = os.Remove(temp)
		return err
	}
	if err := os.Rename(temp, b.path(id)); err != nil {
		_ = os.Remove(temp)
		return err
	}
	sum := summarise(raw)
	sum.ID, sum.At = id, now

	b.mu.Lock()
	b.mails = append(b.mails, sum)
	var dropped []string
	for len(b.mails) > b.keep {
		dropped = append(dropped, b.mails[0].ID)
		b.mails = b.mails[1:]
		b.gone++
	}
	b.mu.Unlock()
	for _, old := range dropped {
		_ = os.Remove(b.path(old))
	}
	b.tell()
	return nil
}

// Messages lists the mails, newest first.
func (b *box) Messages() []Summary {
	<-b.loaded
	b.mu.Lock()
	defer b.mu.Unlock()
	list := slices.Clone(b.mails)
	slices.Reverse(list)
	return list
}

// Message reads a mail. The error wraps mailing.ErrNotFound.
func (b *box) Message(id string) (Mail, error) {
	<-b.loaded
	b.mu.Lock()
	// Newest mails are the likeliest, and only names from the list become paths.
	var sum Summary
	for _, s := range slices.Backward(b.mails) {
		if s.ID == id {
			sum = s
			break
		}
	}
	b.mu.Unlock()
	if sum.ID == "" {
		return Mail{}, fmt.Errorf("practice mailbox: %w: %s", mailing.ErrNotFound, strconv.Quote(id))
	}
	raw, err := os.ReadFile(b.path(sum.ID))
	if errors.Is(err, os.ErrNotExist) {
		return Mail{}, fmt.Errorf("practice mailbox: %w: %s", mailing.ErrNotFound, id)
	}
	if err != nil {
		return Mail{}, fmt.Errorf("practice mailbox: %w", err)
	}
	return open(sum, raw), nil
}

// Clear throws all mails away.
func (b *box) Clear() error {
	<-b.loaded
	b.mu.Lock()
	mails := b.mails
	b.mails = nil
	b.gone += len(mails)
	b.mu.Unlock()
	var first error
	for _, m := range mails {
		if err := os.Remove(b.path(m.ID)); err != nil && !errors.Is(err, os.ErrNotExist) && first == nil {
			first = fmt.Errorf("practice mailbox: %w", err)
		}
	}
	b.tell()
	return first
}

// Changed gets a value after mails came or went, several changes becoming one. It is closed when ctx ends or the mailbox is
// closed.
func (b *box) Changed(ctx context.Context) <-chan struct{} {
	ch := make(chan struct{}, 1)
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		close(ch)
		return ch
	}
	b.watches[ch] = true
	context.AfterFunc(ctx, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		if b.watches[ch] {
			delete(b.watches, ch)
			close(ch)
		}
	})
	return ch
}

// Watch calls received for each mail that comes from now on, in order, until ctx ends or the mailbox is closed.
func (b *box) Watch(ctx context.Context, received func(from, to, subject string)) error {
	<-b.loaded
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	b.mu.Lock()
	next := b.gone + len(b.mails)
	b.mu.Unlock()
	changed := b.Changed(ctx)
	for more := true; more; _, more = <-changed {
		b.mu.Lock()
		fresh := slices.Clone(b.mails[min(max(0, next-b.gone), len(b.mails)):])
		next = b.gone + len(b.mails)
		b.mu.Unlock()
		for _, m := range fresh {
			received(m.From, m.To, m.Subject)
		}
	}
	return ctx.Err()
}

func (b *box) tell() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for ch := range b.watches {
		select {
		case ch <- struct{}{}:
		default:
		}
	}
}

func (b *box) close() {
	b.mu.Lock()
	b.closed = true
	for ch := range b.watches {
		close(ch)
	}
	clear(b.watches)
	b.mu.Unlock()
	<-b.loaded
}

// envelope cuts the two lines that add put on top.
func envelope(raw []byte) (from, to string, content []byte) {
	content = raw
	for _, f := range []struct {
		name  string
		value *string
	}{{"Return-Path: ", &from}, {"Delivered-To: ", &to}} {
		line, rest, found := bytes.Cut(content, []byte("\r\n"))
		if value, ok := bytes.CutPrefix(line, []byte(f.name)); ok && found {
			*f.value, content = strings.Trim(string(value), "<>"), rest
		}
	}
	return from, to, content
}
