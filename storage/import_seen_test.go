package storage

import (
	"testing"

	"pgregory.net/rapid"
)

// The table says the same as a map.
func TestLineTable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var table lineTable
		seen := map[uint64]uint32{}
		hash := rapid.OneOf(rapid.Uint64(), rapid.Uint64Range(1, 2000))
		for line := range rapid.Uint32Range(0, 4000).Draw(t, "rows") {
			h := hash.Draw(t, "hash")
			if h == 0 {
				continue
			}
			first, again := table.meet(h, line+1)
			want, known := seen[h]
			if !known {
				seen[h], want = line+1, line+1
			}
			if again != known || first != want {
				t.Fatalf("%x on line %d: %d, %v; want %d, %v", h, line+1, first, again, want, known)
			}
		}
	})
}
