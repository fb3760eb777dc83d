package journal

import (
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// The few words that a start keeps say the same as the whole history, whatever was written.
func TestHandedAgreesWithTheHistory(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		dir := t.TempDir()
		j := opened(t, dir, 0)
		var b Batch
		for range rapid.IntRange(0, 40).Draw(rt, "lines") {
			ledger, delivery := rapid.Int64Range(1, 12).Draw(rt, "ledger"), rapid.Int64Range(0, 4).Draw(rt, "delivery")
			campaign := rapid.Int64Range(1, 2).Draw(rt, "campaign")
			state := rapid.SampledFrom([]string{sent, inDoubt, "waiting", "failed", "cancelled"}).Draw(rt, "state")
			switch rapid.IntRange(0, 15).Draw(rt, "kind") {
			case 0, 1, 2, 3, 4, 5:
				b.Claim(Claim{Ledger: ledger, Delivery: delivery, Campaign: campaign})
			case 6, 7, 8, 9, 10, 11:
				b.Outcome(Outcome{Ledger: ledger, Delivery: delivery, Campaign: campaign, State: state, Counts: true})
			case 12, 13, 14:
				b.Again(Again{Delivery: delivery, Campaign: campaign})
			default:
				must(t, j.Write(&b))
				must(t, j.Rotate(Mark{Reached: ledger}))
				b = Batch{}
			}
		}
		must(t, j.Write(&b))
		must(t, j.Close())
		after := rapid.Int64Range(0, 8).Draw(rt, "after")
		whole := read(t, dir, after)
		short, err := ReadHanded(dir, after)
		must(t, err)
		if short.Extent != whole.Extent || short.None() != (len(whole.Fates) == 0) {
			rt.Errorf("%+v of %d, and in short %+v", whole.Extent, len(whole.Fates), short.Extent)
		}
		for delivery := range int64(5) {
			for campaign := range int64(3) {
				f, known := whole.Fates[delivery]
				over := known && f.Claim.Campaign == campaign && !f.Again && (f.Outcome == nil || f.Outcome.State == sent || f.Outcome.State == inDoubt)
				if got := short.Over(delivery, campaign); got != over {
					rt.Errorf("delivery %d of campaign %d: over %v, and it is %+v", delivery, campaign, got, f)
				}
			}
		}
	})
}

// What is at the end of a file is found, however much stands before it and however long a line is.
func TestEndOfALargeFile(t *testing.T) {
	for name, c := range map[string]struct {
		last  string
		clean bool
	}{
		"ended":                       {"", true},
		"half a long line":            {strings.Repeat("x", 200_000), false},
		"ended, then much else":       {"", true},
		"began, and then much else":   {"", false},
		"a claim, and then much else": {"", false},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			j := opened(t, dir, 0)
			if !strings.HasPrefix(name, "a claim") {
				must(t, j.Begin())
			}
			write(t, j, func(b *Batch) {
				for i := range int64(2000) {
					b.Claim(person(i+1, i+1))
				}
			})
			if c.clean {
				must(t, j.Close())
				j = opened(t, dir, 0)
			}
			if strings.HasSuffix(name, "much else") {
				write(t, j, func(b *Batch) {
					for range 2000 {
						b.Suppressed(Suppressed{Address: "a@example.com", Note: strings.Repeat("n", 500)})
					}
				})
			}
			_, err := j.file.WriteString(c.last)
			must(t, err)
			if clean, err := Clean(dir); clean != c.clean || err != nil {
				t.Errorf("clean: %v, %v", clean, err)
			}
			was, err := os.Stat(j.file.Name())
			must(t, err)
			must(t, opened(t, dir, 0).Begin())
			lines, err := os.ReadFile(j.file.Name())
			must(t, err)
			if begun := int64(len(lines)) - was.Size() + int64(len(c.last)); begun <= 0 || begun > 100 || !strings.HasSuffix(string(lines), "\n") {
				t.Errorf("Begin leaves %d bytes more", begun)
			}
		})
	}
}

func TestLargeFilesEnd(t *testing.T) {
	j := opened(t, t.TempDir(), 0)
	long := strings.Repeat("n", 1<<20)
	for n := 0; !j.Large(); n++ {
		if n > 4 {
			t.Fatal("it is never large")
		}
		write(t, j, func(b *Batch) { b.Suppressed(Suppressed{Note: long}) })
	}
	must(t, j.Rotate(Mark{}))
	if j.Large() {
		t.Error("the new file is large")
	}
}
