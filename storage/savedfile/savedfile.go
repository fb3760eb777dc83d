// Package savedfile is the one file with everything that a business keeps in Evenpost, for a drawer or for another computer:
// a gzipped tar of a short description and of the database, on request encrypted with a passphrase (https://age-encryption.org/v1,
// so that it can be opened without Evenpost too). Passwords are not in it; they are in the keychain of the computer.
package savedfile

import (
	"archive/tar"
	"bufio"
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"filippo.io/age"

	"evenpost/mailing"
)

// Ending is how the names of such files end.
const Ending = ".evenpost"

const (
	form          = 1
	aboutName     = "about.json"
	databaseName  = "evenpost.db"
	mostAbout     = 64 << 10
	ageStart      = "age-encryption.org/"
	gzipStart     = "\x1f\x8b"
	bufferedBytes = 256 << 10
)

// About is what a saved file says of itself.
type About struct {
	Form      int       `json:"form"`
	Program   string    `json:"program"` // the version that wrote it
	Made      time.Time `json:"made"`
	Dataset   string    `json:"dataset"` // the same for all files and computers that this data was on
	Contacts  int       `json:"contacts"`
	Campaigns int       `json:"campaigns"`
	Size      int64     `json:"size"` // of the database, bytes
	SHA256    string    `json:"sha256"`
}

// WorkFactor makes each guess at a passphrase cost about a second: age's own choice.
const WorkFactor = 18

// Lock is what a file is encrypted with; without a passphrase it is open.
type Lock struct {
	Passphrase string
	WorkFactor int // 0: WorkFactor; each one more doubles what a guess costs
}

// Write writes a saved file and completes what it says of itself. database is read twice: its check sum comes first.
func Write(ctx context.Context, w io.Writer, lock Lock, about *About, database io.ReadSeeker) error {
	sum := sha256.New()
	size, err := io.Copy(sum, reader{ctx, database})
	if err != nil {
		return err
	}
	if _, err := database.Seek(0, io.SeekStart); err != nil {
		return err
	}
	about.Form, about.Size, about.SHA256 = form, size, hex.EncodeToString(sum.Sum(nil))
	text, err := json.MarshalIndent(about, "", "  ")
	if err != nil {
		return err
	}
	buffered := bufio.NewWriterSize(w, bufferedBytes)
	out, closeOut := io.Writer(buffered), func() error { return nil }
	if lock.Passphrase != "" {
		to, err := age.NewScryptRecipient(lock.Passphrase)
		if err != nil {
			return err
		}
		to.SetWorkFactor(cmp.Or(lock.WorkFactor, WorkFactor))
		sealed, err := age.Encrypt(buffered, to)
		if err != nil {
			return err
		}
		out, closeOut = sealed, sealed.Close
	}
	zipped := gzip.NewWriter(out)
	entries := tar.NewWriter(zipped)
	for _, e := range []struct {
		name string
		size int64
		from io.Reader
	}{{aboutName, int64(len(text)), bytes.NewReader(text)}, {databaseName, size, reader{ctx, database}}} {
		if err := entries.WriteHeader(&tar.Header{Name: e.name, Size: e.size, Mode: 0o600, ModTime: about.Made, Format: tar.FormatPAX}); err != nil {
			return err
		}
		if _, err := io.Copy(entries, e.from); err != nil {
			return err
		}
	}
	return errors.Join(entries.Close(), zipped.Close(), closeOut(), buffered.Flush())
}

// Encrypted says whether a saved file needs a passphrase, from its first bytes. The error wraps mailing.ErrNotSavedFile.
func Encrypted(r io.Reader) (bool, error) {
	start := make([]byte, len(ageStart))
	n, err := io.ReadFull(r, start)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return false, err
	}
	switch {
	case string(start[:n]) == ageStart:
		return true, nil
	case bytes.HasPrefix(start[:n], []byte(gzipStart)):
		return false, nil
	}
	return false, mailing.ErrNotSavedFile
}

// Read reads a saved file and writes the database in it to database, which is of no use when there is an error. The error
// wraps mailing.ErrPassphrase, ErrNotSavedFile, ErrSavedDamaged or ErrNewerSchema.
func Read(ctx context.Context, r io.Reader, passphrase string, database io.Writer) (about About, err error) {
	in := bufio.NewReaderSize(reader{ctx, r}, bufferedBytes)
	start, err := in.Peek(len(ageStart))
	if err != nil && !errors.Is(err, io.EOF) {
		return about, err
	}
	sealed, err := Encrypted(bytes.NewReader(start))
	if err != nil {
		return about, err
	}
	open := io.Reader(in)
	if sealed {
		if open, err = decrypt(in, passphrase); err != nil {
			return about, err
		}
	}
	zipped, err := gzip.NewReader(open)
	if err != nil {
		return about, broken(ctx, err)
	}
	entries := tar.NewReader(zipped)
	if err := about.read(entries); err != nil {
		return about, broken(ctx, err)
	}
	head, err := entries.Next()
	if err != nil {
		return about, broken(ctx, err)
	}
	if head.Name != databaseName || head.Size != about.Size {
		return about, fmt.Errorf("%w: it holds %q of %d bytes", mailing.ErrSavedDamaged, head.Name, head.Size)
	}
	sum := sha256.New()
	if _, err := io.CopyN(io.MultiWriter(writer{database}, sum), entries, about.Size); err != nil {
		return about, broken(ctx, err)
	}
	if hex.EncodeToString(sum.Sum(nil)) != about.SHA256 {
		return about, fmt.Errorf("%w: its check sum is another", mailing.ErrSavedDamaged)
	}
	if _, err := entries.Next(); !errors.Is(err, io.EOF) {
		return about, broken(ctx, errors.Join(err, errors.New("something follows the database")))
	}
	return about, nil
}

func decrypt(in io.Reader, passphrase string) (io.Reader, error) {
	if passphrase == "" {
		return nil, mailing.ErrPassphrase
	}
	who, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		return nil, err
	}
	open, err := age.Decrypt(in, who)
	var wrong *age.NoIdentityMatchError
	switch {
	case errors.As(err, &wrong):
		return nil, mailing.ErrPassphrase
	case err != nil:
		return nil, fmt.Errorf("%w: %w", mailing.ErrSavedDamaged, err)
	}
	return open, nil
}

func (a *About) read(entries *tar.Reader) error {
	head, err := entries.Next()
	if err != nil {
		return err
	}
	if head.Name != aboutName || head.Size > mostAbout {
		return mailing.ErrNotSavedFile
	}
	text, err := io.ReadAll(entries)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, a); err != nil {
		return fmt.Errorf("%w: %w", mailing.ErrNotSavedFile, err)
	}
	if a.Form > form {
		return mailing.ErrNewerSchema
	}
	return nil
}

// broken calls what goes wrong inside of a file damage, unless we were told to stop, the disk is full or it says more itself.
func broken(ctx context.Context, err error) error {
	var write writeError
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.As(err, &write):
		return write.error
	case errors.Is(err, mailing.ErrNotSavedFile), errors.Is(err, mailing.ErrNewerSchema), errors.Is(err, mailing.ErrSavedDamaged):
		return err
	}
	return fmt.Errorf("%w: %w", mailing.ErrSavedDamaged, err)
}

// writeError is an error of where the database is written to.
type writeError struct{ error }

func (e writeError) Unwrap() error { return e.error }

type writer struct{ w io.Writer }

func (w writer) Write(b []byte) (int, error) {
	n, err := w.w.Write(b)
	if err != nil {
		err = writeError{err}
	}
	return n, err
}

// reader stops when it is told.
type reader struct {
	ctx context.Context //nolint:containedctx // lives as long as the call
	r   io.Reader
}

func (r reader) Read(b []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(b)
}
