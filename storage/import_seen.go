package storage

// lineTable remembers on which line of a file an address was first met, by the hash of its key. It is a table of its own
// because a map takes three times the room, and a file may have millions of rows. Two of a million addresses have the same
// hash once in thirty million imports.
type lineTable struct {
	hashes []uint64 // 0 for a free place; as many as a power of two
	lines  []uint32
	n      int
}

const leastPlaces = 1 << 10

// find is the line of a hash, or where its place would be.
func (t *lineTable) find(hash uint64) (place int, line uint32, ok bool) {
	mask := len(t.hashes) - 1
	for place = int(hash & uint64(mask)); ; place = (place + 1) & mask {
		switch t.hashes[place] {
		case 0:
			return place, 0, false
		case hash:
			return place, t.lines[place], true
		}
	}
}

// meet returns the line on which a hash was met first; the first time it notes this one.
func (t *lineTable) meet(hash uint64, line uint32) (first uint32, again bool) {
	if hash == 0 {
		hash = 1
	}
	if 4*t.n >= 3*len(t.hashes) {
		t.grow()
	}
	place, first, again := t.find(hash)
	if again {
		return first, true
	}
	t.hashes[place], t.lines[place] = hash, line
	t.n++
	return line, false
}

func (t *lineTable) grow() {
	old := *t
	n := max(leastPlaces, 2*len(old.hashes))
	t.hashes, t.lines = make([]uint64, n), make([]uint32, n)
	for i, hash := range old.hashes {
		if hash != 0 {
			place, _, _ := t.find(hash)
			t.hashes[place], t.lines[place] = hash, old.lines[i]
		}
	}
}
