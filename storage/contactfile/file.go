package contactfile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"sync/atomic"

	"evenpost/mailing"
)

// File is an open contact file of any kind that can be read.
type File struct {
	Layout Layout // as Detect proposes it; may be changed before Rows
	Size   int64  // bytes

	f    *os.File
	done atomic.Int64
}

// OpenFile opens a contact file and finds out how to read it. The error wraps ErrUnreadable, ErrNotText or
// ErrNoAddresses and says what to do. The caller closes the file.
func OpenFile(path string) (*File, error) { return OpenFileAs(path, "", 0) }

// OpenFileAs is OpenFile for a user who knows the encoding or the separator better; "" and 0 are found out.
func OpenFileAs(path string, e Encoding, separator rune) (*File, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, unreadable(plain(err))
	}
	file := &File{f: f}
	if err := file.detect(e, separator); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return file, nil
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

func (f *File) detect(e Encoding, separator rune) error {
	info, err := f.f.Stat()
	switch {
	case err != nil:
		return unreadable(err)
	case info.IsDir():
		return fmt.Errorf("%w: it is a folder", mailing.ErrUnreadable)
	case !info.Mode().IsRegular():
		return fmt.Errorf("%w: it is not a file on a disk", mailing.ErrUnreadable)
	}
	f.Size = info.Size()
	l, err := DetectAs(f.f, e, separator)
	if err != nil {
		return err
	}
	f.Layout = l
	return nil
}

// Use proposes a new Layout for an encoding or a separator that the user chose; "" and 0 are found out.
func (f *File) Use(e Encoding, separator rune) error { return f.detect(e, separator) }

// Rows reads the file from its beginning as Layout says. See the function Rows. One reading at a time.
func (f *File) Rows() iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		if err := rewind(f.f); err != nil {
			yield(Row{}, err)
			return
		}
		f.done.Store(0)
		Rows(counting{f}, f.Layout)(yield)
	}
}

// Done is how many bytes have been read by the present Rows; for a progress bar, from any goroutine.
func (f *File) Done() int64 { return f.done.Load() }

// Close closes the file.
func (f *File) Close() error { return f.f.Close() }

type counting struct{ f *File }

func (c counting) Read(p []byte) (int, error) {
	n, err := c.f.f.Read(p)
	c.f.done.Add(int64(n))
	if err != nil && !errors.Is(err, io.EOF) {
		err = plain(err)
	}
	return n, err
}

// WriteFile writes contacts to a file, see Write. A file that is there already is replaced once all is written.
func WriteFile(path string, contacts iter.Seq2[mailing.Contact, error], fields []string) (written int, err error) {
	tmp, err := os.CreateTemp(filepath.Dir(path), ".contacts-*.csv")
	if err != nil {
		return 0, cannotWrite(err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, ignoreMissing(os.Remove(tmp.Name())))
		}
	}()
	written, err = Write(tmp, contacts, fields)
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
