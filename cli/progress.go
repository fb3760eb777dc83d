package cli

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// progress shows on stderr how long work goes: one line that is rewritten on a terminal, a line every few seconds
// elsewhere. It is used by one goroutine at a time.
type progress struct {
	c     *call
	every time.Duration
	next  time.Time
	width int // of the line on the terminal
}

func (c *call) progress() *progress {
	p := &progress{c: c, every: 5 * time.Second}
	p.next = time.Now().Add(p.every)
	if c.env.Terminal {
		p.every, p.next = 100*time.Millisecond, time.Time{}
	}
	return p
}

// update shows the line unless the last one is too fresh.
func (p *progress) update(line func() string) {
	now := time.Now()
	if now.Before(p.next) {
		return
	}
	p.next = now.Add(p.every)
	text := plain(line())
	if !p.c.env.Terminal {
		fmt.Fprintln(p.c.env.Stderr, text)
		return
	}
	const most = 110 // a line that wraps could not be rewritten
	if r := []rune(text); len(r) > most {
		text = string(r[:most-1]) + "…"
	}
	n := utf8.RuneCountInString(text)
	fmt.Fprint(p.c.env.Stderr, "\r"+text+strings.Repeat(" ", max(0, p.width-n)))
	p.width = n
}

// part shows how many of all there are were done.
func (p *progress) part(what string) func(done, total int) {
	return func(done, total int) {
		p.update(func() string { return fmt.Sprintf("%d of %d %s, %d %%", done, total, what, 100*done/max(1, total)) })
	}
}

// end takes the line off the terminal: the result follows.
func (p *progress) end() {
	if p.width > 0 {
		fmt.Fprint(p.c.env.Stderr, "\r"+strings.Repeat(" ", p.width)+"\r")
		p.width = 0
	}
}
