package contactfile

import (
	"archive/zip"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io"
	"os"
	"path/filepath"
	"time"

	"evenpost/mailing"
)

// WritePerson writes everything about somebody as a ZIP file: person.json for programs, person.html to be read and printed.
// say gives the words of the latter in the reader's language; nil leaves them English.
func WritePerson(w io.Writer, p mailing.Person, say func(string) string) error {
	if say == nil {
		say = func(english string) string { return english }
	}
	z := zip.NewWriter(w)
	out, err := z.Create("person.json")
	if err == nil {
		e := json.NewEncoder(out)
		e.SetIndent("", "  ")
		err = e.Encode(p)
	}
	if err != nil {
		return fmt.Errorf("write person: %w", err)
	}
	page, err := template.New("person").Funcs(template.FuncMap{"say": say, "when": func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.Format("2006-01-02 15:04")
	}}).Parse(personPage)
	if err == nil {
		out, err = z.Create("person.html")
	}
	if err == nil {
		err = page.Execute(out, p)
	}
	if err = errors.Join(err, z.Close()); err != nil {
		return fmt.Errorf("write person: %w", err)
	}
	return nil
}

// WritePersonFile writes it to a file that only the user may read. One that is there already is replaced once all is written.
func WritePersonFile(path string, p mailing.Person, say func(string) string) (err error) {
	tmp, err := os.CreateTemp(filepath.Dir(path), ".person-*.zip")
	if err != nil {
		return cannotWrite(err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, ignoreMissing(os.Remove(tmp.Name())))
		}
	}()
	if err := errors.Join(WritePerson(tmp, p, say), tmp.Close()); err != nil {
		return err
	}
	if err := os.Rename(tmp.Name(), path); err != nil {
		return cannotWrite(err)
	}
	return nil
}

// PersonWords are the words of the page, for who translates them.
func PersonWords() []string {
	return []string{
		"Everything about this person", "As of", "Contact", "There is no contact with this address.", "E-mail", "First name", "Last name", "Company", "Tags", "Notes", "Lists",
		"Agreed to be mailed", "not recorded", "Added", "Changed", "Never mailed", "Mailings", "No mailing is known.", "Mailing", "Outcome", "When", "The server's words", "Imports",
		"added", "changed", "Before changes that can be undone", "What was written here was taken from Evenpost's database on this computer.",
		"This person asked to be forgotten; only a fingerprint of the address is kept.",
		"waiting", "sending", "sent", "failed", "in_doubt", "skipped", "cancelled", "unsubscribed", "complained", "hard-bounce", "by-hand",
	}
}

const personPage = `<!DOCTYPE html>
<meta charset="utf-8">
<title>{{.Address}}</title>
<style>body{font:16px/1.5 sans-serif;max-width:50em;margin:2em auto;padding:0 1em}table{border-collapse:collapse}td,th{text-align:left;vertical-align:top;padding:.2em 1em .2em 0}h2{margin-top:2em}</style>
<h1>{{say "Everything about this person"}}</h1>
<p>{{.Address}}<br>{{say "As of"}} {{when .AskedAt}}</p>
{{define "contact"}}<table>
<tr><th>{{say "E-mail"}}<td>{{.Email}}
{{with .FirstName}}<tr><th>{{say "First name"}}<td>{{.}}{{end}}
{{with .LastName}}<tr><th>{{say "Last name"}}<td>{{.}}{{end}}
{{with .Company}}<tr><th>{{say "Company"}}<td>{{.}}{{end}}
{{range $name, $value := .Fields}}<tr><th>{{$name}}<td style="white-space:pre-wrap">{{$value}}{{end}}
{{with .Tags}}<tr><th>{{say "Tags"}}<td>{{range $i, $t := .}}{{if $i}}, {{end}}{{$t}}{{end}}{{end}}
{{with .Notes}}<tr><th>{{say "Notes"}}<td style="white-space:pre-wrap">{{.}}{{end}}
<tr><th>{{say "Agreed to be mailed"}}<td>{{if .ConsentSource}}{{.ConsentSource}} {{when .ConsentAt}}{{else}}{{say "not recorded"}}{{end}}
<tr><th>{{say "Added"}}<td>{{when .CreatedAt}}
<tr><th>{{say "Changed"}}<td>{{when .UpdatedAt}}
</table>{{end}}
{{if .Forgotten}}<p>{{say "This person asked to be forgotten; only a fingerprint of the address is kept."}}</p>{{end}}
<h2>{{say "Contact"}}</h2>
{{with .Contact}}{{template "contact" .}}{{else}}<p>{{say "There is no contact with this address."}}</p>{{end}}
{{with .Lists}}<h2>{{say "Lists"}}</h2><ul>{{range .}}<li>{{.}}{{end}}</ul>{{end}}
{{with .Never}}<h2>{{say "Never mailed"}}</h2><p>{{say (print .Reason)}} {{when .At}} {{.Note}}</p>{{end}}
<h2>{{say "Mailings"}}</h2>
{{if .Mails}}<table><tr><th>{{say "Mailing"}}<th>{{say "When"}}<th>{{say "Outcome"}}<th>{{say "The server's words"}}
{{range .Mails}}<tr><td>{{.Campaign}}<td>{{when .At}}<td>{{say (print .State)}}<td>{{range .Tries}}{{when .At}} {{.Code}} {{.Enhanced}} {{.Text}}<br>{{end}}{{end}}
</table>{{else}}<p>{{say "No mailing is known."}}</p>{{end}}
{{with .Imports}}<h2>{{say "Imports"}}</h2><ul>{{range .}}<li>{{when .At}} {{.Source}}: {{if .Added}}{{say "added"}}{{else}}{{say "changed"}}{{end}}{{end}}</ul>{{end}}
{{with .Earlier}}<h2>{{say "Before changes that can be undone"}}</h2>{{range .}}<p>{{when .At}}</p>{{template "contact" .Contact}}{{end}}{{end}}
<p>{{say "What was written here was taken from Evenpost's database on this computer."}}</p>
`
