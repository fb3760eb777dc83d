package mailing

import (
	"hash/fnv"
	"strconv"
)

// sameForAll is how many different recipients in a row have to meet the same line before it is the account's trouble.
const sameForAll = 3

// History is what the server said lately about the recipients of one account, the newest last. It is a value, bounded,
// and holds no address and no text. The zero value is that of an account that has heard nothing yet.
type History struct {
	heard   [8]heard // a ring would save copying 128 bytes a message and cost more to read
	n       int
	excused uint64 // the line about which the user said: go on
}

// heard is one reply: for whom, and which line.
type heard struct{ to, line uint64 }

// Hear adds the reply that a delivery to an address met. An accepted one ends what was in a row before it.
func (h History) Hear(to string, r Reply) History {
	if r.Code >= 200 && r.Code < 400 && !r.HandedOver {
		return History{excused: h.excused}
	}
	if h.n == len(h.heard) {
		copy(h.heard[:], h.heard[1:])
		h.n--
	}
	h.heard[h.n] = heard{hashOf(Fold(to)), r.line()}
	h.n++
	return h
}

// Excuse is for the user who has read the line and goes on all the same: it is no longer taken for the account's trouble.
func (h History) Excuse(r Reply) History { return History{excused: r.line()} }

// everybody says whether the newest replies are r's line, for enough different recipients in a row.
func (h History) everybody(r Reply) bool {
	if h.n < sameForAll || r.Code < 400 {
		return false
	}
	line := r.line()
	if line == h.excused {
		return false
	}
	var different [sameForAll]uint64
	found := 0
	for i := h.n - 1; i >= 0 && found < sameForAll && h.heard[i].line == line; i-- {
		seen := false
		for _, to := range different[:found] {
			seen = seen || to == h.heard[i].to
		}
		if !seen {
			different[found] = h.heard[i].to
			found++
		}
	}
	return found == sameForAll
}

// SameLine says whether two replies are the same but for what differs from one recipient to the next.
func (r Reply) SameLine(other Reply) bool { return r.line() == other.line() }

// line is the reply without what differs from one recipient to the next.
func (r Reply) line() uint64 {
	return hashOf(strconv.Itoa(r.Code) + " " + r.Enhanced + " " + Mask(r.Text))
}

func hashOf(s string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(s))
	return h.Sum64()
}
