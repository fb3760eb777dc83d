package window

import (
	"fmt"
	"slices"
	"strings"
)

// Click clicks on the one thing with a text that answers clicks, scrolling to it when it must.
func (a *App) Click(text string) {
	a.t.Helper()
	a.click(text, "", false)
}

// ClickIn clicks on the thing with a text that stands nearest to another text: a button of that card or row.
func (a *App) ClickIn(place, text string) {
	a.t.Helper()
	a.click(text, place, false)
}

// ClickFirst clicks on the first of several things with a text: the button at the top of a page, say, that an empty list
// offers once more.
func (a *App) ClickFirst(text string) {
	a.t.Helper()
	a.click(text, "", true)
}

func (a *App) click(text, place string, first bool) {
	a.t.Helper()
	what := "something to click that says “" + text + "”"
	if place != "" {
		what += " at “" + place + "”"
	}
	var target Node
	most := 0
	a.Eventually(what, func() bool {
		nodes, err := a.tree()
		if err != nil {
			return false
		}
		found := slices.DeleteFunc(find(nodes, text, isVisible), func(i int) bool { return !tappable(nodes, i) })
		if place != "" {
			found = near(nodes, found, place)
		}
		if len(found) > 1 { // a field is called by its label; what stands in it may be the name of something else
			found = slices.DeleteFunc(found, func(i int) bool { return inField(nodes, i) })
		}
		if first && len(found) > 1 {
			found = found[:1]
		}
		switch len(found) {
		case 1:
			before := target
			target = nodes[found[0]]
			return centre(before) == centre(target) // twice in the same place: it does not move any more
		case 0:
			a.scrollTowards(nodes, text)
		}
		if len(found) != most {
			most = len(found)
			a.t.Logf("%d things to click say “%s”", most, text)
		}
		return false
	})
	a.clickNode(target, leftButton)
}

// ClickRight opens the context menu of a text.
func (a *App) ClickRight(text string) {
	a.t.Helper()
	a.clickNode(a.the(text), rightButton)
}

// DoubleClick clicks twice on a text.
func (a *App) DoubleClick(text string) {
	a.t.Helper()
	n := a.the(text)
	a.x.click(centre(n), leftButton)
	a.x.click(centre(n), leftButton)
}

// Fill writes into the field at a label, or that shows the text as its hint, in place of what stands there.
func (a *App) Fill(label, value string) {
	a.t.Helper()
	looks := 0
	a.Eventually("the cursor in “"+label+"”", func() bool {
		const again = 30 // looks; the page may have put a new field in the place of the one that was clicked
		if looks%again == 0 {
			a.clickNode(a.Field(label), leftButton)
		}
		looks++
		nodes, err := a.tree()
		return err == nil && slices.ContainsFunc(nodes, func(n Node) bool { return n.Focused && n.Field })
	})
	a.Key(KeyCtrl, 'a')
	a.Key(KeyBackSpace)
	a.Type(value)
}

// Field returns the field that shows a text as its hint or value, or the one that a label with that text stands at.
func (a *App) Field(label string) Node {
	a.t.Helper()
	var field Node
	a.Eventually("a field called “"+label+"”", func() bool {
		nodes, err := a.tree()
		if err != nil {
			return false
		}
		found := find(nodes, label, isVisible)
		if len(found) == 0 {
			a.scrollTowards(nodes, label)
			return false
		}
		i, ok := fieldOf(nodes, found[0])
		if ok {
			field = nodes[i]
		}
		return ok
	})
	return field
}

// the returns the first visible node with a text.
func (a *App) the(text string) Node {
	a.t.Helper()
	var n Node
	a.Eventually("“"+text+"”", func() bool {
		nodes, err := a.tree()
		if err != nil {
			return false
		}
		found := find(nodes, text, isVisible)
		if len(found) == 0 {
			a.scrollTowards(nodes, text)
			return false
		}
		n = nodes[found[0]]
		return true
	})
	return n
}

// scrollTowards turns the wheel over the scrolled area in which a text lies out of sight, if there is one.
func (a *App) scrollTowards(nodes []Node, text string) {
	for _, i := range find(nodes, text, func(n Node) bool { return !n.Visible }) {
		for p := nodes[i].Parent; p >= 0; p = nodes[p].Parent {
			if !strings.HasSuffix(nodes[p].Type, "Scroll") || !nodes[p].Visible {
				continue
			}
			wheel, away := wheelDown, nodes[i].Y+nodes[i].H-nodes[p].VY-nodes[p].VH
			if nodes[i].Y < nodes[p].VY {
				wheel, away = wheelUp, nodes[p].VY-nodes[i].Y
			}
			const aTurn = 25 // so many units go by at one turn of the wheel, or more
			a.x.click(centre(nodes[p]), wheel)
			for range int(away / aTurn) {
				a.x.turn(wheel)
			}
			return
		}
	}
}

func (a *App) clickNode(n Node, button byte) { a.x.click(centre(n), button) }

// centre is where a person aims: the middle of what can be seen, or the box of what is ticked.
func centre(n Node) point {
	x := n.VX + n.VW/2
	if n.Box {
		x = n.VX + min(n.VW/2, 16)
	}
	return point{int16(x), int16(n.VY + n.VH/2)}
}

// Type presses the keys of a text.
func (a *App) Type(text string) {
	a.t.Helper()
	for _, r := range text {
		key := Key(r)
		if r == '\n' {
			key = KeyReturn
		}
		if err := a.x.tap(key, nil); err != nil {
			a.t.Fatalf("typing %q: %v", text, err)
		}
	}
}

// Key presses a key while the ones named before it are held: Key(KeyCtrl, 'f').
func (a *App) Key(keys ...Key) {
	a.t.Helper()
	last := len(keys) - 1
	if err := a.x.tap(keys[last], keys[:last]); err != nil {
		a.t.Fatalf("pressing %v: %v", keys, err)
	}
}

// Shot writes a picture of the screen.
func (a *App) Shot(path string) {
	a.t.Helper()
	if err := a.x.shot(path); err != nil {
		a.t.Errorf("picture %s: %v", path, err)
	}
}

// Settle waits until the window shows the same for a moment: nothing loads or moves any more.
func (a *App) Settle() {
	a.t.Helper()
	const quiet = 12 // looks in a row, 15 ms apart
	var last string
	same := 0
	a.Eventually("a window at rest", func() bool {
		nodes, err := a.tree()
		if now := fmt.Sprint(nodes); err != nil || now != last {
			last, same = now, 0
			return false
		}
		same++
		return same >= quiet
	})
}
