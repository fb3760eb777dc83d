package main

import (
	"fmt"
	"slices"
	"strings"
)

// table collects what was measured.
type table struct {
	parts []*part
}

// part is a section of the table.
type part struct {
	title string
	notes []string
	rows  []row
}

type row struct {
	what, unit string
	values     []float64
	target     target
}

// target is what a row is expected to come to; the zero value expects nothing.
type target struct {
	least, most float64
}

func atLeast(v float64) target { return target{least: v} }
func atMost(v float64) target  { return target{most: v} }

func (t target) String() string {
	switch {
	case t.least > 0:
		return fmt.Sprintf("≥ %s", figure(t.least))
	case t.most > 0:
		return fmt.Sprintf("≤ %s", figure(t.most))
	}
	return ""
}

// met judges by the median.
func (t target) met(v float64) string {
	switch {
	case t == target{}:
		return ""
	case t.least > 0 && v < t.least, t.most > 0 && v > t.most:
		return " **missed**"
	}
	return " met"
}

func (t *table) part(title string) *part {
	p := &part{title: title}
	t.parts = append(t.parts, p)
	return p
}

func (p *part) note(format string, args ...any) {
	p.notes = append(p.notes, fmt.Sprintf(format, args...))
}

// row adds a line; nothing measured is no line.
func (p *part) row(what, unit string, t target, values ...float64) {
	if len(values) == 0 {
		return
	}
	values = slices.Clone(values)
	slices.Sort(values)
	p.rows = append(p.rows, row{what, unit, values, t})
}

func page(tables []*table, head string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Measured\n\n%s\n", head)
	for _, t := range tables {
		t.write(&b)
	}
	return b.String()
}

func (t *table) write(b *strings.Builder) {
	for _, p := range t.parts {
		fmt.Fprintf(b, "\n## %s\n", p.title)
		for _, n := range p.notes {
			fmt.Fprintf(b, "\n%s\n", n)
		}
		if len(p.rows) == 0 {
			continue
		}
		b.WriteString("\n| what | least | median | most | rounds | target |\n|---|---|---|---|---|---|\n")
		for _, r := range p.rows {
			m := median(r.values)
			unit := r.unit
			if unit != "" {
				unit = " " + unit
			}
			fmt.Fprintf(b, "| %s | %s%s | %s%s | %s%s | %d | %s%s |\n", r.what, figure(r.values[0]), unit, figure(m), unit,
				figure(r.values[len(r.values)-1]), unit, len(r.values), r.target, r.target.met(m))
		}
	}
}

// figure writes three digits that mean something.
func figure(v float64) string {
	switch a := max(v, -v); {
	case a >= 100:
		return fmt.Sprintf("%.0f", v)
	case a >= 10:
		return fmt.Sprintf("%.1f", v)
	case a >= 1:
		return fmt.Sprintf("%.2f", v)
	}
	return strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%.3f", v), "0"), ".")
}

func median(sorted []float64) float64 {
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}

// by divides round by round: what disturbs the machine disturbs both.
func by(a, b []float64) []float64 {
	ratios := make([]float64, 0, len(a))
	for i := range min(len(a), len(b)) {
		ratios = append(ratios, a[i]/b[i])
	}
	return ratios
}
