package journal

import (
	"bytes"
	"fmt"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

func opened(tb testing.TB, dir string, reached int64) *Journal {
	tb.Helper()
	j, err := Open(dir, Mark{Reached: reached})
	must(tb, err)
	tb.Cleanup(func() { j.Close() })
	return j
}

func read(tb testing.TB, dir string, after int64) History {
	tb.Helper()
	h, err := Read(dir, after)
	must(tb, err)
	return h
}

func write(tb testing.TB, j *Journal, add func(*Batch)) {
	tb.Helper()
	var b Batch
	add(&b)
	must(tb, j.Write(&b))
}

func person(ledger, delivery int64) Claim {
	return Claim{Ledger: ledger, Delivery: delivery, Campaign: 1, Contact: delivery, Account: 1, At: 1000 + ledger, Address: fmt.Sprintf("p%d@example.com", delivery)}
}

func TestWhatWasWrittenIsRead(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		dir := t.TempDir()
		j := opened(t, dir, 0)
		c := Claim{
			Ledger: rapid.Int64Range(1, 1<<40).Draw(rt, "ledger"), Delivery: rapid.Int64Range(1, 1<<40).Draw(rt, "delivery"), Campaign: rapid.Int64().Draw(rt, "campaign"),
			Contact: rapid.Int64().Draw(rt, "contact"), Account: rapid.Int64().Draw(rt, "account"), At: rapid.Int64().Draw(rt, "at"), Address: rapid.String().Draw(rt, "address"),
		}
		o := Outcome{
			Ledger: c.Ledger, Delivery: c.Delivery, Campaign: c.Campaign, State: rapid.String().Draw(rt, "state"), Tried: rapid.Bool().Draw(rt, "tried"), Counts: true,
			DueAt: rapid.Int64().Draw(rt, "due"), At: rapid.Int64().Draw(rt, "when"), Took: rapid.Int64().Draw(rt, "took"), Stage: rapid.String().Draw(rt, "stage"),
			Code: rapid.Int64().Draw(rt, "code"), Enhanced: rapid.String().Draw(rt, "enhanced"), Text: rapid.String().Draw(rt, "text"), HandedOver: rapid.Bool().Draw(rt, "handed"),
			Kind: rapid.String().Draw(rt, "kind"), Scope: rapid.String().Draw(rt, "scope"), Permanent: rapid.Bool().Draw(rt, "permanent"),
		}
		s := Suppressed{Address: rapid.String().Draw(rt, "opted out"), Reason: "by hand", Note: rapid.String().Draw(rt, "note"), At: 7}
		k := Campaign{ID: 9, Account: 2, Name: rapid.String().Draw(rt, "name")}
		write(t, j, func(b *Batch) { b.Claim(c); b.Outcome(o); b.Suppressed(s); b.Campaign(k) })
		must(t, j.Close())
		h := read(t, dir, 0)
		if o.State == sent {
			o.Text = ""
		}
		tries := int64(0)
		if o.Tried {
			tries = 1
		}
		want := History{
			Fates: map[int64]Fate{c.Delivery: {Claim: c, Outcome: &o, Tries: tries}}, Claims: map[int64]Claim{c.Ledger: c}, Campaigns: map[int64]Campaign{9: k},
			Suppressed: []Suppressed{s}, Extent: Extent{Reached: c.Ledger, Complete: true},
		}
		if diff := cmp.Diff(want, h); diff != "" {
			rt.Error(diff)
		}
	})
}

func TestOnlyTheLatestClaimCounts(t *testing.T) {
	dir := t.TempDir()
	j := opened(t, dir, 10)
	write(t, j, func(b *Batch) { b.Claim(person(11, 1)); b.Claim(Claim{Ledger: 12, Account: 1, At: 5}) })
	write(t, j, func(b *Batch) {
		b.Outcome(Outcome{Ledger: 11, Delivery: 1, Campaign: 1, State: "waiting", Tried: true})
	})
	write(t, j, func(b *Batch) { b.Claim(person(13, 1)); b.Outcome(Outcome{Ledger: 12}) })
	h := read(t, dir, 10)
	if f := h.Fates[1]; f.Outcome != nil || f.Tries != 1 || f.Claim.Ledger != 13 {
		t.Errorf("it is %+v", f)
	}
	if len(h.Fates) != 1 || len(h.Claims) != 1 || h.Claims[13].Delivery != 1 || !h.Complete {
		t.Errorf("got %+v", h)
	}
}

// What could not be written is missed as soon as something can be written again.
func TestGap(t *testing.T) {
	dir := t.TempDir()
	j := opened(t, dir, 0)
	must(t, j.Begin())
	whole := j.file
	var err error
	j.file, err = os.Open(name(dir, 1)) // cannot be written
	must(t, err)
	var b Batch
	b.Claim(person(1, 1))
	j.Note(&b)
	must(t, j.file.Close())
	j.file = whole
	write(t, j, func(b *Batch) { b.Claim(person(2, 2)) })
	if h := read(t, dir, 0); h.Complete || len(h.Fates) != 1 {
		t.Errorf("got %+v", h)
	}
	must(t, j.Rotate(Mark{Reached: 2}))
	if h := read(t, dir, 2); !h.Complete {
		t.Errorf("after a copy: %+v", h)
	}
}

func TestOrderOfFilesDoesNotMatter(t *testing.T) {
	dir := t.TempDir()
	j := opened(t, dir, 0)
	must(t, j.Begin())
	for i := range int64(6) {
		write(t, j, func(b *Batch) { b.Claim(person(i+1, i+1)) })
		if i%2 == 1 {
			must(t, j.Rotate(Mark{Reached: i + 1}))
		}
	}
	if h := read(t, dir, 3); len(h.Fates) != 3 || !h.Complete || h.Torn {
		t.Errorf("after 3: %+v", h)
	}
	must(t, j.Prune(Mark{Reached: 4}))
	if h := read(t, dir, 4); len(h.Fates) != 2 || !h.Complete {
		t.Errorf("after 4: %+v", h)
	}
	if h := read(t, dir, 3); h.Complete {
		t.Error("what was pruned is not missed")
	}
	if clean, err := Clean(dir); clean || err != nil {
		t.Errorf("clean while it works: %v", err)
	}
	must(t, j.Close())
	if clean, err := Clean(dir); !clean || err != nil {
		t.Errorf("not clean after its end: %v", err)
	}
}

// Whatever happens to the file, nothing that it still says is wrong, and it does not say that it is complete.
func TestDamage(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		dir := t.TempDir()
		j := opened(t, dir, 0)
		must(t, j.Begin())
		const people = 20
		for i := range int64(people) {
			write(t, j, func(b *Batch) { b.Claim(person(i+1, i+1)) })
		}
		must(t, j.Close())
		text, err := os.ReadFile(name(dir, 1))
		must(t, err)
		from := rapid.IntRange(0, len(text)-1).Draw(rt, "from")
		to := rapid.IntRange(from+1, min(len(text), from+300)).Draw(rt, "to")
		damaged := bytes.Clone(text)
		for i := from; i < to; i++ {
			damaged[i] = byte(rapid.IntRange(0, 255).Draw(rt, "byte"))
		}
		must(t, os.WriteFile(name(dir, 1), damaged, 0o600))
		h := read(t, dir, 0)
		for id, f := range h.Fates {
			if f.Claim != person(id, id) {
				rt.Errorf("it says %+v", f.Claim)
			}
		}
		if len(h.Fates) < people && h.Complete && !h.Torn {
			rt.Errorf("%d of %d claims, and complete", len(h.Fates), people)
		}
	})
}

func TestHalfALineIsCutOff(t *testing.T) {
	dir := t.TempDir()
	j := opened(t, dir, 0)
	must(t, j.Begin())
	write(t, j, func(b *Batch) { b.Claim(person(1, 1)) })
	_, err := j.file.WriteString("12345678 C 2 2")
	must(t, err)
	if h := read(t, dir, 0); len(h.Fates) != 1 || !h.Complete || !h.Torn {
		t.Errorf("with half a line: %+v", h)
	}
	again := opened(t, dir, 0)
	must(t, again.Begin())
	write(t, again, func(b *Batch) { b.Claim(person(2, 2)) })
	if h := read(t, dir, 0); len(h.Fates) != 2 || !h.Complete || h.Torn {
		t.Errorf("after the next start: %+v", h)
	}
}

func FuzzParse(f *testing.F) {
	var b Batch
	b.Claim(person(1, 2))
	b.Suppressed(Suppressed{Address: "ä\"\n@example.com"})
	f.Add(b.text)
	f.Add([]byte(`00000000 C "`))
	f.Fuzz(func(t *testing.T, text []byte) {
		h := History{Fates: map[int64]Fate{}, Claims: map[int64]Claim{}, Campaigns: map[int64]Campaign{}}
		r := reading{tell: h.take}
		must(t, r.all(bytes.NewReader(text)))
		if len(h.Fates) > len(text) {
			t.Error("more than was there")
		}
	})
}
