//go:build e2e

package e2e_test

import (
	"slices"
	"testing"

	"evenpost/e2e/window"
)

// keyboard does everything with keys: the pointer is never touched.
type keyboard struct {
	t *testing.T
	*window.App
}

// focused are the texts that can be read on the thing that has the focus.
func (k keyboard) focused() []string {
	nodes := k.Tree()
	var read []string
	within := map[int]bool{}
	for i, n := range nodes {
		if n.Focused {
			within[i] = true
		}
		if within[n.Parent] {
			within[i] = true
		}
		if within[i] && n.Text != "" {
			read = append(read, n.Text)
		}
	}
	return read
}

// press goes with Tab to something that says a text, and presses the space bar on it.
func (k keyboard) press(text string) {
	k.t.Helper()
	k.Await(text)
	k.Settle()
	var way [][]string
	for range 60 {
		k.Key(window.KeyTab)
		k.Settle()
		f := k.focused()
		if slices.Contains(f, text) {
			k.Key(' ')
			return
		}
		way = append(way, f)
	}
	k.t.Fatalf("Tab does not come to “%s”; it went over %q", text, way)
}

// Contacts are imported, somebody is found, tagged, and the tag is taken back, with the keyboard alone.
func TestContactsByKeyboard(t *testing.T) {
	p := newProgram(t)
	k := keyboard{t, window.Launch(t, p.bin, window.Options{Args: []string{"--data", p.data}})}
	type contact struct {
		Email string
		Tags  []string
	}
	tagged := func() (n int) {
		for _, c := range read[[]contact](p, "contacts", "list") {
			n += len(c.Tags)
		}
		return n
	}
	k.Key(window.KeyCtrl, '2')
	k.press("Import a file")
	k.press("Paste addresses…")
	k.Await("Go on")
	k.Settle()
	k.Type("Eva Maier <eva@example.at>, Max Huber <max@example.at>, Anna Bauer <anna@example.at>")
	k.press("Go on") // Tab leaves the field
	k.Await("The first rows of the file.…")
	k.press("Next")
	k.press("No list")
	k.press("Next")
	k.press("Import 3 contacts")
	k.Await("Import finished")
	k.press("Show all contacts")
	k.Await("Max Huber")

	k.Key(window.KeyCtrl, 'f')
	k.Type("max")
	k.Eventually("only Max in the table", func() bool { return k.Sees("Max Huber") && !k.Sees("Eva Maier") })
	k.Key(window.KeyDown)
	k.Key(window.KeyCtrl, 'a')
	k.Await("1 contact, 1 selected")
	k.press("Tag")
	k.Await("Tag 1 contact")
	k.Settle()
	k.Type("vip")
	k.Key(window.KeyReturn)
	k.Eventually("the tag", func() bool { return tagged() == 1 })
	k.Settle()
	k.Key(window.KeyCtrl, 'z')
	k.Eventually("no tag any more", func() bool { return tagged() == 0 })

	// The table: to the ends, a range, one's panel, and out again.
	k.Key(window.KeyEscape)
	k.Key(window.KeyEscape)
	k.Key(window.KeyEscape)
	k.Await("Eva Maier")
	k.Settle()
	for _, press := range [][]window.Key{{window.KeyCtrl, 'f'}, {window.KeyDown}, {window.KeyHome}, {window.KeyShift, window.KeyDown}} {
		k.Key(press...)
		k.Settle() // nobody's fingers are quicker than the window
	}
	k.Await("3 contacts, 2 selected")
	k.Key(window.KeyEscape)
	k.Key(window.KeyEnd)
	k.Await("Nothing was sent to this address yet.") // who one has gone to stands in the panel
	k.Key(window.KeyDelete)
	k.Await("1 contact deleted")
	k.Key(window.KeyCtrl, 'z')
	k.Eventually("everybody back", func() bool { return len(read[[]contact](p, "contacts", "list")) == 3 })
	k.Close()
}
