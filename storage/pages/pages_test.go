package pages

import (
	"bytes"
	"encoding/binary"
	"testing"
)

// leaf is a page of a table with cells at its end, and rubbish everywhere else.
func leaf(size int, rows ...[]byte) []byte {
	page := bytes.Repeat([]byte{0xee}, size)
	page[0] = tableLeaf
	binary.BigEndian.PutUint16(page[1:], 0)
	binary.BigEndian.PutUint16(page[3:], uint16(len(rows)))
	at := size
	for i, row := range rows {
		cell := append([]byte{byte(len(row)), byte(i + 1)}, row...)
		at -= max(len(cell), leastCell)
		copy(page[at:], cell)
		binary.BigEndian.PutUint16(page[8+2*i:], uint16(at))
	}
	binary.BigEndian.PutUint16(page[5:], uint16(at))
	page[7] = 0
	return page
}

func TestCleanLeavesCellsAlone(t *testing.T) {
	page := leaf(512, []byte("Anna"), []byte("Bert"))
	tree, err := ReadTree(page, 2, 512)
	if err != nil || !tree.Dirty() {
		t.Fatalf("%v, dirty: %v", err, tree.Dirty())
	}
	tree.Clean()
	if tree.Dirty() || bytes.Contains(page, []byte{0xee}) {
		t.Error("something is left over")
	}
	again, err := ReadTree(page, 2, 512)
	if err != nil || len(again.spans) != 3 || !bytes.HasSuffix(page, []byte("\x04\x02Bert\x04\x01Anna")) {
		t.Errorf("%v, %q", err, page[480:])
	}
}

func TestFreeBlocksKeepTheirHeaders(t *testing.T) {
	page := leaf(512, []byte("Anna"), []byte("Bert and his family"), []byte("Carl"))
	at := binary.BigEndian.Uint16(page[10:]) // Bert goes
	copy(page[10:12], page[12:14])
	binary.BigEndian.PutUint16(page[3:], 2)
	binary.BigEndian.PutUint16(page[1:], at)
	copy(page[at:], []byte{0, 0, 0, 21})
	tree, err := ReadTree(page, 2, 512)
	if err != nil {
		t.Fatal(err)
	}
	tree.Clean()
	if !bytes.Contains(page, []byte("Anna")) || !bytes.Contains(page, []byte("Carl")) || bytes.Contains(page, []byte("family")) || page[at+3] != 21 {
		t.Errorf("%q", page[at:])
	}
}

func TestChainsAndTrunks(t *testing.T) {
	page := bytes.Repeat([]byte{7}, 512)
	binary.BigEndian.PutUint32(page, 9)
	if next, left, slack, err := Link(page, 600, 512); next != 9 || left != 92 || slack != nil || err != nil {
		t.Error(next, left, slack, err)
	}
	binary.BigEndian.PutUint32(page, 0)
	if next, left, slack, err := Link(page, 92, 512); next != 0 || left != 0 || len(slack) != 416 || err != nil {
		t.Error(next, left, len(slack), err)
	}
	binary.BigEndian.PutUint32(page[4:], 2)
	if next, free, slack, err := Trunk(page, 512); next != 0 || len(free) != 2 || len(slack) != 496 || err != nil {
		t.Error(next, free, len(slack), err)
	}
	binary.BigEndian.PutUint32(page[4:], 1<<31)
	if _, _, _, err := Trunk(page, 512); err == nil {
		t.Error("a trunk with more pages than fit")
	}
}

// Whatever a page holds, reading it ends well, and cleaning touches nothing that it says is in use.
func FuzzReadTree(f *testing.F) {
	f.Add(leaf(512, []byte("Anna"), []byte("Bert")), uint32(2))
	f.Add(leaf(512), uint32(1))
	f.Fuzz(func(t *testing.T, page []byte, number uint32) {
		tree, err := ReadTree(page, number, len(page))
		if err != nil {
			return
		}
		before := bytes.Clone(page)
		tree.Clean()
		for _, s := range tree.spans {
			if !bytes.Equal(before[s.from:s.to], page[s.from:s.to]) {
				t.Errorf("changed within %v", s)
			}
		}
		if tree.Dirty() {
			t.Error("still dirty")
		}
		if _, err := ReadTree(page, number, len(page)); err != nil {
			t.Errorf("cannot be read any more: %v", err)
		}
	})
}
