package journal

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"

	"evenpost/storage/boot"
	"evenpost/storage/folder"
)

// large is the size of a file, in bytes, at which a new one is begun: what a start reads is bounded by it.
const large = 4 << 20

// MostUnsynced is how many claims may be in the journal without being on the disk.
const MostUnsynced = 64

const ending = ".journal"

// Journal is the file that is written now. Its methods may be called by many goroutines at once; other processes may
// add lines too.
type Journal struct {
	dir string

	mu       sync.Mutex
	file     *os.File
	number   int
	unsynced int   // claims
	working  bool  // between Begin and End
	size     int64 // bytes that this process has written since the file was begun or taken up
	missing  bool  // lines could not be written since the file was begun, and it does not say so yet
}

// Mark is how far a database had come.
type Mark struct {
	Reached int64 // the highest id that the ledger has given out
	Grown   int64 // all highest ids together: it only grows
}

// Open takes up the journal in a folder, making it when it is not there. What the database does after the mark stands in it.
func Open(dir string, at Mark) (*Journal, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	numbers, err := list(dir)
	if err != nil {
		return nil, err
	}
	j := &Journal{dir: dir}
	if len(numbers) == 0 {
		return j, j.create(1, at)
	}
	j.number = numbers[len(numbers)-1]
	j.file, err = os.OpenFile(name(dir, j.number), os.O_RDWR|os.O_APPEND, 0o600)
	return j, err
}

func name(dir string, number int) string {
	return filepath.Join(dir, fmt.Sprintf("%06d", number)+ending)
}

// list are the numbers of the files there are, ascending.
func list(dir string) ([]int, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var numbers []int
	for _, e := range entries { // in the order of their names
		digits, ours := strings.CutSuffix(e.Name(), ending)
		if n, err := strconv.Atoi(digits); ours && err == nil && n > 0 {
			numbers = append(numbers, n)
		}
	}
	return numbers, nil
}

// create begins a file. Another process may just have done so.
func (j *Journal) create(number int, at Mark) error {
	f, err := os.OpenFile(name(j.dir, number), os.O_RDWR|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	var b Batch
	b.line(head, at.Reached, at.Grown)
	if j.working {
		b.line(begin, boot.ID())
	}
	if _, err := f.Write(b.text); err != nil {
		return errors.Join(err, f.Close())
	}
	if err := errors.Join(f.Sync(), folder.Sync(j.dir)); err != nil {
		return errors.Join(err, f.Close())
	}
	if j.file != nil {
		if err := errors.Join(j.file.Sync(), j.file.Close()); err != nil {
			return errors.Join(err, f.Close())
		}
	}
	j.file, j.number, j.size, j.unsynced, j.missing = f, number, 0, 0, false
	return nil
}

// Rotate begins a new file. It comes before a copy of the database is made, and while nobody changes the database: what is
// written down before its change is committed must not be divided from it.
func (j *Journal) Rotate(at Mark) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.file == nil {
		return fs.ErrClosed
	}
	return j.create(j.number+1, at)
}

// Large says whether it is time for a new file. It is not while this one does not say yet that lines are missing.
func (j *Journal) Large() bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.size >= large && !j.missing
}

// Begin says that an engine works from now on.
func (j *Journal) Begin() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if err := j.mend(); err != nil {
		return err
	}
	j.working = true
	var b Batch
	b.line(begin, boot.ID())
	return j.write(&b, true)
}

// mend cuts off a last line that was not finished: who wrote it was killed before it could do what the line says.
func (j *Journal) mend() error {
	if j.file == nil {
		return fs.ErrClosed
	}
	return fromItsEnd(name(j.dir, j.number), func(from int64, text []byte) (bool, error) {
		if len(text) == 0 || text[len(text)-1] == '\n' {
			return true, nil
		}
		i := bytes.LastIndexByte(text, '\n')
		if i < 0 && from > 0 {
			return false, nil
		}
		return true, j.file.Truncate(from + int64(i+1))
	})
}

// fromItsEnd shows look the end of a file, and more of it until that was enough or it was the whole file.
func fromItsEnd(path string, look func(from int64, text []byte) (enough bool, err error)) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // it was only read
	info, err := f.Stat()
	if err != nil {
		return err
	}
	for much := int64(64 << 10); ; much *= 8 {
		from := max(0, info.Size()-much)
		text := make([]byte, info.Size()-from)
		n, err := f.ReadAt(text, from)
		if err != nil && !errors.Is(err, io.EOF) { // cut off meanwhile
			return err
		}
		if enough, err := look(from, text[:n]); enough || err != nil || from == 0 {
			return err
		}
	}
}

// Note adds lines about what is done already and must not fail any more. When they cannot be written the journal says so as
// soon as it can be: what it knows is then not enough to be sure.
func (j *Journal) Note(b *Batch) {
	if j.Write(b) != nil {
		j.mu.Lock()
		defer j.mu.Unlock()
		j.missing = true
	}
}

// Write adds lines, all of them or none.
func (j *Journal) Write(b *Batch) error {
	if b.Empty() {
		return nil
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.missing {
		var first Batch
		first.line(gap)
		if err := j.write(&first, true); err != nil {
			return err
		}
		j.missing = false
	}
	j.unsynced += b.claims
	return j.write(b, j.unsynced >= MostUnsynced || b.claims == 0 && !j.working)
}

func (j *Journal) write(b *Batch, sync bool) error {
	if j.file == nil {
		return fs.ErrClosed
	}
	if n, err := j.file.Write(b.text); err != nil {
		if n > 0 { // half a line must not become part of the next one
			err = errors.Join(err, j.shorten(int64(n)))
		}
		return err
	}
	j.size += int64(len(b.text))
	if !sync {
		return nil
	}
	j.unsynced = 0
	return j.file.Sync()
}

// shorten takes back what was written last.
func (j *Journal) shorten(n int64) error {
	info, err := j.file.Stat()
	if err != nil {
		return err
	}
	return j.file.Truncate(info.Size() - n)
}

// Close ends the journal in order. An engine that was working has settled everything by then.
func (j *Journal) Close() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.file == nil {
		return nil
	}
	var err error
	if j.working {
		var b Batch
		if j.missing {
			b.line(gap)
		}
		b.line(end)
		err = j.write(&b, true)
	}
	err = errors.Join(err, j.file.Close())
	j.file, j.working = nil, false
	return err
}

// Suspect lets the journal end without a proper end: the next start looks closely.
func (j *Journal) Suspect() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.working = false
}

// Prune removes files that no copy needs which had come as far as oldest: all that they tell is in each of the copies.
func (j *Journal) Prune(oldest Mark) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	numbers, err := list(j.dir)
	if err != nil {
		return err
	}
	for i, n := range numbers {
		if i+1 == len(numbers) || n == j.number {
			return nil
		}
		next, ok, err := headOf(name(j.dir, numbers[i+1]))
		if err != nil || !ok || next.Reached > oldest.Reached || next.Grown > oldest.Grown {
			return err
		}
		if err := os.Remove(name(j.dir, n)); err != nil {
			return err
		}
	}
	return nil
}

// headOf is how far the database had come when a file was begun.
func headOf(path string) (at Mark, ok bool, err error) {
	f, err := os.Open(path)
	if err != nil {
		return at, false, err
	}
	defer func() { _ = f.Close() }() // it was only read
	first := make([]byte, 256)
	n, err := io.ReadFull(f, first)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return at, false, err
	}
	text, _, _ := bytes.Cut(first[:n], []byte("\n"))
	kind, fields, ok := parse(string(text))
	ok = ok && kind == head && fill(fields, &at.Reached, &at.Grown) == nil
	return at, ok, nil
}

// Clean says whether the last engine that worked with the journal in a folder ended in order.
func Clean(dir string) (bool, error) {
	numbers, err := list(dir)
	if err != nil || len(numbers) == 0 {
		return true, err
	}
	clean := true
	err = fromItsEnd(name(dir, numbers[len(numbers)-1]), func(from int64, text []byte) (enough bool, err error) {
		for len(text) > 0 {
			text = bytes.TrimSuffix(text, []byte("\n"))
			i := bytes.LastIndexByte(text, '\n')
			if i < 0 && from > 0 {
				return false, nil // the beginning of this line is not here
			}
			switch kind, _, ok := parse(string(text[i+1:])); {
			case !ok, kind == begin, kind == claim, kind == outcome:
				clean = false
				return true, nil
			case kind == end:
				return true, nil
			}
			text = text[:i+1]
		}
		return false, nil
	})
	return clean && err == nil, err
}

// Since is the ledger id from which on the newest files tell everything, as many as have the size together and at least two;
// and how far the database had come when the newest one was begun.
func Since(dir string, size int64) (since int64, newest Mark, err error) {
	numbers, err := list(dir)
	if err != nil {
		return 0, newest, err
	}
	files := 0
	for _, n := range slices.Backward(numbers) {
		info, err := os.Stat(name(dir, n))
		if err != nil {
			return 0, newest, err
		}
		if size -= info.Size(); size < 0 && files >= 2 {
			break
		}
		at, ok, err := headOf(name(dir, n))
		if err != nil || !ok {
			return since, newest, err
		}
		if files == 0 {
			newest = at
		}
		since, files = at.Reached, files+1
	}
	return since, newest, nil
}

// Began says whether there is a journal in a folder.
func Began(dir string) (bool, error) {
	numbers, err := list(dir)
	return len(numbers) > 0, err
}
