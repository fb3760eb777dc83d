package contactfile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"

	"evenpost/mailing"
)

// File is an open contact file of any kind that can be read.
type File struct {
	Layout Layout // as it is proposed; may be changed before Rows
	Size   int64  // bytes

	f    content
	book *workbook // of a workbook
	done atomic.Int64
}

// content is a file, or a text that was pasted.
type content interface {
	io.ReadSeeker
	io.ReaderAt
	io.Closer
}

// OpenFile opens a contact file and finds out how to read it. The error wraps ErrUnreadable, ErrNotText or
// ErrNoAddresses, for workbooks also ErrLockedBook or ErrBrokenBook, or ErrManyRows when that can be told already. The caller closes
// the file.
func OpenFile(path string) (*File, error) { return OpenFileAs(path, Choice{}) }

// OpenFileAs is OpenFile for a user who knows some of it better.
func OpenFileAs(path string, as Choice) (*File, error) {
	// Before it is opened: to open a pipe waits for somebody who writes to it.
	if info, err := os.Stat(path); err == nil && !info.IsDir() && !info.Mode().IsRegular() {
		return nil, errNoFile
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, unreadable(plain(err))
	}
	size, err := sizeOf(f)
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return openContent(f, size, as)
}

// OpenText reads what somebody pasted or typed as if it were a file.
func OpenText(text string, as Choice) (*File, error) {
	as.Encoding = UTF8
	return openContent(pasted{strings.NewReader(text)}, int64(len(text)), as)
}

type pasted struct{ *strings.Reader }

func (pasted) Close() error { return nil }

func openContent(f content, size int64, as Choice) (*File, error) {
	file := &File{f: f, Size: size}
	if err := file.Use(as); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

var errNoFile = fmt.Errorf("%w: it is not a file on a disk", mailing.ErrUnreadable)

func sizeOf(f *os.File) (int64, error) {
	info, err := f.Stat()
	switch {
	case err != nil:
		return 0, unreadable(err)
	case info.IsDir():
		return 0, fmt.Errorf("%w: it is a folder", mailing.ErrUnreadable)
	case !info.Mode().IsRegular():
		return 0, errNoFile
	}
	return info.Size(), nil
}

// plain leaves out of an error what its reader knows: the path they gave.
func plain(err error) error {
	var p *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("there is no such file (%w)", fs.ErrNotExist)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("you may not read it (%w)", fs.ErrPermission)
	case errors.As(err, &p):
		return p.Err
	}
	return err
}

// Use proposes a new Layout for what the user chose.
func (f *File) Use(as Choice) error {
	head := make([]byte, headBytes)
	if err := rewind(f.f); err != nil {
		return err
	}
	n, err := io.ReadFull(f.f, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return unreadable(plain(err))
	}
	var l Layout
	switch head = head[:n]; {
	case isWorkbook(head):
		l, err = f.detectWorkbook(as.Sheet)
	case lockedBook(f.f, head):
		err = mailing.ErrLockedBook
	case isCards(head):
		l, err = detectCards(f.f, as.Encoding)
	default:
		if about := rowsAbout(head, f.Size); about > RowsMost+RowsMost/5 { // some more: it is a guess
			return fmt.Errorf("%w: about %d million", mailing.ErrManyRows, about/1_000_000)
		}
		l, err = DetectAs(f.f, as.Encoding, as.Separator)
	}
	if err == nil {
		f.Layout = l
	}
	return err
}

// RowsMost is how many rows one import takes: what is kept in memory of every address grows with the file.
const RowsMost = 5_000_000

// rowsAbout guesses from the first rows of a text how many there are in all.
func rowsAbout(head []byte, size int64) int64 {
	rows, filled, quoted := int64(0), false, false
	for _, b := range head {
		switch b {
		case '"':
			quoted = !quoted
		case '\n':
			if filled && !quoted {
				rows++
				filled = false
			}
		case '\r', 0:
		default:
			filled = true
		}
	}
	return rows * size / max(1, int64(len(head)))
}

// Rows reads the file from its beginning as Layout says. See the function Rows. One reading at a time.
func (f *File) Rows() iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		src, end, err := f.source()
		if err != nil {
			yield(Row{}, err)
			return
		}
		defer end()
		mapped(src, f.Layout)(yield)
	}
}

// source reads the file from its beginning. end is called by who is through with it.
func (f *File) source() (src source, end func(), err error) {
	f.done.Store(0)
	if f.Layout.Kind == Workbook {
		sheet, err := f.book.source(f.Layout.Sheet)
		if err != nil {
			return nil, nil, err
		}
		return sheet, func() {
			f.done.Store(f.Size)
			sheet.close() //nolint:errcheck // it was only read
		}, nil
	}
	if err := rewind(f.f); err != nil {
		return nil, nil, err
	}
	src, err = textSource(counting{f}, f.Layout)
	return src, func() {}, err
}

// Done is how many bytes have been read by the present Rows; for a progress bar, from any goroutine.
func (f *File) Done() int64 { return f.done.Load() }

// Close closes the file.
func (f *File) Close() error {
	if f.book != nil {
		return errors.Join(f.book.close(), f.f.Close())
	}
	return f.f.Close()
}

type counting struct{ f *File }

func (c counting) Read(p []byte) (int, error) {
	n, err := c.f.f.Read(p)
	c.f.done.Add(int64(n))
	if err != nil && !errors.Is(err, io.EOF) {
		err = plain(err)
	}
	return n, err
}

// WriteFile writes contacts to a file in the format that its name asks for, see Write. A file that is there already is replaced once all is written.
func WriteFile(path string, contacts iter.Seq2[Row, error], fields []mailing.Field) (written int, err error) {
	tmp, err := os.CreateTemp(filepath.Dir(path), ".contacts-*"+string(FormatOf(path)))
	if err != nil {
		return 0, cannotWrite(err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, ignoreMissing(os.Remove(tmp.Name())))
		}
	}()
	written, err = Write(tmp, FormatOf(path), contacts, fields)
	if err = errors.Join(err, tmp.Close()); err != nil {
		return 0, err
	}
	if err := os.Rename(tmp.Name(), path); err != nil {
		return 0, cannotWrite(err)
	}
	return written, nil
}

func cannotWrite(err error) error {
	var link *os.LinkError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		err = fmt.Errorf("there is no such folder (%w)", fs.ErrNotExist)
	case errors.Is(err, fs.ErrPermission):
		err = fmt.Errorf("you may not write there (%w)", fs.ErrPermission)
	case errors.As(err, &link):
		err = link.Err
	}
	return fmt.Errorf("write contacts: %w", err)
}

func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
