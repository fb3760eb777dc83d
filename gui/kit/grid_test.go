package kit_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"pgregory.net/rapid"

	"evenpost/gui/kit"
	"evenpost/gui/kit/kittest"
)

func table(e *kittest.Env, rows int) *kit.Grid {
	g := kit.NewGrid(
		kit.GridColumn{Key: "name", Title: "Name", Min: 120, Weight: 1},
		kit.GridColumn{Title: "Number", Min: 80},
		kit.GridColumn{Key: "extra", Title: "Extra", Min: 300, Optional: true},
	)
	g.Rows = func() int { return rows }
	g.RowID = func(row int) int64 { return int64(row) + 1000 }
	g.CellAt = func(row, col int) kit.Cell {
		return kit.Cell{Text: fmt.Sprintf("r%d c%d", row, col), Pill: col == 1 && row%2 == 0, Tone: kit.Good}
	}
	e.Show(g)
	e.Resize(800, 600)
	return g
}

func press(g *kit.Grid, keys ...fyne.KeyName) {
	for _, k := range keys {
		g.TypedKey(&fyne.KeyEvent{Name: k})
	}
}

func TestGridIsExactAtAMillionRows(t *testing.T) {
	e := kittest.New(t)
	g := table(e, 1_000_000)
	g.Focus()
	press(g, fyne.KeyEnd)
	if g.Current() != 999_999 || !e.Sees("r999999 c0") {
		t.Fatalf("End leads to row %d; the window shows %q", g.Current(), e.Texts())
	}
	press(g, fyne.KeyUp)
	if !e.Sees("r999998 c0") {
		t.Fatal("the row above the last is not shown")
	}
	for _, row := range []int{123_456, 420_001, 900_000, 7} {
		g.ScrollTo(row)
		want := fmt.Sprintf("r%d c0", row)
		if !slices.Contains(e.Texts(), want) {
			t.Errorf("ScrollTo(%d) does not show the row", row)
		}
	}
	if n := len(e.Texts()); n > 100 {
		t.Errorf("%d texts are made for one screen", n)
	}
}

// Whatever is done, each visible row shows its own text and stands below the one before.
func TestGridShowsWhatItShould(t *testing.T) {
	e := kittest.New(t)
	rows := 1000
	g := table(e, rows)
	g.Rows = func() int { return rows }
	rapid.Check(t, func(t *rapid.T) {
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			switch rapid.IntRange(0, 4).Draw(t, "what") {
			case 0:
				rows = rapid.IntRange(0, 1_000_000).Draw(t, "rows")
				g.Reload()
			case 1:
				g.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, float32(rapid.IntRange(-90_000, 90_000).Draw(t, "wheel")))})
			case 2:
				press(g, rapid.SampledFrom([]fyne.KeyName{fyne.KeyHome, fyne.KeyEnd, fyne.KeyPageDown, fyne.KeyPageUp, fyne.KeyUp, fyne.KeyDown, fyne.KeySpace}).Draw(t, "key"))
			case 3:
				e.Resize(800, float32(rapid.IntRange(200, 900).Draw(t, "height")))
			case 4:
				g.ScrollTo(rapid.IntRange(0, max(0, rows-1)).Draw(t, "to"))
			}
		}
		var seen []int
		for _, s := range e.Texts() {
			if number, ok := strings.CutSuffix(s, " c0"); ok {
				row, err := strconv.Atoi(number[1:])
				if err != nil {
					t.Fatal(err)
				}
				seen = append(seen, row)
			}
		}
		slices.Sort(seen)
		if len(slices.Compact(slices.Clone(seen))) != len(seen) {
			t.Fatalf("a row is shown twice: %v", seen)
		}
		for i := 1; i < len(seen); i++ {
			if seen[i] != seen[i-1]+1 {
				t.Fatalf("rows are missing in between: %v", seen)
			}
		}
		if rows > 0 && len(seen) == 0 {
			t.Fatalf("%d rows and none is shown", rows)
		}
		if c := g.Current(); rows > 0 && (c < 0 || c >= rows) {
			t.Fatalf("the current row is %d of %d", c, rows)
		}
	})
}

func TestGridSelection(t *testing.T) {
	e := kittest.New(t)
	g := table(e, 1_000_000)
	told := 0
	g.OnSelect = func() { told++ }
	kittest.ClickRow(g, 2, fyne.KeyModifierShortcutDefault)
	kittest.ClickRow(g, 5, fyne.KeyModifierShift)
	if got := g.SelectedIDs(); !slices.Equal(got, []int64{1002, 1003, 1004, 1005}) {
		t.Fatalf("Ctrl on 2 and Shift on 5 select %v", got)
	}
	kittest.ClickRow(g, 3, fyne.KeyModifierShortcutDefault)
	if g.Selected(3) || g.SelectedCount() != 3 || told != 3 {
		t.Fatalf("row 3 %v, %d selected, told %d times", g.Selected(3), g.SelectedCount(), told)
	}
	g.Focus()
	g.TypedShortcut(&fyne.ShortcutSelectAll{})
	press(g, fyne.KeyHome, fyne.KeySpace)
	if g.SelectedCount() != 999_999 || g.Selected(0) {
		t.Fatalf("all but the first: %d", g.SelectedCount())
	}
	if ids := g.SelectedIDs(); len(ids) != 999_999 || ids[0] != 1001 {
		t.Fatalf("%d ids", len(ids))
	}
	press(g, fyne.KeyEscape)
	if g.SelectedCount() != 0 {
		t.Fatal("Escape leaves a selection")
	}
	g.KeyDown(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	press(g, fyne.KeyDown, fyne.KeyDown)
	g.KeyUp(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	if g.SelectedCount() != 3 {
		t.Fatalf("Shift and arrows select %d", g.SelectedCount())
	}
}

func TestGridMouse(t *testing.T) {
	e := kittest.New(t)
	g := table(e, 50)
	sorted, opened, deleted := "", -1, false
	g.OnSort = func(key string, desc bool) { sorted = fmt.Sprint(key, desc) }
	g.OnOpen = func(row int) { opened = row }
	g.OnDelete = func() { deleted = true }
	g.OnMenu = func(row int) []*fyne.MenuItem {
		return []*fyne.MenuItem{fyne.NewMenuItem(fmt.Sprintf("menu of %d", row), func() {})}
	}
	head := fyne.NewPos(80, 10)
	for _, want := range []string{"namefalse", "nametrue", "namefalse"} {
		click(g, head)
		if sorted != want {
			t.Fatalf("sorted %q, want %q", sorted, want)
		}
	}
	g.DoubleTapped(&fyne.PointEvent{Position: g.RowPosition(4)})
	if opened != 4 {
		t.Fatalf("opened %d", opened)
	}
	g.Focus()
	press(g, fyne.KeyDelete, fyne.KeyReturn)
	if !deleted {
		t.Fatal("Delete is not told")
	}
	g.TappedSecondary(&fyne.PointEvent{Position: g.RowPosition(6), AbsolutePosition: g.RowPosition(6)})
	if !e.Sees("menu of 6") {
		t.Fatalf("no context menu: %q", e.Texts())
	}
}

func click(g *kit.Grid, at fyne.Position) {
	e := &desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at}, Button: desktop.MouseButtonPrimary}
	g.MouseDown(e)
	g.MouseUp(e)
}

func TestGridLeavesOutColumnsWhenNarrow(t *testing.T) {
	e := kittest.New(t)
	table(e, 3)
	if !e.Sees("Extra") {
		t.Fatal("a wide table has all columns")
	}
	e.Resize(400, 300)
	if e.Sees("Extra") || e.Sees("r0 c2") || !e.Sees("r0 c1") {
		t.Fatalf("a narrow table shows %q", e.Texts())
	}
}

func BenchmarkGridScroll(b *testing.B) {
	e := kittest.New(b)
	g := table(e, 1_000_000)
	for b.Loop() {
		g.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, -40)})
	}
}
