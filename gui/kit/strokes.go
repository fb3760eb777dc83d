package kit

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Fyne gives an icon the colours of the theme by replacing its fills; it leaves strokes black. So the line drawings of this
// package are turned into filled outlines: every piece of line a bar, every corner a disc, all turning the same way so that
// they melt together.

type point struct{ x, y float64 }

// outline is the SVG path of lines of the given width. The drawing is a list of parts, separated by "|": paths of absolute
// M, L, C and Z; "O x y r" for a circle; "R x y w h r" for a rectangle with round corners.
func outline(drawing string, width float64) string {
	var b strings.Builder
	for part := range strings.SplitSeq(drawing, "|") {
		for _, line := range polylines(strings.Fields(part)) {
			for i, p := range line {
				disc(&b, p, width/2)
				if i > 0 {
					piece(&b, line[i-1], p, width/2)
				}
			}
		}
	}
	return b.String()
}

func polylines(words []string) [][]point {
	if len(words) == 0 {
		return nil
	}
	switch n := numbers(words[1:]); words[0] {
	case "O":
		return [][]point{arc(n[0], n[1], n[2], 0, 360, 28)}
	case "R":
		x, y, w, h, r := n[0], n[1], n[2], n[3], n[4]
		line := arc(x+w-r, y+r, r, -90, 0, 5)
		line = append(line, arc(x+w-r, y+h-r, r, 0, 90, 5)...)
		line = append(line, arc(x+r, y+h-r, r, 90, 180, 5)...)
		line = append(line, arc(x+r, y+r, r, 180, 270, 5)...)
		return [][]point{append(line, line[0])}
	}
	return pathLines(words)
}

func pathLines(words []string) [][]point {
	var lines [][]point
	var line []point
	command := ""
	for i := 0; i < len(words); {
		if c := words[i]; c >= "A" && c <= "Z" {
			command = c
			i++
			if c == "Z" {
				line = append(line, line[0])
			}
			if c == "M" && line != nil {
				lines, line = append(lines, line), nil
			}
			continue
		}
		if command == "C" {
			n := numbers(words[i : i+6])
			line = append(line, curve(line[len(line)-1], point{n[0], n[1]}, point{n[2], n[3]}, point{n[4], n[5]})...)
			i += 6
			continue
		}
		n := numbers(words[i : i+2])
		line = append(line, point{n[0], n[1]})
		i += 2
	}
	return append(lines, line)
}

// numbers reads the drawings of this package; what is wrong in them shows in the picture and in a test.
func numbers(words []string) []float64 {
	var n []float64
	for _, w := range words {
		f, err := strconv.ParseFloat(w, 64)
		if err != nil {
			break
		}
		n = append(n, f)
	}
	return n
}

func arc(x, y, r, from, to float64, steps int) []point {
	line := make([]point, 0, steps+1)
	for i := range steps + 1 {
		a := (from + (to-from)*float64(i)/float64(steps)) * math.Pi / 180
		line = append(line, point{x + r*math.Cos(a), y + r*math.Sin(a)})
	}
	return line
}

func curve(a, b, c, d point) []point {
	const steps = 10
	line := make([]point, 0, steps)
	for i := 1; i <= steps; i++ {
		t := float64(i) / steps
		u := 1 - t
		mix := func(a, b, c, d float64) float64 { return u*u*u*a + 3*u*u*t*b + 3*u*t*t*c + t*t*t*d }
		line = append(line, point{mix(a.x, b.x, c.x, d.x), mix(a.y, b.y, c.y, d.y)})
	}
	return line
}

func disc(b *strings.Builder, p point, r float64) {
	for i, q := range arc(p.x, p.y, r, 0, 360, 12)[:12] {
		to(b, i, q)
	}
	b.WriteString("Z ")
}

func piece(b *strings.Builder, p, q point, r float64) {
	length := math.Hypot(q.x-p.x, q.y-p.y)
	if length == 0 {
		return
	}
	x, y := (q.y-p.y)/length*r, -(q.x-p.x)/length*r // across, to the same side always: the turn stays the same
	for i, c := range []point{{p.x + x, p.y + y}, {q.x + x, q.y + y}, {q.x - x, q.y - y}, {p.x - x, p.y - y}} {
		to(b, i, c)
	}
	b.WriteString("Z ")
}

func to(b *strings.Builder, i int, p point) {
	letter := 'L'
	if i == 0 {
		letter = 'M'
	}
	fmt.Fprintf(b, "%c%.2f %.2f ", letter, p.x, p.y)
}
