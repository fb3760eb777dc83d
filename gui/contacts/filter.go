package contacts

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"evenpost/gui/kit"
	"evenpost/storage"
)

// filter says which contacts the table shows.
type filter struct {
	search string
	list   int64
	tag    string
	rule   int64 // id of a segment
	status mailable
}

// mailable says whether those who are never mailed are shown.
type mailable int

const (
	everybody mailable = iota
	mayBeMailed
	neverMailed
)

func (v *people) query() storage.ContactQuery {
	q := storage.ContactQuery{Search: v.filter.search, ListID: v.filter.list, Tag: v.filter.tag, Sort: v.sort, Desc: v.desc}
	for _, g := range v.last.rules {
		if g.ID == v.filter.rule {
			q.Rule = g.Rule
		}
	}
	switch no, yes := false, true; v.filter.status {
	case mayBeMailed:
		q.Suppressed = &no
	case neverMailed:
		q.Suppressed = &yes
	case everybody:
	}
	return q
}

func (v *people) makeFilters() {
	v.lists = kit.NewSelect(nil, func(string) { v.onFilter() })
	v.tags = kit.NewSelect(nil, func(string) { v.onFilter() })
	v.segments = kit.NewSelect(nil, func(string) { v.onSegment() })
	v.status = kit.NewSelect(nil, func(string) { v.onFilter() })
	// A Select is as wide as this.
	v.lists.PlaceHolder, v.tags.PlaceHolder, v.segments.PlaceHolder = kit.T("All lists"), kit.T("All tags"), kit.T("All segments")
	v.status.PlaceHolder = kit.T("Never mailed")
	v.offer(reading{})
}

// onSegment shows those in a segment, or goes to where segments are made.
func (v *people) onSegment() {
	if v.segments.SelectedIndex() == len(v.segments.Options)-1 {
		v.offer(v.last)
		v.page.editSegments()
		return
	}
	v.onFilter()
}

// offer shows which lists, tags and segments there are to choose from; a list or tag that is gone is no longer a filter.
func (v *people) offer(r reading) {
	lists, chosen := []string{kit.T("All lists")}, 0
	for i, l := range r.lists {
		lists = append(lists, l.Name)
		if l.ID == v.filter.list {
			chosen = i + 1
		}
	}
	quietly(v.lists, lists, chosen)
	tags, tagged := []string{kit.T("All tags")}, 0
	for i, tag := range r.tags {
		tags = append(tags, tag)
		if tag == v.filter.tag {
			tagged = i + 1
		}
	}
	quietly(v.tags, tags, tagged)
	rules, meant := []string{kit.T("All segments")}, 0
	for i, g := range r.rules {
		rules = append(rules, g.Name)
		if g.ID == v.filter.rule {
			meant = i + 1
		}
	}
	quietly(v.segments, append(rules, kit.T("Edit segments…")), meant)
	quietly(v.status, statusNames(), int(v.filter.status))
}

// statusNames are the values of mailable, in their order.
func statusNames() []string {
	return []string{kit.T("Everybody"), kit.T("May be mailed"), kit.T("Never mailed")}
}

// quietly changes what can be chosen and what is, without telling.
func quietly(s *kit.Select, options []string, chosen int) {
	tell := s.OnChanged
	s.OnChanged = nil
	s.Options = options
	s.SetSelectedIndex(chosen)
	s.OnChanged = tell
	s.Refresh()
}

// onFilter shows what the search field and the filters say.
func (v *people) onFilter() {
	f := filter{search: v.search.Text, status: mailable(max(0, v.status.SelectedIndex()))}
	if i := v.segments.SelectedIndex(); i > 0 && i <= len(v.last.rules) {
		f.rule = v.last.rules[i-1].ID
	}
	if i := v.lists.SelectedIndex(); i > 0 && i <= len(v.last.lists) {
		f.list = v.last.lists[i-1].ID
	}
	if i := v.tags.SelectedIndex(); i > 0 {
		f.tag = v.tags.Options[i]
	}
	if f == v.filter {
		return
	}
	v.filter = f
	v.grid.ClearSelection()
	v.grid.Top()
	v.restart()
}

// setFilter shows another filter; the rows come with the next reading.
func (v *people) setFilter(f filter) {
	v.filter = f
	search := v.search.OnSearch
	v.search.OnSearch = nil
	v.search.SetText(f.search)
	v.search.OnSearch = search
	v.grid.ClearSelection()
	v.grid.Top()
	v.offer(v.last)
}

// picksLayout sets the search field and the filters in one row: each filter as wide as its first choice needs, the search field
// in what is left. Where that would be too little for it, as with large letters, the filters stand in a row of their own.
type picksLayout struct{ width float32 }

// searchLeast is the room that the words in an empty search field need, larger ones too.
func searchLeast() float32 { return 12 * theme.TextSize() }

// natural is how wide each filter would like to be, and all of them with the gaps before them.
func (*picksLayout) natural(picks []fyne.CanvasObject) (each []float32, sum float32) {
	for _, p := range picks {
		w := p.MinSize().Width // of its first choice; a chosen name that is longer is cut
		each, sum = append(each, w), sum+w+kit.SpaceS
	}
	return each, sum
}

func (l *picksLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	h := float32(0)
	for _, x := range o {
		h = max(h, x.MinSize().Height)
	}
	if _, sum := l.natural(o[1:]); l.width > 0 && l.width < searchLeast()+sum {
		h = 2*h + kit.SpaceS
	}
	return fyne.NewSize(3*searchLeast(), h)
}

func (l *picksLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	l.width = s.Width
	h := o[0].MinSize().Height
	each, sum := l.natural(o[1:])
	x, y := s.Width-sum, float32(0)
	o[0].Move(fyne.NewPos(0, 0))
	o[0].Resize(fyne.NewSize(x, h))
	more := float32(0) // for each filter in a row of its own
	if x < searchLeast() {
		o[0].Resize(fyne.NewSize(s.Width, h))
		x, y, more = -kit.SpaceS, h+kit.SpaceS, (s.Width+kit.SpaceS-sum)/float32(len(each))
	}
	for i, p := range o[1:] {
		x += kit.SpaceS
		p.Move(fyne.NewPos(x, y))
		p.Resize(fyne.NewSize(each[i]+more, h))
		x += each[i] + more
	}
}
