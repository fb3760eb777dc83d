package cli

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"evenpost/mailing"
	"evenpost/storage/contactfile"
)

func privacyCommands() []*command {
	return []*command{
		{
			name: "contacts about", args: "ADDRESS [FILE]", least: 1, most: 2, about: "tells everything that is kept about a person",
			more:   "With a FILE it is written there as a ZIP file to hand over: person.html to read, person.json for programs.",
			define: aboutPerson,
		},
		{
			name: "contacts forget", args: "ADDRESS", least: 1, most: 1, about: "deletes everything about a person, and never mails them again",
			more: "This cannot be undone. The address is taken out of campaigns too; how many mails went out and what became of them stays.\n" +
				"A fingerprint of the address is kept, by which it is not mailed, imported or added again. Daily copies that are older\n" +
				"go by and by; the command says which files still hold the address.",
			define: forgetPerson,
		},
	}
}

func aboutPerson(f *flags) func(*call) error {
	f.canJSON()
	return func(c *call) error {
		svc, err := c.open()
		if err != nil {
			return err
		}
		p, err := svc.Store.About(c.ctx, c.args[0], time.Now())
		if errors.Is(err, mailing.ErrNotFound) {
			return &Problem{Title: "Nothing is known of this address.", Do: "Check how it is written.", Err: err}
		}
		if err != nil {
			return err
		}
		if len(c.args) == 1 {
			return c.show(p, func(w io.Writer) { personText(w, p) })
		}
		if err := contactfile.WritePersonFile(c.args[1], p, nil); err != nil {
			return cannotBeWritten(c.args[1], err)
		}
		return c.show(map[string]string{"file": c.args[1]}, func(w io.Writer) { fmt.Fprintf(w, "Everything about this person was written to %s.\n", c.args[1]) })
	}
}

func cannotBeWritten(path string, err error) error {
	return &Problem{Title: fmt.Sprintf("The file “%s” could not be written.", plain(path)), Do: "Choose another place, or allow writing there.", Err: err}
}

func personText(w io.Writer, p mailing.Person) {
	line := func(key, value string) {
		if value != "" {
			fmt.Fprintf(w, "%-14s %s\n", key+":", plain(value))
		}
	}
	day := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.Format(time.DateTime)
	}
	line("Address", p.Address)
	if k := p.Contact; k != nil {
		line("Name", mailing.Contact{FirstName: k.FirstName, LastName: k.LastName}.Name())
		line("Company", k.Company)
		for name, value := range k.Fields {
			line(name, value)
		}
		line("Tags", strings.Join(k.Tags, ", "))
		line("Notes", k.Notes)
		line("Agreed", strings.TrimSpace(k.ConsentSource+" "+day(k.ConsentAt)))
		line("Added", day(k.CreatedAt))
	}
	line("Lists", strings.Join(p.Lists, ", "))
	if n := p.Never; n != nil {
		line("Never mailed", strings.TrimSpace(string(n.Reason)+" "+n.Note+" "+day(n.At)))
	}
	for _, i := range p.Imports {
		line("Import", i.Source+" "+day(i.At))
	}
	for _, e := range p.Earlier {
		line("Before", day(e.At)+" "+e.Contact.Email)
	}
	for _, m := range p.Mails {
		line("Mailing", fmt.Sprintf("%s: %s %s", m.Campaign, m.State, day(m.At)))
		for _, t := range m.Tries {
			line("", fmt.Sprintf("  %s %d %s %s", day(t.At), t.Code, t.Enhanced, t.Text))
		}
	}
}

func forgetPerson(f *flags) func(*call) error {
	f.canJSON()
	return func(c *call) error {
		svc, err := c.open()
		if err != nil {
			return err
		}
		done, err := svc.Store.Forget(c.ctx, c.args[0], time.Now())
		switch {
		case errors.Is(err, mailing.ErrNotFound):
			return &Problem{Title: "Nothing is known of this address.", Do: "Check how it is written.", Err: err}
		case errors.Is(err, mailing.ErrWrongState):
			return &Problem{Title: "A mail to this person is being handed over.", Do: "Try again in a minute.", Err: err}
		case err != nil && (done.Contact || done.Mails > 0):
			return &Problem{
				Title: "The person is forgotten, but the database file is not cleaned yet: what it says in its gaps may still be read, and in the copies.",
				Do:    "Free some space if the disk is full; Evenpost does the rest before the next daily copy.", Err: err,
			}
		case err != nil:
			return err
		}
		return c.show(done, func(w io.Writer) {
			fmt.Fprintf(w, "Forgotten. The address was taken out of %s.\n", count(done.Mails, "mail", "mails"))
			if len(done.Copies) > 0 {
				fmt.Fprintf(w, "%s of the database still have it and are removed by and by.\n", count(len(done.Copies), "daily copy", "daily copies"))
			}
			if len(done.Others) > 0 {
				fmt.Fprintln(w, "These may have it until you delete them:")
				for _, path := range done.Others {
					fmt.Fprintln(w, "  "+path)
				}
			}
		})
	}
}
