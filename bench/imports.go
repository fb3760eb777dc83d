package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"evenpost/storage"
)

// imports measures how long a million contacts take to come in, against the sqlite3 shell.
func imports(ctx context.Context, r *rig) error {
	few, many := filepath.Join(r.dir, "few.csv"), filepath.Join(r.dir, "many.csv")
	if err := errors.Join(writeAddressBook(few, 10_000), writeAddressBook(many, aMillion)); err != nil {
		return err
	}
	var visible, ours, shell, memory, small, large []float64
	for i := range r.rounds {
		u, _, err := r.importOnce(ctx, few, fmt.Sprint("few-", i))
		if err != nil {
			return err
		}
		small = append(small, u.inside/10_000)
		base, err := r.shellImport(ctx, many)
		if err != nil {
			return err
		}
		u, whole, err := r.importOnce(ctx, many, fmt.Sprint("many-", i))
		if err != nil {
			return err
		}
		visible, large = append(visible, u.visible.Seconds()), append(large, u.inside/aMillion)
		shell, ours, memory = append(shell, base.wall.Seconds()), append(ours, whole.wall.Seconds()), append(memory, whole.peakMB)
	}
	p := r.table.part("Import of a million contacts")
	p.note("`contacts import` of a CSV with five columns and addresses in no order, into an empty data folder: checked, undoable and visible when it reports, and all of it in the search index when it ends.")
	p.row("`evenpost contacts import`, until all are visible", "s", target{}, visible...)
	p.row("until they are in the search index too, the whole process", "s", target{}, ours...)
	p.row("`.import` of the sqlite3 shell into a table with a unique address", "s", target{}, shell...)
	p.row("until visible: speed as a part of the shell's", "×", atLeast(.40), by(shell, visible)...)
	p.row("until searchable: speed as a part of the shell's", "×", atLeast(.25), by(shell, ours)...)
	p.row("peak memory", "MB", atMost(200), memory...)
	p.row("a row at a million, as a multiple of one at ten thousand", "×", atMost(1.5), by(large, small)...)
	return nil
}

// imported is when an import had all contacts in the database.
type imported struct {
	visible time.Duration // since the process began
	inside  float64       // milliseconds, without the start of the program
}

// importOnce imports a file into a new data folder.
func (r *rig) importOnce(ctx context.Context, csv, name string) (took imported, whole usage, err error) {
	home := filepath.Join(r.dir, "import-"+name)
	if err := os.MkdirAll(home, 0o700); err != nil {
		return took, whole, err
	}
	p := r.program(home)
	defer p.remove()
	began := time.Now()
	if whole, err = p.run(ctx, "contacts", "import", csv); err != nil {
		return took, whole, err
	}
	err = p.open(ctx, func(s *storage.Store) error {
		all, err := s.Imports(ctx)
		if err == nil && len(all) > 0 {
			took = imported{visible: all[0].EndedAt.Sub(began), inside: milliseconds(all[0].EndedAt.Sub(all[0].At))}
		}
		return err
	})
	return took, whole, err
}

// shellImport is the yardstick, with as much memory for pages as we take.
func (r *rig) shellImport(ctx context.Context, csv string) (usage, error) {
	db := filepath.Join(r.dir, "shell.db")
	defer func() {
		for _, end := range []string{"", "-wal", "-shm"} {
			os.Remove(db + end) //nolint:errcheck // a temporary file
		}
	}()
	c, err := start(ctx, os.Environ(), "sqlite3", db, "PRAGMA journal_mode=WAL", "PRAGMA synchronous=NORMAL", "PRAGMA cache_size=-65536",
		"CREATE TABLE contact(email TEXT NOT NULL COLLATE NOCASE UNIQUE, first_name TEXT, last_name TEXT, company TEXT, city TEXT)",
		".mode csv", ".import --skip 1 "+strconv.Quote(csv)+" contact")
	if err != nil {
		return usage{}, fmt.Errorf("%w (packaging/deps.sh measure installs the shell)", err)
	}
	return c.wait()
}

// writeAddressBook writes a list as a business keeps it: many different people, in no order.
func writeAddressBook(path string, n int) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	random := rand.New(rand.NewPCG(1, 2))
	pick := func(words string) string {
		all := strings.Fields(words)
		return all[random.IntN(len(all))]
	}
	w := bufio.NewWriterSize(f, 1<<20)
	fmt.Fprintln(w, "email,first_name,last_name,company,city")
	for _, i := range random.Perm(n) {
		first := pick("Anna Ben Chloé David Emma Farid Greta Hugo Inès Jürgen Karl Lena Marco Nora Omar Petra Rosa Søren Tina Uwe Vera Zoë")
		last := pick("Schmidt Müller Rossi Dupont Garcia Novak Jensen Larsson Kowalski Smith Silva Fischer Weber Bauer") + pick("ber tal nik dor mann sen hau ger") + pick("lin ski bach feld stein")
		company := pick("Nordwind Atlas Cobalt Juniper Sunrise Lumen Quartz Redwood Unity Zenith") + pick("bau werk haus hof markt mühle") + " " + pick("GmbH Ltd SARL Inc. AB")
		fmt.Fprintf(w, "%s%d@%s%d.example,%s,%s,\"%s\",%s\n", pick("anna ben cloe david emma info hugo schmidt muller"), i, pick("nordwind atlas cobalt juniper"), random.IntN(5000),
			first, last, company, pick("Berlin Paris London Zürich Kraków Málaga Oslo Wien Praha Milano Lyon Porto"))
	}
	return errors.Join(w.Flush(), f.Close())
}
