package cli

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"evenpost/mailing"
	"evenpost/storage"
	"evenpost/storage/contactfile"
)

func contactCommands() []*command {
	return append(importCommands(), []*command{
		{name: "contacts list", about: "lists contacts", define: listContacts},
		{
			name: "contacts export", args: "FILE", least: 1, most: 1, about: "writes contacts to a file: CSV, XLSX or vCard",
			more:   "The file's ending says which: .csv, .xlsx or .vcf. “-” writes CSV to standard output. Evenpost imports each of them again\nto the same contacts, with fields, tags, lists and consent.",
			define: exportContacts,
		},
		{
			name: "contacts check", about: "asks the name servers whether anybody takes mail for the addresses of contacts",
			more:   "Each domain is asked for once, a few at a time; addresses are not sent anywhere. A domain that does not answer in time is\nnot held against anybody. Nothing is changed: what to do about an address is yours to say.",
			define: checkContacts,
		},
		{name: "lists", about: "lists the lists of contacts", define: listLists},
	}...)
}

// contactFlags are those that choose contacts.
func contactFlags(f *flags) func(*call) (storage.ContactQuery, error) {
	list := f.String("list", "", "only those on the list `L`")
	tag := f.String("tag", "", "only those with the tag `T`")
	segment := f.String("segment", "", "only those in the segment `S`")
	search := f.String("search", "", "only those with `TEXT` in name, address, company or a further field")
	return func(c *call) (storage.ContactQuery, error) {
		q := storage.ContactQuery{Search: *search, Tag: *tag, Sort: "email"}
		svc, err := c.open()
		if err != nil {
			return q, err
		}
		if *segment != "" {
			g, err := segmentByName(c, svc, *segment)
			if err != nil {
				return q, err
			}
			q.Rule = g.Rule
		}
		if *list == "" {
			return q, nil
		}
		l, err := listByName(c, svc, *list)
		q.ListID = l.ID
		return q, err
	}
}

func listByName(c *call, svc *Services, name string) (mailing.List, error) {
	l, err := svc.Store.ListByName(c.ctx, name)
	if errors.Is(err, mailing.ErrNotFound) {
		return l, missing("list", name, "“evenpost lists” shows the lists.", err)
	}
	return l, err
}

// missing says which thing does not exist.
func missing(what, name, do string, err error) error {
	return &Problem{Title: fmt.Sprintf("There is no %s “%s”.", what, plain(name)), Do: do, Err: err}
}

type contactJSON struct {
	ID         int64             `json:"id"`
	Email      string            `json:"email"`
	FirstName  string            `json:"first_name"`
	LastName   string            `json:"last_name"`
	Company    string            `json:"company"`
	Fields     map[string]string `json:"fields"`
	Tags       []string          `json:"tags"`
	Suppressed bool              `json:"suppressed"`
}

func listContacts(f *flags) func(*call) error {
	f.canJSON()
	query := contactFlags(f)
	limit := f.Int("limit", 0, "at most `N` of them")
	return func(c *call) error {
		if *limit < 0 {
			return c.misused("--limit cannot be less than 0")
		}
		q, err := query(c)
		if err != nil {
			return err
		}
		q.Limit = *limit
		suppressed, err := suppressedKeys(c)
		if err != nil {
			return err
		}
		all := []contactJSON{}
		err = c.svc.Store.EachContact(c.ctx, q, func(k mailing.Contact) error {
			one := contactJSON{
				ID: k.ID, Email: k.Email, FirstName: k.FirstName, LastName: k.LastName, Company: k.Company,
				Fields: k.Fields, Tags: k.Tags, Suppressed: suppressed[mailing.AddressKey(k.Email)],
			}
			if one.Fields == nil {
				one.Fields = map[string]string{}
			}
			if one.Tags == nil {
				one.Tags = []string{}
			}
			all = append(all, one)
			return nil
		})
		if err != nil {
			return err
		}
		return c.show(all, func(w io.Writer) {
			rows := make([][]string, 0, len(all))
			for _, k := range all {
				note := ""
				if k.Suppressed {
					note = "never mailed"
				}
				name := mailing.Contact{FirstName: k.FirstName, LastName: k.LastName}.Name()
				rows = append(rows, []string{k.Email, name, k.Company, strings.Join(k.Tags, ", "), note})
			}
			table(w, []string{"ADDRESS", "NAME", "COMPANY", "TAGS", ""}, rows)
		})
	}
}

func suppressedKeys(c *call) (map[string]bool, error) {
	all, err := c.svc.Store.Suppressions(c.ctx, "")
	if err != nil {
		return nil, err
	}
	keys := make(map[string]bool, len(all))
	for _, s := range all {
		keys[mailing.AddressKey(s.Address)] = true
	}
	return keys, nil
}

func exportContacts(f *flags) func(*call) error {
	f.canJSON()
	query := contactFlags(f)
	return func(c *call) error {
		q, err := query(c)
		if err != nil {
			return err
		}
		fields, err := c.svc.Store.Fields(c.ctx)
		if err != nil {
			return err
		}
		all := c.svc.Store.ExportContacts(c.ctx, q)
		if c.args[0] == "-" {
			_, err := contactfile.Write(c.env.Stdout, contactfile.CSV, all, fields)
			return err
		}
		n, err := contactfile.WriteFile(c.args[0], all, fields)
		if err != nil {
			return cannotBeWritten(c.args[0], err)
		}
		return c.show(map[string]any{"written": n, "file": c.args[0]}, func(w io.Writer) {
			fmt.Fprintf(w, "%s written to %s.\n", count(n, "contact", "contacts"), c.args[0])
		})
	}
}

func listLists(f *flags) func(*call) error {
	f.canJSON()
	return func(c *call) error {
		svc, err := c.open()
		if err != nil {
			return err
		}
		all, err := svc.Store.Lists(c.ctx)
		if err != nil {
			return err
		}
		type listJSON struct {
			ID       int64  `json:"id"`
			Name     string `json:"name"`
			Contacts int    `json:"contacts"`
		}
		out := make([]listJSON, 0, len(all))
		rows := make([][]string, 0, len(all))
		for _, l := range all {
			out = append(out, listJSON{l.ID, l.Name, l.Count})
			rows = append(rows, []string{l.Name, fmt.Sprint(l.Count)})
		}
		return c.show(out, func(w io.Writer) { table(w, []string{"LIST", "CONTACTS"}, rows) })
	}
}
