package main

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"evenpost/storage"
)

// searches measures how long one waits for the first page of a search among a million contacts.
func searches(ctx context.Context, r *rig) error {
	people, err := r.prepared(ctx, aMillion)
	if err != nil {
		return err
	}
	q, err := people.copied(r)
	if err != nil {
		return err
	}
	defer q.remove()
	p := r.table.part("Search among a million contacts")
	shell, err := exec.LookPath("sqlite3")
	if err != nil {
		p.note("The `sqlite3` shell, which is the yardstick, is not installed.")
	}
	return q.open(ctx, func(store *storage.Store) error {
		sorts := []string{storage.SortName, storage.SortCompany, storage.SortEmail, storage.SortAdded}
		for _, sort := range sorts[:3] {
			ms, err := timed(func() error { _, err := store.ContactIDs(ctx, storage.ContactQuery{Sort: sort}); return err })
			if err != nil {
				return err
			}
			p.row("all of them by "+sort+", asked for the first time", "ms", target{}, ms)
		}
		var first, whole, like, ratio []float64
		for i, word := range searchWords(200) {
			ask := storage.ContactQuery{Search: word, Sort: sorts[i%3], Limit: 50}
			ms, err := timed(func() error { _, err := store.ContactIDs(ctx, ask); return err })
			if err != nil {
				return err
			}
			first = append(first, ms)
			ask.Limit = 0
			all, err := timed(func() error { _, err := store.ContactIDs(ctx, ask); return err })
			if err != nil {
				return err
			}
			whole = append(whole, all)
			if shell != "" && i%8 < 2 { // a rare one and a frequent one
				yard, err := likeSearch(ctx, shell, filepath.Join(q.data, "evenpost.db"), word)
				if err != nil {
					return err
				}
				like, ratio = append(like, yard), append(ratio, yard/ms)
			}
		}
		p.row("first page of 50, rare and frequent words, three orders", "ms", target{}, first...)
		slices.Sort(first)
		p.row("of these, 99 of 100 within", "ms", atMost(100), first[len(first)*99/100])
		p.row("everybody who is found, in order", "ms", target{}, whole...)
		p.row("`LIKE '%…%'` by the shell over the same columns: first page and number", "ms", target{}, like...)
		p.row("that by the first page", "×", atLeast(100), ratio...)
		return nil
	})
}

// searchWords are cut out of what is there, the same every time: by turns a number out of an address and a piece of a name.
func searchWords(n int) (words []string) {
	for i := range n {
		p := recipient(i * (aMillion / n))
		if i%2 == 0 {
			words = append(words, p.Email[:strings.IndexByte(p.Email, '@')])
			continue
		}
		signs := []rune(strings.Fields([]string{p.First, p.Last, p.Company}[i/2%3])[0])
		length := min(len(signs), 1+i/2%6)
		from := (i / 6) % (len(signs) - length + 1)
		words = append(words, string(signs[from:from+length]))
	}
	return words
}

// likeSearch asks what people ask who have no index: the shell says itself how long it took.
func likeSearch(ctx context.Context, shell, db, word string) (ms float64, err error) {
	like := ` LIKE '%` + strings.ReplaceAll(word, "'", "''") + `%'`
	where := `email` + like + ` OR first_name` + like + ` OR last_name` + like + ` OR company` + like + ` OR fields` + like
	cmd := exec.CommandContext(ctx, shell, "-readonly", db)
	cmd.Stdin = strings.NewReader(".timer on\nSELECT count(*) FROM contacts WHERE " + where + ";\nSELECT id FROM contacts WHERE " + where + " ORDER BY sort_name, id LIMIT 50;\n")
	var said, wrong bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &wrong
	if err := cmd.Run(); err != nil {
		return 0, fmt.Errorf("sqlite3: %w: %s", err, wrong.String())
	}
	for _, m := range regexp.MustCompile(`real (\d+\.\d+)`).FindAllStringSubmatch(said.String(), -1) {
		s, err := strconv.ParseFloat(m[1], 64)
		if err != nil {
			return 0, err
		}
		ms += 1000 * s
	}
	return ms, nil
}
