package journal

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func trail(tb testing.TB, dir string, reached int64) *Trail {
	tb.Helper()
	tr, err := BeginTrail(dir, reached)
	must(tb, err)
	if !tr.Lasts() {
		tb.Skip("this system does not tell one start of the computer from the next")
	}
	return tr
}

func follow(tb testing.TB, dir string, claims map[int64]int64) map[int64]Passed {
	tb.Helper()
	all, err := ReadTrail(dir, claims)
	must(tb, err)
	return all
}

// A trail that was cut off anywhere never says of a claim that it was not handed over when the note that it was has been
// written, nor more of it than was noted.
func TestTrail(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		dir := t.TempDir()
		const reached = 100
		tr := trail(t, dir, reached)
		claims, last := map[int64]int64{}, int64(reached)
		want := map[int64]Passed{}
		rt.Repeat(map[string]func(*rapid.T){
			"claim": func(*rapid.T) {
				last++
				claims[last] = last + 1000
				want[last] = Passed{}
			},
			"hand over": func(rt *rapid.T) {
				for ledger, p := range want {
					if !p.HandedOver {
						must(t, tr.HandedOver(ledger, ledger+1000))
						want[ledger] = Passed{HandedOver: true}
						return
					}
				}
			},
			"accept": func(rt *rapid.T) {
				for ledger, p := range want {
					if p.HandedOver && p.Accepted == nil {
						a := Acceptance{Code: 250, Enhanced: "2.0.0", Text: rapid.String().Draw(rt, "text"), Took: time.Duration(rapid.IntRange(0, 1e6).Draw(rt, "µs")) * time.Microsecond}
						tr.Accepted(ledger, ledger+1000, a)
						want[ledger] = Passed{HandedOver: true, Accepted: &a}
						return
					}
				}
			},
			"settle": func(rt *rapid.T) {
				for ledger := range want {
					delete(want, ledger)
					delete(claims, ledger)
					return
				}
			},
			"rotate": func(rt *rapid.T) {
				tr.mu.Lock()
				defer tr.mu.Unlock()
				must(t, tr.rotate())
			},
			"": func(rt *rapid.T) {
				for ledger, p := range follow(t, dir, claims) {
					if diff := cmp.Diff(want[ledger], p); diff != "" {
						rt.Fatalf("claim %d: %s", ledger, diff)
					}
				}
			},
		})
		must(t, tr.Close())
	})
}

func TestTrailKnowsAllWhileItIsShort(t *testing.T) {
	dir := t.TempDir()
	tr := trail(t, dir, 10)
	must(t, tr.HandedOver(11, 1))
	must(t, tr.HandedOver(12, 2))
	tr.Accepted(12, 2, Acceptance{Code: 250, Text: "ok"})
	must(t, tr.Close())
	want := map[int64]Passed{11: {HandedOver: true}, 12: {HandedOver: true, Accepted: &Acceptance{Code: 250, Text: "ok"}}, 13: {}}
	if diff := cmp.Diff(want, follow(t, dir, map[int64]int64{9: 90, 10: 91, 11: 1, 12: 2, 13: 3})); diff != "" {
		t.Error(diff)
	}
	// An older claim of somebody who was claimed once more.
	if got := follow(t, dir, map[int64]int64{11: 2}); len(got) != 0 {
		t.Errorf("%+v", got)
	}
	if _, err := BeginTrail(dir, 20); err != nil {
		t.Fatal(err)
	}
	if got := follow(t, dir, map[int64]int64{11: 1, 12: 2, 21: 3}); len(got) != 1 || got[21].HandedOver {
		t.Errorf("after a new beginning %+v", got)
	}
}

func TestTrailIsBounded(t *testing.T) {
	dir := t.TempDir()
	tr := trail(t, dir, 0)
	text := strings.Repeat("queued ", 250)
	const n = 20_000
	for i := int64(1); i <= n; i++ {
		must(t, tr.HandedOver(i, i))
		tr.Accepted(i, i, Acceptance{Code: 250, Text: text})
	}
	size := int64(0)
	for _, name := range []string{trailFile, oldTrailFile} {
		info, err := os.Stat(filepath.Join(dir, name))
		must(t, err)
		size += info.Size()
	}
	if size > 2*mostTrail+10_000 {
		t.Errorf("%d bytes", size)
	}
	got := follow(t, dir, map[int64]int64{1: 1, n: n, n + 1: n + 1})
	if _, known := got[1]; known || got[n].Accepted == nil || got[n+1].HandedOver || len(got) != 2 {
		t.Errorf("%+v", got)
	}
}

// Whatever is cut off or changed, what is said of a claim was noted, or nothing is said.
func TestTrailThatWasDamaged(t *testing.T) {
	dir := t.TempDir()
	tr := trail(t, dir, 0)
	claims := map[int64]int64{}
	for i := int64(1); i <= 5; i++ {
		claims[i] = i
		must(t, tr.HandedOver(i, i))
	}
	must(t, tr.Close())
	path := filepath.Join(dir, trailFile)
	whole, err := os.ReadFile(path)
	must(t, err)
	lines := strings.SplitAfter(string(whole), "\n")
	for at := range whole {
		damaged := append([]byte(nil), whole...)
		damaged[at] ^= 1
		must(t, os.WriteFile(path, damaged, 0o600))
		for ledger, p := range follow(t, dir, claims) {
			// The last line may have lost its line break; the message of a line that was not finished was not handed over.
			if !p.HandedOver && (ledger != 5 || at != len(whole)-1) {
				t.Fatalf("byte %d: claim %d would be sent again", at, ledger)
			}
		}
	}
	must(t, os.WriteFile(path, []byte(strings.Join(lines[1:], "")), 0o600)) // without its head
	if got := follow(t, dir, claims); len(got) != 0 {
		t.Errorf("%+v", got)
	}
	elsewhere := strings.Replace(lines[0], place(dir), "another start", 1)
	var b Batch
	b.line(trailHead, int64(1), "another start of the computer", int64(0))
	must(t, os.WriteFile(path, append(b.text, whole[len(lines[0]):]...), 0o600))
	if got := follow(t, dir, claims); len(got) != 0 || elsewhere == lines[0] {
		t.Errorf("of another start: %+v", got)
	}
}

func TestTrailOnAFullDisk(t *testing.T) {
	dir := t.TempDir()
	tr := trail(t, dir, 0)
	must(t, tr.HandedOver(1, 1))
	must(t, tr.file.Close()) // nothing can be written any more
	if err := tr.HandedOver(2, 2); err == nil {
		t.Fatal("handed over without a note")
	}
	if got := follow(t, dir, map[int64]int64{1: 1, 2: 2}); !got[1].HandedOver || got[2].HandedOver {
		t.Errorf("%+v", got)
	}
}

func FuzzTrail(f *testing.F) {
	here := f.TempDir()
	tr := trail(f, here, 3)
	must(f, tr.HandedOver(4, 4))
	tr.Accepted(4, 4, Acceptance{Code: 250, Enhanced: "2.0.0", Text: "ok \"4\""})
	text, err := os.ReadFile(filepath.Join(here, trailFile))
	must(f, err)
	f.Add(text)
	f.Add([]byte(fmt.Sprintf("00000000 %c 1", trailHead)))
	f.Fuzz(func(t *testing.T, text []byte) {
		r := trailReading{place: place(here), claims: map[int64]int64{4: 4}, ours: map[int64]int64{4: 4}}
		if err := r.all(text); err == nil && len(r.passed) > 1 {
			t.Errorf("%+v", r.passed)
		}
	})
}
