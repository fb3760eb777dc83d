//go:build e2e

package e2e_test

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
)

// customers is a list as a spreadsheet program exports it, and what a test knows about it.
type customers struct {
	file     string // semicolons, Windows-1252, CRLF, no last line break
	rows     int    // without the header
	badLines []int  // lines of rows that cannot be taken, repeated addresses included

	people                  map[string]person // by address
	good, unknown, deferred []string
	corrected               []string
	correction              map[string]string // from the unknown address to the right one
}

type person struct{ first, last string }

// makeCustomers writes a list of n people, some of whom have an address that the server does not know or defers, with bad rows
// and repeated ones in between.
func makeCustomers(t *testing.T, n, unknown, deferred int) *customers {
	t.Helper()
	firsts := []string{"Jörg", "Käthe", "Zoë", "François", "Anna", "Günther", "Björn", "Renée", "Sean", "Íris"}
	lasts := []string{"Müller", "Größing", "Weiß", "O'Connor", "Álvarez", "Steiner", "Kröll", "Lefèvre", "von der Höh", "Süß"}
	c := &customers{people: map[string]person{}, correction: map[string]string{}}
	lines, line := []string{"Vorname;Nachname;E-Mail;Firma;Anmerkung"}, 2
	add := func(row string) {
		lines = append(lines, row)
		line += 1 + strings.Count(row, "\n")
		c.rows++
	}
	for i := range n {
		who := person{firsts[i%len(firsts)], fmt.Sprintf("%s %d", lasts[i/len(firsts)%len(lasts)], i)}
		address := fmt.Sprintf("kunde%04d@example.at", i)
		switch {
		case i%(n/unknown) == 7 && len(c.unknown) < unknown:
			right := fmt.Sprintf("richtig%04d@example.at", i)
			address = fmt.Sprintf("falsch%04d@example.at", i)
			c.unknown, c.corrected = append(c.unknown, address), append(c.corrected, right)
			c.correction[address], c.people[right] = right, who
		case i%(n/deferred) == 32 && len(c.deferred) < deferred:
			c.deferred = append(c.deferred, address)
		default:
			c.good = append(c.good, address)
		}
		c.people[address] = who
		note := ""
		if i%97 == 0 {
			note = "\"mag \"\"Krapfen\"\";\nkommt samstags\""
		}
		add(strings.Join([]string{who.first, who.last, address, "", note}, ";"))
		switch i % 400 {
		case 50: // the same person once more, in other letters
			c.badLines = append(c.badLines, line)
			add(strings.Join([]string{who.first, who.last, strings.ToUpper(address), "", "doppelt"}, ";"))
		case 100:
			c.badLines = append(c.badLines, line)
			add("Otto;Leer;;;keine Adresse")
		case 150:
			c.badLines = append(c.badLines, line)
			add("Gerda;Fehler;gerda(at)example.at;;ohne @")
		}
	}
	text, err := charmap.Windows1252.NewEncoder().String(strings.Join(lines, "\r\n"))
	if err != nil {
		t.Fatalf("a letter that Windows-1252 lacks: %v", err)
	}
	c.file = text
	return c
}

func TestCustomersAreAsManyAsAsked(t *testing.T) {
	c := makeCustomers(t, 2000, 30, 20)
	if len(c.good) != 1950 || len(c.unknown) != 30 || len(c.deferred) != 20 || len(c.badLines) == 0 {
		t.Errorf("%d good, %d unknown, %d deferred, %d bad", len(c.good), len(c.unknown), len(c.deferred), len(c.badLines))
	}
}
