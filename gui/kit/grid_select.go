package kit

// gridSelection is a set of ids, or all rows but a set of ids: a million selected rows must cost nothing.
type gridSelection struct {
	all bool
	ids map[int64]struct{} // chosen, or left out when all
}

func (s *gridSelection) has(id int64) bool {
	_, named := s.ids[id]
	return named != s.all
}

func (s *gridSelection) put(id int64, on bool) {
	if s.ids == nil {
		s.ids = map[int64]struct{}{}
	}
	if on == s.all {
		delete(s.ids, id)
	} else {
		s.ids[id] = struct{}{}
	}
}

func (s *gridSelection) count(rows int) int {
	if s.all {
		return rows - len(s.ids)
	}
	return len(s.ids)
}

// Selected says whether a row is selected.
func (g *Grid) Selected(row int) bool { return g.RowID != nil && g.sel.has(g.RowID(row)) }

// SelectedCount is the number of selected rows.
func (g *Grid) SelectedCount() int { return g.sel.count(g.rows()) }

// SelectedIDs are the ids of the selected rows in the order of the table. Ids that are no longer shown are left out.
func (g *Grid) SelectedIDs() []int64 {
	if g.RowID == nil || g.SelectedCount() == 0 {
		return nil
	}
	ids := make([]int64, 0, g.SelectedCount())
	for row := range g.rows() {
		if id := g.RowID(row); g.sel.has(id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// ClearSelection selects nothing, as a page does when it shows other rows.
func (g *Grid) ClearSelection() { g.setAll(false) }

// SelectAll selects every row.
func (g *Grid) SelectAll() { g.setAll(true) }

func (g *Grid) setAll(all bool) {
	if g.RowID == nil {
		return
	}
	was := g.SelectedCount()
	g.sel = gridSelection{all: all}
	g.selectionChanged(was != g.SelectedCount())
}

// Select selects or unselects a row.
func (g *Grid) Select(row int, on bool) {
	if g.RowID == nil || row < 0 || row >= g.rows() {
		return
	}
	g.sel.put(g.RowID(row), on)
	g.selectionChanged(true)
}

func (g *Grid) selectRange(a, b int) {
	if g.RowID == nil {
		return
	}
	for row := max(0, min(a, b)); row <= max(a, b) && row < g.rows(); row++ {
		g.sel.put(g.RowID(row), true)
	}
	g.selectionChanged(true)
}

func (g *Grid) selectionChanged(tell bool) {
	g.Refresh()
	if tell && g.OnSelect != nil {
		g.OnSelect()
	}
}
