package storage

import "evenpost/mailing"

// idSet is a set of contact ids, a bit for each: a million are 125 kB. Nobody writes to a set that others may have.
type idSet struct{ blocks []*bitmap }

// mostBlocks bounds what a damaged database can ask for: nobody has had sixty thousand million contacts.
const mostBlocks = 1 << 20

func (s *idSet) add(id int64) error {
	if id < 0 || id >= mostBlocks*blockSize {
		return mailing.ErrDamaged
	}
	s.block(id / blockSize).set(uint16(id % blockSize))
	return nil
}

// block is the bitmap of a block, to be written to.
func (s *idSet) block(n int64) *bitmap {
	for int64(len(s.blocks)) <= n {
		s.blocks = append(s.blocks, nil)
	}
	if s.blocks[n] == nil {
		s.blocks[n] = new(bitmap)
	}
	return s.blocks[n]
}

func (s *idSet) remove(id int64) {
	if s.has(id) {
		s.blocks[id/blockSize][id%blockSize>>6] &^= 1 << (id & 63)
	}
}

func (s *idSet) has(id int64) bool {
	n := uint64(id) / blockSize
	return n < uint64(len(s.blocks)) && s.blocks[n] != nil && s.blocks[n].has(uint16(uint64(id)%blockSize))
}

// keep leaves those that are in the other set too.
func (s *idSet) keep(other *idSet) {
	for i, b := range s.blocks {
		switch {
		case b == nil:
		case i >= len(other.blocks) || other.blocks[i] == nil:
			s.blocks[i] = nil
		default:
			b.and(other.blocks[i])
		}
	}
}

func (s *idSet) count() (n int) {
	for _, b := range s.blocks {
		if b != nil {
			n += b.count()
		}
	}
	return n
}

// ids are those of the set, ascending.
func (s *idSet) ids() []int64 {
	all := make([]int64, 0, s.count())
	for i, b := range s.blocks {
		if b != nil {
			b.each(func(place uint16) { all = append(all, int64(i)*blockSize+int64(place)) })
		}
	}
	return all
}
