package journal

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"evenpost/storage/boot"
)

// Trail tells how far the claims of an engine have come that are not settled yet: whose message was handed over, and whose
// was accepted. With it a killed engine's claims need not all be in doubt, so that a quick connection may have many of them.
//
// It is never brought to the disk: it outlives the process that wrote it and not the computer, and is only believed on the
// same start of the computer and the same mount of the file system. It is two files, the one that is written and the one
// before, whatever the number of messages. Its methods may be called by many goroutines at once.
type Trail struct {
	dir   string
	place string // "": nobody could believe it, so nothing is written

	mu      sync.Mutex
	file    *os.File
	number  int64
	size    int64
	highest int64 // ledger id of those that were handed over
	line    Batch
	damaged error // half a line could not be taken back
}

const (
	trailFile    = "trail"
	oldTrailFile = "trail.old"
	mostTrail    = 8 << 20
)

const (
	trailHead = 'T' // number of the file, place, and the ledger id above which all claims are in it or in the ones behind it
	handed    = 'D'
	accepted  = 'Y'
)

// Acceptance is the server's word that it took a message.
type Acceptance struct {
	Code           int64
	Enhanced, Text string
	Took           time.Duration
}

// BeginTrail begins a trail in a folder, in the place of an earlier one. Claims above the ledger id will be in it.
func BeginTrail(dir string, reached int64) (*Trail, error) {
	t := &Trail{dir: dir, place: place(dir), highest: reached}
	// What was written earlier must not be taken for word about the claims to come.
	for _, name := range []string{trailFile, oldTrailFile} {
		if err := os.Remove(filepath.Join(dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
	}
	if t.place == "" {
		return t, nil
	}
	return t, t.create()
}

// Lasts says whether the trail will be believed after the process was killed.
func (t *Trail) Lasts() bool { return t.place != "" }

func (t *Trail) create() error {
	f, err := os.OpenFile(filepath.Join(t.dir, trailFile), os.O_WRONLY|os.O_CREATE|os.O_EXCL|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	t.file, t.size, t.number = f, 0, t.number+1
	if err := t.write(trailHead, t.number, t.place, t.highest); err != nil {
		err = errors.Join(err, f.Close(), os.Remove(f.Name()))
		t.file, t.size = nil, mostTrail // the next attempt
		return err
	}
	return nil
}

// HandedOver notes that the message of a claim is about to be handed over to its end. When it fails it must not be.
func (t *Trail) HandedOver(ledger, delivery int64) error {
	if !t.Lasts() {
		return nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.size >= mostTrail {
		if err := t.rotate(); err != nil {
			return err
		}
	}
	if err := t.write(handed, ledger, delivery); err != nil {
		return err
	}
	t.highest = max(t.highest, ledger)
	return nil
}

// Accepted notes that the server took it. When that cannot be written the claim is one in doubt should the engine be killed
// before it is settled.
func (t *Trail) Accepted(ledger, delivery int64, a Acceptance) {
	if !t.Lasts() {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	_ = t.write(accepted, ledger, delivery, a.Code, a.Enhanced, a.Text, a.Took.Microseconds())
}

// rotate keeps the file as the old one and begins another.
func (t *Trail) rotate() error {
	if t.file != nil { // else an earlier attempt failed halfway
		if err := t.file.Close(); err != nil {
			return err
		}
		t.file = nil
	}
	if err := os.Rename(filepath.Join(t.dir, trailFile), filepath.Join(t.dir, oldTrailFile)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return t.create()
}

// write adds a line.
func (t *Trail) write(kind byte, fields ...any) error {
	if t.file == nil {
		return fs.ErrClosed
	}
	if t.damaged != nil {
		return t.damaged
	}
	t.line.text = t.line.text[:0]
	t.line.line(kind, fields...)
	n, err := t.file.Write(t.line.text)
	if err == nil {
		t.size += int64(n)
		return nil
	}
	if n > 0 { // half a line must not become part of the next one
		t.damaged = t.file.Truncate(t.size)
	}
	return err
}

// Close ends the trail: all claims are settled.
func (t *Trail) Close() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.file == nil {
		return nil
	}
	err := t.file.Close()
	t.file = nil
	return err
}

// Passed is how far a claim has come.
type Passed struct {
	HandedOver bool
	Accepted   *Acceptance // nil: nobody knows, if it was handed over
}

// ReadTrail says of claims that are not settled how far they have come; of those that are not in the answer nobody knows.
// The claims are ledger ids with their deliveries.
func ReadTrail(dir string, claims map[int64]int64) (map[int64]Passed, error) {
	here := place(dir)
	if here == "" || len(claims) == 0 {
		return nil, nil
	}
	r := trailReading{place: here, claims: claims, ours: make(map[int64]int64, len(claims))}
	for ledger, delivery := range claims {
		r.ours[delivery] = ledger
	}
	for _, name := range []string{oldTrailFile, trailFile} {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if err := r.all(text); err != nil {
			return nil, nil //nolint:nilerr // a damaged trail is none
		}
	}
	if r.number == 0 {
		return nil, nil
	}
	passed := make(map[int64]Passed, len(claims))
	for ledger, delivery := range claims {
		if ledger > r.reached && r.ours[delivery] == ledger {
			passed[ledger] = r.passed[ledger]
		}
	}
	return passed, nil
}

type trailReading struct {
	place   string
	claims  map[int64]int64
	ours    map[int64]int64 // the other way round
	number  int64           // of the file read last; 0: none that counts
	reached int64
	passed  map[int64]Passed
}

var errTrail = errors.New("damaged trail")

func (r *trailReading) all(text []byte) error {
	for first := true; len(text) > 0; first = false {
		line, rest, whole := bytes.Cut(text, []byte("\n"))
		if !whole {
			return nil // killed while it wrote, and what the line says was not done
		}
		text = rest
		kind, fields, ok := parse(string(line))
		if !ok || first != (kind == trailHead) {
			return errTrail
		}
		if err := r.take(kind, fields); err != nil {
			return err
		}
	}
	return nil
}

func (r *trailReading) take(kind byte, fields []string) error {
	var ledger, delivery, took int64
	var a Acceptance
	switch kind {
	case trailHead:
		var number, reached int64
		var where string
		if err := fill(fields, &number, &where, &reached); err != nil {
			return err
		}
		if where != r.place {
			return errTrail
		}
		if r.number == 0 || number != r.number+1 { // what came before is of no use without what lies between
			r.reached, r.passed = reached, make(map[int64]Passed)
		}
		r.number = number
		return nil
	case handed:
		if err := fill(fields, &ledger, &delivery); err != nil {
			return err
		}
	case accepted:
		if err := fill(fields, &ledger, &delivery, &a.Code, &a.Enhanced, &a.Text, &took); err != nil {
			return err
		}
	default:
		return errTrail
	}
	if ours, asked := r.ours[delivery]; asked && ours < ledger {
		r.ours[delivery] = 0 // it was claimed once more later: who asks has an older state before them
	}
	if ours, asked := r.claims[ledger]; !asked {
		return nil
	} else if ours != delivery {
		return fmt.Errorf("%w: claim %d is of another delivery", errTrail, ledger)
	}
	p := Passed{HandedOver: true}
	if kind == accepted {
		a.Took = time.Duration(took) * time.Microsecond
		p.Accepted = &a
	}
	r.passed[ledger] = p
	return nil
}

// place tells one start of the computer, and one mount of the folder's file system, from the next: what was written since
// is not lost with the process that wrote it. It is "" where the system does not say so.
func place(dir string) string {
	started, mounted := boot.ID(), mount(dir)
	if started == "" || mounted == "" {
		return ""
	}
	return started + " " + mounted
}
