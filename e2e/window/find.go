package window

import (
	"slices"
	"strings"
)

// Node is one thing in the window. Positions are those of the screen: the window fills it and the scale is 1.
type Node struct {
	Type, Text        string
	X, Y, W, H        float32
	VX, VY, VW, VH    float32 // the part that can be seen
	Parent            int
	Tappable, Field   bool // Field: something to type or choose in
	Visible           bool
	Focused, Disabled bool
	Box, Set          bool // a box to tick, and ticked
}

// Tree returns everything in the window, also what is scrolled away or covered.
func (a *App) Tree() []Node {
	a.t.Helper()
	nodes, err := a.tree()
	if err != nil {
		a.t.Fatalf("asking the window what it shows: %v\n%s", err, a.Log())
	}
	return nodes
}

// Texts returns what can be read in the window now, from top to bottom as it is built, each text once.
func (a *App) Texts() []string {
	nodes, err := a.tree()
	if err != nil {
		return nil
	}
	var texts []string
	for _, n := range nodes {
		if n.Visible && n.Text != "" && !slices.Contains(texts, n.Text) {
			texts = append(texts, n.Text)
		}
	}
	return texts
}

// Sees says whether a text can be read now. … at the beginning, at the end or in the middle
// of a text stands for anything.
func (a *App) Sees(text string) bool {
	nodes, err := a.tree()
	return err == nil && len(find(nodes, text, isVisible)) > 0
}

// Await waits until a text can be read.
func (a *App) Await(text string) {
	a.t.Helper()
	a.Eventually("“"+text+"”", func() bool { return a.Sees(text) })
}

// AwaitGone waits until a text can no longer be read.
func (a *App) AwaitGone(text string) {
	a.t.Helper()
	a.Eventually("the end of “"+text+"”", func() bool { return !a.Sees(text) })
}

func isVisible(n Node) bool { return n.Visible }

// matches says whether a text is the wanted one, in which … stands for anything. A text of the window's that has such
// dots itself can be named in full.
func matches(have, want string) bool {
	if have == want {
		return true
	}
	parts := strings.Split(want, "…")
	rest, ok := strings.CutPrefix(have, parts[0])
	if !ok || len(parts) == 1 {
		return false
	}
	last := len(parts) - 1
	for _, part := range parts[1:last] {
		if _, rest, ok = strings.Cut(rest, part); !ok {
			return false
		}
	}
	return strings.HasSuffix(rest, parts[last])
}

// find returns the outermost nodes with a text: a button, and not the label inside it.
func find(nodes []Node, text string, ok func(Node) bool) []int {
	var found []int
	for i, n := range nodes {
		if !matches(n.Text, text) || !ok(n) {
			continue
		}
		inner := false
		for p := n.Parent; p >= 0 && !inner; p = nodes[p].Parent {
			inner = slices.Contains(found, p)
		}
		if !inner {
			found = append(found, i)
		}
	}
	return found
}

// tappable says whether a click on a node reaches something that answers clicks.
func tappable(nodes []Node, i int) bool {
	for ; i >= 0; i = nodes[i].Parent {
		if nodes[i].Disabled {
			return false
		}
		if nodes[i].Tappable || nodes[i].Field {
			return true
		}
	}
	return false
}

func inField(nodes []Node, i int) bool {
	for ; i >= 0; i = nodes[i].Parent {
		if nodes[i].Field {
			return true
		}
	}
	return false
}

// fieldOf returns the field that a text belongs to: the one it stands in as a hint, or the closest one in how the window is
// built; of several that are as close, the first that follows the text.
func fieldOf(nodes []Node, text int) (field int, ok bool) {
	for p := text; p >= 0; p = nodes[p].Parent {
		if nodes[p].Field {
			return p, true
		}
	}
	best := len(nodes)
	for i, n := range nodes {
		if !n.Field || !n.Visible {
			continue
		}
		d := distance(nodes, text, i)
		if d < best || d == best && field < text {
			best, field, ok = d, i, true
		}
	}
	return field, ok
}

// near returns those candidates that share the closest ancestor with a visible text: the button of a card, of a row. What
// shares no less than the whole window with it is not near.
func near(nodes []Node, candidates []int, text string) []int {
	anchors := find(nodes, text, isVisible)
	best, found := len(nodes)+1, []int(nil)
	for _, c := range candidates {
		for _, anchor := range anchors {
			switch d := distance(nodes, c, anchor); {
			case nodes[above(nodes, c, d)].W >= nodes[0].W:
			case d < best:
				best, found = d, []int{c}
			case d == best && !slices.Contains(found, c):
				found = append(found, c)
			}
		}
	}
	return found
}

// distance is how far one has to climb from node i until an ancestor holds node j as well.
func distance(nodes []Node, i, j int) int {
	over := map[int]bool{-1: true}
	for p := j; p >= 0; p = nodes[p].Parent {
		over[p] = true
	}
	d := 0
	for ; !over[i]; i = nodes[i].Parent {
		d++
	}
	if i == -1 {
		return len(nodes)
	}
	return d
}

// above is the ancestor of a node that lies so many steps above it.
func above(nodes []Node, i, steps int) int {
	for ; steps > 0 && nodes[i].Parent >= 0; steps-- {
		i = nodes[i].Parent
	}
	return i
}
