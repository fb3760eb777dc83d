package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"text/tabwriter"
	"time"
	"unicode"

	"evenpost/mailing"
)

// show writes a result: v as one JSON document, or what text writes.
func (c *call) show(v any, text func(io.Writer)) error {
	var b bytes.Buffer
	if c.json {
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		if err := e.Encode(v); err != nil {
			return fmt.Errorf("cli: write JSON: %w", err)
		}
	} else {
		text(&b)
	}
	if _, err := c.env.Stdout.Write(b.Bytes()); err != nil {
		return fmt.Errorf("cli: write the result: %w", err)
	}
	return nil
}

// table writes rows in columns; cells are cleaned of what would break them.
func table(w io.Writer, header []string, rows [][]string) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	line := func(cells []string) {
		for i, cell := range cells {
			if i > 0 {
				io.WriteString(t, "\t") //nolint:errcheck // show writes to memory first
			}
			io.WriteString(t, plain(cell)) //nolint:errcheck // as above
		}
		io.WriteString(t, "\n") //nolint:errcheck // as above
	}
	line(header)
	for _, r := range rows {
		line(r)
	}
	t.Flush() //nolint:errcheck // as above
}

// plain makes a foreign text fit for a terminal: no control characters.
func plain(s string) string {
	clean := []rune(s)
	for i, r := range clean {
		if unicode.IsControl(r) {
			clean[i] = ' '
		}
	}
	return string(clean)
}

// stamp is a moment in JSON: RFC 3339, or null.
func stamp(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	s := t.Format(time.RFC3339)
	return &s
}

// clock is a moment for people: the time today, else with the day.
func clock(t, now time.Time) string {
	t = t.In(now.Location())
	switch {
	case t.IsZero():
		return ""
	case t.Format(time.DateOnly) == now.Format(time.DateOnly) && t.Sub(now) < 2*time.Minute && t.After(now):
		return t.Format("15:04:05")
	case t.Format(time.DateOnly) == now.Format(time.DateOnly):
		return t.Format("15:04")
	case t.Sub(now) < 6*24*time.Hour && t.After(now):
		return t.Format("Monday 15:04")
	}
	return t.Format("2 January 2006 15:04")
}

// count says a number of things.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

// people says a number of them.
func people(n int) string { return count(n, "person", "people") }

func parseID(s string) (int64, error) {
	id, err := strconv.ParseInt(s, 10, 64)
	if err != nil || id < 1 {
		return 0, fmt.Errorf("%w: an id is a number such as 17", mailing.ErrInvalid)
	}
	return id, nil
}
