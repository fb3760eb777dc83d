package savedfile

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"pgregory.net/rapid"

	"evenpost/mailing"
)

var about = About{Program: "1.2", Made: time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC), Dataset: "d", Contacts: 3, Campaigns: 2}

func written(tb testing.TB, passphrase string, database []byte) []byte {
	tb.Helper()
	var b bytes.Buffer
	about := about
	if err := Write(tb.Context(), &b, Lock{passphrase, 10}, &about, bytes.NewReader(database)); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	database := bytes.Repeat([]byte("page "), 50_000)
	for _, passphrase := range []string{"", "seven loaves of bread"} {
		file := written(t, passphrase, database)
		if sealed, err := Encrypted(bytes.NewReader(file)); sealed != (passphrase != "") || err != nil {
			t.Errorf("encrypted: %v %v", sealed, err)
		}
		if passphrase != "" && (bytes.Contains(file, []byte("page ")) || bytes.Contains(file, []byte(aboutName))) {
			t.Error("it can be read without the passphrase")
		}
		var got bytes.Buffer
		a, err := Read(t.Context(), iotest.OneByteReader(bytes.NewReader(file)), passphrase, &got)
		if err != nil || !bytes.Equal(got.Bytes(), database) || a.Dataset != "d" || a.Contacts != 3 || !a.Made.Equal(about.Made) {
			t.Errorf("got %+v and %d bytes: %v", a, got.Len(), err)
		}
	}
}

func TestPassphrase(t *testing.T) {
	file := written(t, "seven loaves of bread", []byte("database"))
	for _, wrong := range []string{"", "seven loafs"} {
		if _, err := Read(t.Context(), bytes.NewReader(file), wrong, io.Discard); !errors.Is(err, mailing.ErrPassphrase) {
			t.Errorf("%q: %v", wrong, err)
		}
	}
}

func TestOtherFiles(t *testing.T) {
	for _, other := range []string{"", "x", "SQLite format 3\x00", "email,name\n", strings.Repeat("\x00", 100)} {
		if _, err := Read(t.Context(), strings.NewReader(other), "", io.Discard); !errors.Is(err, mailing.ErrNotSavedFile) {
			t.Errorf("%q: %v, want mailing.ErrNotSavedFile", other, err)
		}
	}
}

// No cut and no changed byte gives a database that passes for whole.
func TestDamageIsFound(t *testing.T) {
	database := []byte(strings.Repeat("the quick brown fox ", 500))
	file := written(t, "", database)
	rapid.Check(t, func(rt *rapid.T) {
		broken := bytes.Clone(file)
		if rapid.Bool().Draw(rt, "cut") {
			broken = broken[:rapid.IntRange(0, len(file)-1).Draw(rt, "at")]
		} else {
			broken[rapid.IntRange(0, len(file)-1).Draw(rt, "byte")] ^= byte(rapid.IntRange(1, 255).Draw(rt, "by"))
		}
		var got bytes.Buffer
		_, err := Read(t.Context(), bytes.NewReader(broken), "", &got)
		if err == nil && !bytes.Equal(got.Bytes(), database) {
			rt.Error("another database was read without an error")
		}
		if err != nil && !errors.Is(err, mailing.ErrSavedDamaged) && !errors.Is(err, mailing.ErrNotSavedFile) && !errors.Is(err, mailing.ErrNewerSchema) {
			rt.Errorf("%v", err)
		}
	})
}

func FuzzRead(f *testing.F) {
	f.Add(written(f, "", []byte("database")))
	f.Add([]byte(gzipStart))
	f.Fuzz(func(t *testing.T, file []byte) {
		var got bytes.Buffer
		if a, err := Read(t.Context(), bytes.NewReader(file), "", &got); err == nil && int64(got.Len()) != a.Size {
			t.Error("size")
		}
	})
}

func TestFullDiskIsNoDamage(t *testing.T) {
	full := errors.New("no space left")
	_, err := Read(t.Context(), bytes.NewReader(written(t, "", []byte("database"))), "", iotestWriter{full})
	if !errors.Is(err, full) || errors.Is(err, mailing.ErrSavedDamaged) {
		t.Errorf("got %v", err)
	}
}

type iotestWriter struct{ err error }

func (w iotestWriter) Write([]byte) (int, error) { return 0, w.err }
