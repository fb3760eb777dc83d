package practice

import (
	"mime"
	"time"

	"evenpost/gui/kit"
)

// decode reads a header field that was written for old mail programs.
func decode(s string) string {
	d := mime.WordDecoder{}
	if plain, err := d.DecodeHeader(s); err == nil {
		return plain
	}
	return s
}

// shortTime is the time of a mail of today, and the day of an older one.
func shortTime(t, now time.Time) string {
	if t.YearDay() == now.YearDay() && t.Year() == now.Year() {
		return kit.Clock(t)
	}
	return kit.Date(t, now)
}
