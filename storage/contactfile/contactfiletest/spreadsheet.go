// Package contactfiletest makes contact files as small businesses have them, for tests.
package contactfiletest

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/encoding/charmap"

	"evenpost/mailing"
)

// Domain is the part after the @ of all good addresses.
const Domain = "kunden.example"

var (
	firstNames = []string{"Anna", "Jörg", "Sabine", "Günther", "Zoë", "René", "Käthe", "Björn", "Maria", "Özlem", "Karl-Heinz", "Lukas", "Françoise", "Ana", "Søren"}
	lastNames  = []string{"Müller", "Huber", "Gößl", "Bäcker", "O'Neil", "Weiß", "Schröder", "Núñez", "von der Höh", "Maier", "Pröll", "Übelacker", "Strauß", "Mair-Lüftner"}
	companies  = []string{"", "", "Bäckerei Süß", "Zahnarztpraxis Dr. Weiß", "Müller & Söhne; Tischlerei", "Café \"Central\"", "", "Turnverein 1862"}
	cities     = []string{"Wien", "Graz", "Köln", "Zürich", "St. Pölten", "München", "", "Düsseldorf"}
	tags       = []string{"", "Stammkunde", "Stammkunde, Newsletter", "", "Verein", ""}
	notes      = []string{"", "", "ruft gern an", "zahlt bar;\nbitte nicht vor 9 Uhr", "", "Größe 7 1/2\""}
)

// Spreadsheet is a list of n rows as a German spreadsheet program exports it: semicolons, Windows-1252, CRLF, titles,
// a last row without line break, blank lines between, cells over two lines. About one row in forty is bad, about one in
// sixty has an address that was there before, written with other capitals. good are the contacts that an import makes
// of it, in the order of the file, with the fields "ort" and "notiz"; bad is the number of rows left out, the repeated
// ones among them: n = len(good) + bad. The same n gives the same file.
func Spreadsheet(n int) (file []byte, good []mailing.Contact, bad int) {
	var b bytes.Buffer
	b.WriteString("Kundennr.;Vorname;Nachname;Firma;E-Mail-Adresse;Ort;Schlagwörter;Notiz\r\n")
	for i := range n {
		c := person(i)
		address := c.Email
		switch {
		case i%40 == 17:
			address = broken(i)
			bad++
		case i%60 == 31 && len(good) > 0:
			c = good[(i*7)%len(good)]
			address = strings.ToUpper(c.Email[:1]) + c.Email[1:]
			bad++
		default:
			good = append(good, c)
		}
		if i%97 == 50 {
			b.WriteString(";;;;;;;\r\n")
		}
		row := []string{fmt.Sprint(1000 + i), c.FirstName, c.LastName, c.Company, address, c.Fields["ort"], strings.Join(c.Tags, ", "), c.Fields["notiz"]}
		for k, v := range row {
			row[k] = quote(v)
		}
		b.WriteString(strings.Join(row, ";"))
		if i < n-1 {
			b.WriteString("\r\n")
		}
		if i%211 == 100 && i < n-1 {
			b.WriteString("\r\n")
		}
	}
	for i := range good {
		// What the file says beside the columns that every contact has.
		good[i].Fields["kundennr"] = good[i].Fields["nr"]
		delete(good[i].Fields, "nr")
	}
	file, err := charmap.Windows1252.NewEncoder().Bytes(b.Bytes())
	if err != nil {
		panic(err) // the words above are all in the code page
	}
	return file, good, bad
}

func person(i int) mailing.Contact {
	first, last := firstNames[i%len(firstNames)], lastNames[(i/3)%len(lastNames)]
	c := mailing.Contact{
		Email:     fmt.Sprintf("%s.%s.%d@%s", plain(first), plain(last), i, Domain),
		FirstName: first, LastName: last, Company: companies[(i/5)%len(companies)],
		Fields: map[string]string{"nr": fmt.Sprint(1000 + i)},
	}
	if city := cities[(i/2)%len(cities)]; city != "" {
		c.Fields["ort"] = city
	}
	if note := notes[i%len(notes)]; note != "" && i%3 == 0 {
		c.Fields["notiz"] = note
	}
	if t := tags[(i/4)%len(tags)]; t != "" {
		c.Tags = strings.Split(t, ", ")
		slices.Sort(c.Tags)
	}
	return c
}

func broken(i int) string {
	return []string{"", "kein-mail", "anna@", "@" + Domain, "eva maier@" + Domain, "max@firma@" + Domain, "lea..huber@" + Domain, "tel. 0316/1234"}[(i/40)%8]
}

func plain(name string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, mailing.Fold(name))
}

func quote(v string) string {
	if strings.ContainsAny(v, ";\"\n") {
		return `"` + strings.ReplaceAll(v, `"`, `""`) + `"`
	}
	return v
}
