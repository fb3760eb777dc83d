package practice

import "mime"

// decode reads a header field that was written for old mail programs.
func decode(s string) string {
	d := mime.WordDecoder{}
	if plain, err := d.DecodeHeader(s); err == nil {
		return plain
	}
	return s
}
