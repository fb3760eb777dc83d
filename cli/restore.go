package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"evenpost/mailing"
	"evenpost/storage"
	"evenpost/storage/instance"
	"evenpost/storage/savedfile"
)

func copyCommands() []*command {
	return []*command{
		{
			name: "backup", about: "keeps a copy of the database now; Evenpost makes one a day by itself",
			more: "The copy is looked through before it counts. Copies of the last seven days and four weeks are kept, in the folder “backups” of the data folder.\n" +
				"With --to everything but passwords goes into one file, for a drawer or another computer; “evenpost restore --from FILE” takes it up there.",
			define: backup,
		},
		{
			name: "restore", about: "puts a copy in the place of a damaged database, so that nobody gets a mail twice",
			more: "Without --from it takes the newest copy that is whole. What was sent since the copy was made is known from the journal beside the\n" +
				"database and from what can still be read of it; what is not known for sure is in doubt, and “evenpost failed” lists it. Campaigns\n" +
				"that were under way are paused. What was there before is kept in a folder of its own: nothing is deleted.\n" +
				"A file of “evenpost backup --to” takes the place of what is in the data folder, also on a computer where Evenpost is new.",
			define: restore,
		},
	}
}

type copyJSON struct {
	Path string `json:"path"`
	At   string `json:"at"`
}

func asCopyJSON(b storage.Backup) copyJSON { return copyJSON{b.Path, b.At.Format(time.RFC3339)} }

func backup(f *flags) func(*call) error {
	f.canJSON()
	to := f.String("to", "", "write everything but passwords into one `FILE`")
	encrypt := f.Bool("encrypt", false, "encrypt the file of --to; $"+phraseVariable+" or the terminal says with which passphrase")
	return func(c *call) error {
		if *encrypt && *to == "" {
			return c.misused("--encrypt belongs to --to")
		}
		svc, err := c.open()
		if err != nil {
			return err
		}
		if *to != "" {
			return c.save(svc, *to, *encrypt)
		}
		b, err := svc.Store.Backup(c.ctx, time.Now())
		if err != nil {
			return err
		}
		return c.show(asCopyJSON(b), func(w io.Writer) { fmt.Fprintln(w, b.Path) })
	}
}

type savedJSON struct {
	Path      string `json:"path"`
	Made      string `json:"made"`
	Contacts  int    `json:"contacts"`
	Campaigns int    `json:"campaigns"`
	Encrypted bool   `json:"encrypted"`
}

// save writes one file with everything.
func (c *call) save(svc *Services, path string, encrypt bool) error {
	lock := savedfile.Lock{WorkFactor: c.env.WorkFactor}
	if encrypt {
		var err error
		if lock.Passphrase, err = c.passphrase("Passphrase for the file: "); err != nil {
			return err
		}
		if c.env.Getenv(phraseVariable) == "" {
			if again, err := c.passphrase("The same again: "); err != nil || again != lock.Passphrase {
				return errors.Join(err, &Problem{Title: "The two passphrases are not the same.", Do: "Try again. Nothing was written."})
			}
		}
	}
	about, err := svc.Store.Save(c.ctx, path, lock, c.env.Version, time.Now())
	if err != nil {
		return err
	}
	out := savedJSON{Path: path, Made: about.Made.Format(time.RFC3339), Contacts: about.Contacts, Campaigns: about.Campaigns, Encrypted: encrypt}
	return c.show(out, func(w io.Writer) {
		fmt.Fprintf(w, "%s and %s are in %s. Passwords are not in it.\n", count(about.Contacts, "contact", "contacts"), count(about.Campaigns, "campaign", "campaigns"), path)
		if encrypt {
			fmt.Fprintln(w, "Nobody can open it without the passphrase, not even we: keep that well, in another place.")
		}
	})
}

const phraseVariable = "EVENPOST_PASSPHRASE"

func (c *call) passphrase(prompt string) (string, error) {
	if p := c.env.Getenv(phraseVariable); p != "" {
		return p, nil
	}
	if c.env.ReadPassword == nil {
		return "", fmt.Errorf("%w: set $%s", mailing.ErrPassphrase, phraseVariable)
	}
	p, err := c.env.ReadPassword(prompt)
	if err == nil && p == "" {
		err = mailing.ErrPassphrase
	}
	return p, err
}

type restoredJSON struct {
	Restored bool     `json:"restored"`
	From     string   `json:"from"`
	At       *string  `json:"at"`
	Aside    string   `json:"aside"`
	Certain  bool     `json:"certain"`
	Why      string   `json:"why"`
	InDoubt  int      `json:"in_doubt"`
	Paused   int      `json:"paused"`
	Unread   []string `json:"unread"`
}

func restore(f *flags) func(*call) error {
	f.canJSON()
	from := f.String("from", "", "the copy, `FILE`, instead of the newest one that is whole")
	list := f.Bool("list", false, "only list the copies there are")
	return func(c *call) (err error) {
		if *list {
			return c.listCopies()
		}
		lock, err := instance.Acquire(c.dir)
		if errors.Is(err, mailing.ErrInUse) {
			return &Problem{Title: "Another Evenpost is working with this data folder.", Do: "Close it first.", Err: err}
		}
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, lock.Release()) }()
		if *from == "" {
			if whole, err := c.whole(); whole || err != nil {
				return err
			}
		}
		r, err := c.restoreFrom(*from)
		if err != nil {
			return err
		}
		out := restoredJSON{Restored: true, From: r.From, Aside: r.Aside, Certain: r.Certain, Why: r.Why, InDoubt: r.InDoubt, Paused: r.Paused, Unread: orEmpty(r.Unread)}
		if !r.At.IsZero() {
			at := r.At.Format(time.RFC3339)
			out.At = &at
		}
		return c.show(out, func(w io.Writer) { restoredText(w, r) })
	}
}

// restoreFrom takes up a copy or a saved file; "" is the newest copy.
func (c *call) restoreFrom(path string) (storage.Restored, error) {
	sealed, saved, err := kindOf(path)
	if err != nil {
		return storage.Restored{}, err
	}
	if !saved {
		return storage.Restore(c.ctx, c.dir, path, time.Now())
	}
	passphrase := ""
	if sealed {
		if passphrase, err = c.passphrase("Passphrase of the file: "); err != nil {
			return storage.Restored{}, err
		}
	}
	if _, err := storage.Receive(c.ctx, c.dir, path, passphrase); err != nil {
		return storage.Restored{}, err
	}
	return storage.Place(c.ctx, c.dir, time.Now())
}

// kindOf says whether a file is a saved one, and whether it is encrypted.
func kindOf(path string) (sealed, saved bool, err error) {
	if path == "" {
		return false, false, nil
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return false, false, fmt.Errorf("%w: %w", mailing.ErrUnreadable, err)
	case !info.Mode().IsRegular():
		return false, false, fmt.Errorf("%w: %s is not a file on a disk", mailing.ErrUnreadable, filepath.Base(path))
	}
	f, err := os.Open(path)
	if err != nil {
		return false, false, fmt.Errorf("%w: %w", mailing.ErrUnreadable, err)
	}
	sealed, err = savedfile.Encrypted(f)
	saved = err == nil
	if errors.Is(err, mailing.ErrNotSavedFile) && (filepath.Ext(path) == ".db" || isDatabase(f)) {
		err = nil
	}
	return sealed, saved, errors.Join(err, f.Close())
}

// isDatabase says whether a file begins as a database does. One that does not, and is not called like a copy, is something else
// altogether, and no copy that is damaged.
func isDatabase(f io.ReaderAt) bool {
	const start = "SQLite format 3\x00"
	begin := make([]byte, len(start))
	_, err := f.ReadAt(begin, 0)
	return err == nil && string(begin) == start
}

func orEmpty(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}

// whole says so when there is nothing to restore. An error is one that a restore does not help against.
func (c *call) whole() (bool, error) {
	s, err := storage.Open(c.ctx, c.dir)
	if err == nil {
		err = errors.Join(s.Examine(c.ctx), s.Close())
	}
	switch {
	case errors.Is(err, mailing.ErrDamaged):
		return false, nil
	case err != nil:
		return false, err
	}
	return true, c.show(restoredJSON{Unread: []string{}}, func(w io.Writer) {
		fmt.Fprintln(w, "The database is whole; there is nothing to restore. To go back to a copy all the same, name it with --from; --list lists them.")
	})
}

func (c *call) listCopies() error {
	all, err := storage.Backups(c.dir)
	if err != nil {
		return err
	}
	out := make([]copyJSON, 0, len(all))
	rows := make([][]string, 0, len(all))
	for _, b := range all {
		out = append(out, asCopyJSON(b))
		rows = append(rows, []string{b.At.Local().Format("2006-01-02 15:04"), b.Path})
	}
	return c.show(out, func(w io.Writer) {
		if len(rows) == 0 {
			fmt.Fprintln(w, "There is no copy yet.")
			return
		}
		table(w, []string{"Made", "File"}, rows)
	})
}

func restoredText(w io.Writer, r storage.Restored) {
	if r.From == "" {
		fmt.Fprintln(w, "There was no copy that is whole. A new database was begun, with what could still be read of the damaged one.")
	} else {
		fmt.Fprintf(w, "Restored from the copy of %s and brought forward.\n", r.At.Local().Format("2006-01-02 15:04"))
	}
	if r.InDoubt > 0 {
		fmt.Fprintf(w, "%s in doubt: “evenpost failed” lists them, “evenpost settle” decides. Nothing of it is sent again by itself.\n", areOf(r.InDoubt, "mail"))
	}
	if !r.Certain {
		fmt.Fprintf(w, "It is not wholly known who got a mail since (the journal: %s), so everybody who may have is in doubt.\n", r.Why)
	}
	if len(r.Unread) > 0 {
		fmt.Fprintf(w, "Not all could be read that is newer than the copy, in: %s. Look whether something is missing.\n", strings.Join(r.Unread, ", "))
	}
	if r.Paused > 0 {
		fmt.Fprintf(w, "%s paused: have a look, then “evenpost campaigns resume NAME”.\n", areOf(r.Paused, "campaign"))
	}
	if r.Aside != "" {
		fmt.Fprintf(w, "What was there before is kept in %s.\n", r.Aside)
	}
}

// areOf counts things: "1 mail is", "2 mails are".
func areOf(n int, thing string) string {
	if n == 1 {
		return "1 " + thing + " is"
	}
	return fmt.Sprintf("%d %ss are", n, thing)
}
