package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"evenpost/mailing"
	"evenpost/storage"
	"evenpost/storage/contactfile"
)

func importCommands() []*command {
	return []*command{
		{
			name: "contacts import", args: "FILE", least: 0, most: 1, about: "takes contacts from a file: CSV, Excel, vCard, or text with addresses",
			more: "FILE “-” is the standard input. What kind of file it is, its separator, encoding and columns are found out; --look shows it\n" +
				"with the first rows, and --column says what a column holds: --column \"E-mail 2=email\" --column Notes=skip. Good rows\n" +
				"are kept, bad ones listed with their line; --bad writes them to a file that can be corrected and imported again.\n" +
				"Importing a file again adds nobody twice; an empty cell never erases a value, and nobody who must not be mailed is\n" +
				"brought back. New further fields are of the kind that their values look like (text, number, date, yes-no), or --kind says; a\n" +
				"value that does not fit stays as it is and is named. --undo takes a whole import back, also weeks later: “contacts imports” lists them.",
			define: importContacts,
		},
		{name: "contacts imports", about: "lists the imports there were, each of which can be undone", define: listImports},
	}
}

func importContacts(f *flags) func(*call) error {
	f.canJSON()
	lists := f.list("list", "put them on the list `L`, which is made if need be")
	tags := f.list("tag", "give them the tag `T`")
	consent := f.String("consent", "", "where they agreed to be mailed, `TEXT`")
	consentDate := f.String("consent-date", "", "when they did, `DATE` as 2026-03-14; today if it is not given")
	existing := f.String("existing", string(mailing.UpdateThem), "what becomes of contacts that are there already: `HOW` is update, fill (only what is missing) or skip")
	encoding := f.String("encoding", "", "the file's `ENCODING`, such as windows-1252, if it is not recognised")
	separator := f.String("separator", "", "the `CHARACTER` between columns, or “tab”, if it is not recognised")
	sheet := f.String("sheet", "", "the sheet `NAME` of a workbook, if it is not the first one with addresses")
	typos := f.String("typos", string(mailing.LeaveHinted), "what becomes of addresses such as anna@gmial.com: `HOW` is leave, correct or skip")
	roles := f.String("roles", string(mailing.LeaveHinted), "what becomes of addresses of a desk, such as info@: `HOW` is leave or skip")
	disposable := f.String("disposable", string(mailing.LeaveHinted), "what becomes of addresses to throw away: `HOW` is leave or skip")
	columns, kinds := columnsFlag(f), kindsFlag(f)
	look := f.Bool("look", false, "only show how the file would be read, with its first rows; nothing is imported")
	bad := f.String("bad", "", "write the rows that were left out to `FILE`, with the reasons")
	undo := f.Int64("undo", 0, "take back the import with this `NUMBER` instead of importing")
	all := f.Bool("all", false, "with --undo: also delete contacts that it added and that were changed or mailed since")
	return func(c *call) error {
		if *undo != 0 {
			if len(c.args) > 0 {
				return c.misused("--undo needs no file")
			}
			return undoImport(c, *undo, *all)
		}
		if len(c.args) == 0 {
			return c.misused("which file is to be imported?")
		}
		if *all {
			return c.misused("--all goes with --undo")
		}
		as := contactfile.Choice{Encoding: encodingNamed(*encoding), Sheet: *sheet}
		o := storage.ImportOptions{Lists: *lists, Tags: *tags, Duplicates: mailing.Duplicates(*existing)}
		var err error
		if as.Separator, err = parseSeparator(*separator); err != nil {
			return c.misused("%v", err)
		}
		switch o.Duplicates {
		case mailing.UpdateThem, mailing.FillGaps, mailing.SkipThem:
		default:
			return c.misused("--existing is update, fill or skip, not %q", *existing)
		}
		if o.Consent, err = consentOf(*consent, *consentDate); err != nil {
			return c.misused("%v", err)
		}
		choices := mailing.HintChoices{
			mailing.HintTypo: mailing.HintChoice(*typos), mailing.HintRole: mailing.HintChoice(*roles), mailing.HintDisposable: mailing.HintChoice(*disposable),
		}
		for kind, how := range choices {
			switch {
			case how == mailing.LeaveHinted, how == mailing.SkipHinted, how == mailing.CorrectHinted && kind == mailing.HintTypo:
			default:
				return c.misused("--typos is leave, correct or skip, --roles and --disposable are leave or skip, not %q", how)
			}
		}
		file, name, done, err := openContacts(c, c.args[0], as)
		if err != nil {
			return fmt.Errorf("%s: %w", c.args[0], err)
		}
		defer done()
		o.Source = name
		if err := chooseFields(c, file, columns, kinds); err != nil {
			return err
		}
		warnOfLeavers(c, file.Layout, name)
		if *look {
			return lookAt(c, name, file.Layout)
		}
		o.Fields = file.Layout.Fields()
		return runImport(c, file, choices, o, *bad)
	}
}

// warnOfLeavers says that a file looks like one of people who must not be mailed.
func warnOfLeavers(c *call, l contactfile.Layout, name string) {
	who := ""
	switch l.Leavers(name) {
	case contactfile.OnlyLeavers:
		who = "This looks like a list of people who unsubscribed elsewhere, or whose mail came back"
	case contactfile.SomeLeavers:
		who = "Some of these people seem to have unsubscribed elsewhere, as one of the columns says"
	case contactfile.NoLeavers:
		return
	}
	fmt.Fprintf(c.env.Stderr, "%s. Whoever mails them again gets complaints. “evenpost suppress --from FILE” puts all addresses of a file on the list of those who are never mailed.\n", who)
}

// chooseFields settles which further fields the file has and how their values are read.
func chooseFields(c *call, file *contactfile.File, columns, kinds func(*call, *contactfile.Layout) error) error {
	svc, err := c.open()
	if err != nil {
		return err
	}
	known, err := svc.Store.Fields(c.ctx)
	if err != nil {
		return err
	}
	if err := columns(c, &file.Layout); err != nil {
		return err
	}
	file.Layout.Know(known)
	if err := file.Settle(c.ctx); err != nil {
		return fmt.Errorf("%s: %w", c.args[0], err)
	}
	return kinds(c, &file.Layout)
}

func runImport(c *call, file *contactfile.File, choices mailing.HintChoices, o storage.ImportOptions, badFile string) error {
	svc, err := c.open()
	if err != nil {
		return err
	}
	p := c.progress()
	began := time.Now()
	o.Progress = func(read int) {
		p.update(func() string {
			line := fmt.Sprintf("%d rows read, %d a second", read, int(float64(read)/max(time.Since(began).Seconds(), .001)))
			if done := file.Done(); done > 0 {
				line += fmt.Sprintf(", %d %%", 100*done/max(1, file.Size))
			}
			return line
		})
	}
	o.TakenBack = p.part("contacts taken back")
	r, err := svc.Store.ImportContacts(c.ctx, contactfile.Decided(file.Rows(), choices), o)
	p.end()
	if err != nil {
		return fmt.Errorf("%s: %w", c.args[0], err)
	}
	if badFile != "" && len(r.Bad) > 0 {
		list := ""
		if len(o.Lists) > 0 {
			list = o.Lists[0]
		}
		if err := saveBad(badFile, file, r.Bad, list); err != nil {
			return &Problem{Title: fmt.Sprintf("The rows that were left out could not be written to “%s”; the import is done.", plain(badFile)), Do: "Choose another place, or allow writing there.", Err: err}
		}
	}
	err = c.show(r, func(w io.Writer) {
		importReport(w, r)
		if badFile != "" && len(r.Bad) > 0 {
			fmt.Fprintf(w, "The rows that were left out are in %s.\n", badFile)
		}
	})
	if err != nil {
		return err
	}
	return indexContacts(c, svc.Store)
}

// indexContacts makes what has just come quick to find. All of it is there and found already: whoever stops it has lost nothing.
func indexContacts(c *call, store *storage.Store) error {
	p := c.progress()
	defer p.end()
	for more := true; more && c.ctx.Err() == nil; {
		p.update(func() string { return "Making the search quick; it may be stopped" })
		var err error
		if more, err = store.IndexContacts(c.ctx); err != nil && c.ctx.Err() == nil {
			return err
		}
	}
	return nil
}

func saveBad(path string, file *contactfile.File, bad []mailing.BadRow, list string) (err error) {
	out, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600) // addresses are nobody else's business
	if err != nil {
		return err
	}
	defer func() {
		if closeErr := out.Close(); err == nil {
			err = closeErr
		}
	}()
	return file.WriteBad(out, bad, list, func(reason string) string { return reason })
}

// openContacts opens the file, or what comes on the standard input: that is kept in a temporary file, because it is read
// more than once.
func openContacts(c *call, path string, as contactfile.Choice) (file *contactfile.File, name string, done func(), err error) {
	if path != "-" {
		file, err := contactfile.OpenFileAs(path, as)
		if err != nil {
			return nil, "", nil, err
		}
		return file, filepath.Base(path), func() { file.Close() }, nil //nolint:errcheck // it was only read
	}
	tmp, err := os.CreateTemp("", "evenpost-*.contacts")
	if err != nil {
		return nil, "", nil, err
	}
	remove := func() { os.Remove(tmp.Name()) } //nolint:errcheck // a temporary file
	_, err = io.Copy(tmp, c.env.Stdin)
	if closeErr := tmp.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		file, err = contactfile.OpenFileAs(tmp.Name(), as)
	}
	if err != nil {
		remove()
		return nil, "", nil, err
	}
	return file, "standard input", func() { file.Close(); remove() }, nil //nolint:errcheck // it was only read
}

// encodingNamed finds an encoding whether its name is written large or small.
func encodingNamed(name string) contactfile.Encoding {
	for _, e := range contactfile.Encodings() {
		if strings.EqualFold(string(e), name) {
			return e
		}
	}
	return contactfile.Encoding(name)
}

func consentOf(source, date string) (mailing.Consent, error) {
	k := mailing.Consent{Source: source}
	switch {
	case source == "" && date != "":
		return k, fmt.Errorf("--consent-date needs --consent: where did they agree?")
	case source == "":
		return k, nil
	case date == "":
		k.At = time.Now()
		return k, nil
	}
	var err error
	if k.At, err = time.ParseInLocation(time.DateOnly, date, time.Local); err != nil {
		return k, fmt.Errorf("--consent-date is a day such as 2026-03-14, not %q", date)
	}
	return k, nil
}

func importReport(w io.Writer, r mailing.ImportReport) {
	fmt.Fprintf(w, "%s read: %d added, %d updated, %d unchanged, %d bad.\n", count(r.Read, "row", "rows"), r.Added, r.Updated, r.Unchanged, len(r.Bad))
	const most = 50
	for _, b := range r.Bad[:min(len(r.Bad), most)] {
		fmt.Fprintf(w, "  line %d: %s\n", b.Line, plain(b.Reason))
	}
	if n := len(r.Bad) - most; n > 0 {
		fmt.Fprintf(w, "  and %d more; --json lists them all\n", n)
	}
	if r.Hinted > 0 {
		fmt.Fprintf(w, "Taken, but worth a look: %s.\n", count(r.Hinted, "address", "addresses"))
		for _, h := range r.Hints[:min(len(r.Hints), most)] {
			for _, hint := range h.Hints {
				fmt.Fprintf(w, "  line %d: %s: %s\n", h.Line, plain(h.Address), hint.Reason)
			}
		}
	}
	if r.Unread > 0 {
		fmt.Fprintf(w, "Taken as they are, because they do not fit their field: %s.\n", count(r.Unread, "value", "values"))
		for _, u := range r.UnreadValues[:min(len(r.UnreadValues), most)] {
			fmt.Fprintf(w, "  line %d: %s: %s (no %s)\n", u.Line, plain(u.Field), plain(u.Value), kindWord(u.Kind))
		}
	}
	fmt.Fprintf(w, "“evenpost contacts import --undo %d” takes it back.\n", r.ID)
}

func undoImport(c *call, id int64, all bool) error {
	svc, err := c.open()
	if err != nil {
		return err
	}
	p := c.progress()
	r, err := svc.Store.UndoImport(c.ctx, id, all, p.part("contacts"))
	p.end()
	if errors.Is(err, mailing.ErrNotFound) || errors.Is(err, mailing.ErrInvalid) {
		return &Problem{Title: fmt.Sprintf("The import %d could not be taken back.", id), Do: "“evenpost contacts imports” lists those that can be.", Err: err}
	} else if err != nil {
		return err
	}
	err = c.show(r, func(w io.Writer) {
		fmt.Fprintf(w, "%s deleted, %d as before.\n", count(r.Deleted, "contact", "contacts"), r.Restored)
		if len(r.Kept) > 0 {
			fmt.Fprintf(w, "Changed or mailed since the import, and left as they are:\n")
		}
		for _, k := range r.Kept {
			fmt.Fprintf(w, "  %s  %s  %s since\n", plain(k.Email), plain(k.Name), k.Why)
		}
		if n := r.Stayed - len(r.Kept); n > 0 {
			fmt.Fprintf(w, "  and %d more\n", n)
		}
		if r.Added > 0 {
			fmt.Fprintf(w, "“evenpost contacts import --undo %d --all” deletes those of them that it had added too.\n", id)
		}
	})
	if err != nil {
		return err
	}
	return indexContacts(c, svc.Store)
}

func listImports(f *flags) func(*call) error {
	f.canJSON()
	return func(c *call) error {
		svc, err := c.open()
		if err != nil {
			return err
		}
		all, err := svc.Store.Imports(c.ctx)
		if err != nil {
			return err
		}
		type importJSON struct {
			ID        int64               `json:"import"`
			At        time.Time           `json:"at"`
			Source    string              `json:"source"`
			State     mailing.ImportState `json:"state"`
			Read      int                 `json:"read"`
			Added     int                 `json:"added"`
			Updated   int                 `json:"updated"`
			Unchanged int                 `json:"unchanged"`
			Bad       int                 `json:"bad"`
		}
		out := make([]importJSON, 0, len(all))
		rows := make([][]string, 0, len(all))
		for _, i := range all {
			out = append(out, importJSON{i.ID, i.At, i.Source, i.State, i.Read, i.Added, i.Updated, i.Unchanged, i.Bad})
			rows = append(rows, []string{
				strconv.FormatInt(i.ID, 10), i.At.Format("2006-01-02 15:04"), plain(i.Source), string(i.State),
				strconv.Itoa(i.Added), strconv.Itoa(i.Updated), strconv.Itoa(i.Unchanged), strconv.Itoa(i.Bad),
			})
		}
		return c.show(out, func(w io.Writer) {
			table(w, []string{"IMPORT", "AT", "FILE", "STATE", "ADDED", "UPDATED", "UNCHANGED", "BAD"}, rows)
		})
	}
}

func parseSeparator(s string) (rune, error) {
	switch r := []rune(s); {
	case s == "":
		return 0, nil
	case s == "tab" || s == `\t`:
		return '\t', nil
	case len(r) == 1 && !strings.ContainsAny(s, "\"\r\n"):
		return r[0], nil
	}
	return 0, fmt.Errorf("--separator is one character or “tab”, not %q", s)
}
