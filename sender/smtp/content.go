package smtp

import (
	"bytes"
	"encoding/binary"
)

// The content of a message travels in pieces of about this size, each with a deadline of its own, so that a large
// message over a slow line is not cut off while it still moves.
const pieceSize = 64 << 10

// shape is what a server is told of a message, and how it must be written.
type shape struct {
	size     int64 // as the server counts: with CRLF line ends and without the doubled dots (RFC 1870 §3)
	eightBit bool
	ready    bool // every line ends with CRLF and none begins with a dot
}

func shapeOf(msg []byte) shape {
	s := shape{eightBit: !sevenBit(msg), ready: len(msg) == 0 || msg[0] != '.'}
	bareLF, whole := 0, 0
	for rest := msg; ; {
		i := bytes.IndexByte(rest, '\n')
		if i < 0 {
			s.ready = s.ready && len(rest) == 0
			break
		}
		if i > 0 && rest[i-1] == '\r' {
			whole++
		} else {
			bareLF++
		}
		rest = rest[i+1:]
		if len(rest) > 0 && rest[0] == '.' {
			s.ready = false
		}
	}
	bareCR := bytes.Count(msg, []byte{'\r'}) - whole
	s.ready = s.ready && bareLF == 0 && bareCR == 0
	s.size = int64(len(msg) + bareLF + bareCR)
	return s
}

// piecer hands a message out as it must travel: every line ends with CRLF, a line that starts with a dot gets a second
// one (RFC 5321 §4.5.2), and the last piece ends with the line that holds a single dot. A bare CR or LF would let two
// servers disagree about where a message ends, so both become line ends.
type piecer struct {
	rest  []byte
	open  bool // in the middle of a line
	ready bool
}

func (p *piecer) reset(msg []byte, s shape) {
	p.rest, p.open, p.ready = msg, false, s.ready
}

// next appends the next piece to b. last says that it ends with the final dot.
func (p *piecer) next(b []byte) (piece []byte, last bool) {
	if p.ready {
		n := min(len(p.rest), pieceSize)
		b = append(b, p.rest[:n]...)
		p.rest = p.rest[n:]
	}
	for len(p.rest) > 0 && len(b) < pieceSize {
		line, end := p.rest[:min(len(p.rest), pieceSize)], 0 // a line longer than a piece comes in several turns
		if i := bytes.IndexByte(line, '\n'); i >= 0 {
			line, end = line[:i], 1
		}
		if i := bytes.IndexByte(line, '\r'); i >= 0 {
			line, end = line[:i], 1
			if i+1 < len(p.rest) && p.rest[i+1] == '\n' {
				end = 2
			}
		}
		if !p.open && len(line) > 0 && line[0] == '.' {
			b = append(b, '.')
		}
		b = append(b, line...)
		p.rest = p.rest[len(line)+end:]
		if p.open = end == 0; !p.open {
			b = append(b, '\r', '\n')
		}
	}
	if len(p.rest) > 0 {
		return b, false
	}
	if p.open {
		b = append(b, '\r', '\n')
	}
	return append(b, '.', '\r', '\n'), true
}

func sevenBit(text []byte) bool {
	const high = 0x8080808080808080
	for len(text) >= 8 {
		if binary.NativeEndian.Uint64(text)&high != 0 {
			return false
		}
		text = text[8:]
	}
	for _, c := range text {
		if c >= 0x80 {
			return false
		}
	}
	return true
}
