package smtp

import "bytes"

// The content of a message travels in pieces of about this size, each with a deadline of its own, so that a large
// message over a slow line is not cut off while it still moves.
const pieceSize = 64 << 10

// piecer hands a message out as it must travel: every line ends with CRLF, a line that starts with a dot gets a second
// one (RFC 5321 §4.5.2), and the last piece ends with the line that holds a single dot. A bare CR or LF would let two
// servers disagree about where a message ends, so both become line ends.
type piecer struct {
	rest []byte
	buf  []byte
	open bool // in the middle of a line
	done bool
}

func (p *piecer) reset(msg []byte) {
	p.rest, p.open, p.done = msg, false, false
}

// next returns the next piece; it is valid until the next call. last says that the piece ends with the final dot.
func (p *piecer) next() (piece []byte, last bool) {
	b := p.buf[:0]
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
	if len(p.rest) == 0 {
		if p.open {
			b = append(b, '\r', '\n')
		}
		b = append(b, '.', '\r', '\n')
		p.done = true
	}
	p.buf = b
	return b, p.done
}

// sizeOf is how many bytes the server will count: with CRLF line ends and without the doubled dots (RFC 1870 §3).
func sizeOf(msg []byte) int64 {
	bare := bytes.Count(msg, []byte{'\n'}) - bytes.Count(msg, []byte("\r\n"))
	return int64(len(msg) + bare)
}

func sevenBit(msg []byte) bool {
	for _, c := range msg {
		if c >= 0x80 {
			return false
		}
	}
	return true
}
