package contacts

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"evenpost/gui/kit"
	"evenpost/mailing"
	"evenpost/storage"
)

// people is the table of contacts with its search, its filters and what can be done with the selected ones; beside it the panel
// with everything about one.
type people struct {
	page *Page
	ui   *kit.UI
	root *fyne.Container

	filter filter
	sort   string
	desc   bool
	rows   rows
	fields []mailing.Field // that are columns
	cols   []int           // what each column shows
	last   reading
	fresh  bool  // other contacts or another order were asked for: the first rows come first
	known  bool  // something was read
	opened int64 // the contact in the panel
	live   *kit.Live[reading]

	head      *kit.Header
	adding    *kit.Button
	importing *kit.Button
	slot      *kit.Slot
	search    *kit.Search
	lists     *kit.Select
	tags      *kit.Select
	segments  *kit.Select
	status    *kit.Select
	count     *kit.Text
	withAll   *fyne.Container // what can be done
	withSome  *fyne.Container // and with the selected ones
	grid      *kit.Grid
	panel     *detail
	full      fyne.CanvasObject
	nobody    fyne.CanvasObject // there is no contact at all
	nomatch   fyne.CanvasObject // the filter leaves none
	body      *fyne.Container
	frame     *fyne.Container
}

// reading is what the table shows, as it was read.
type reading struct {
	ids   []int64
	more  bool            // these are only the first
	total int             // of all contacts, whatever the filter
	never map[string]bool // the addresses that are never mailed, by their key
	lists []mailing.List
	tags  []string

	fields []mailing.Field
	rules  []mailing.Segment
}

// firstRows are shown before the others are known.
const firstRows = 200

func newPeople(p *Page) *people {
	v := &people{page: p, ui: p.ui, sort: "name", rows: rows{ctx: p.ui.Ctx, store: p.store}}
	v.live = kit.NewLive(p.ui, v.begin, v.refreshed)
	v.root = container.NewStack(v.content())
	return v
}

func (v *people) content() fyne.CanvasObject {
	v.adding = kit.Primary(kit.T("Add contact"), theme.ContentAddIcon(), v.page.add)
	v.adding.SetToolTip(kit.T("Ctrl+N"))
	v.importing = kit.Secondary(kit.T("Import…"), kit.IconUpload, v.onImport)
	v.head = kit.PageHeader(kit.T("Contacts"), " ", v.importing, v.adding)

	v.search = kit.NewSearch(kit.T("Search contacts"), func(string) { v.onFilter() })
	v.search.OnDown = func() { v.grid.Focus() }
	v.slot, v.count = kit.NewSlot(), kit.Strong("").Cuttable()
	hint := kit.Small(kit.T("Tick several to do something with all of them. Enter opens, Enter again edits, Delete deletes.")).Cuttable()
	v.makeFilters()
	v.makeGrid()
	v.panel = newDetail(v)
	v.panel.Closed = func() { v.opened = 0; v.grid.Focus() }

	v.nobody = kit.EmptyState(kit.IconPeople, kit.T("No contacts yet"),
		kit.T("Bring your customers from your spreadsheet: choose the file, look at the columns, done. You can also drop the file on this window."),
		kit.Row(kit.SpaceS, v.neverButton(), kit.Secondary(kit.T("Add one by hand"), theme.ContentAddIcon(), v.page.add), kit.Primary(kit.T("Import a file"), kit.IconUpload, v.onImport)))
	v.nomatch = kit.EmptyState(theme.SearchIcon(), kit.T("Nobody found"), kit.T("No contact matches the search and the filters."),
		kit.Secondary(kit.T("Show all contacts"), nil, func() { v.setFilter(filter{}); v.restart() }))
	v.body = container.NewStack(container.NewCenter(kit.Muted(kit.T("Reading the contacts…")))) // until the first are there
	picks := container.New(&picksLayout{}, v.search, v.lists, v.tags, v.segments, v.status)
	line := kit.AtLeast(0, 38, kit.Row(kit.SpaceS, kit.Grow(v.count), v.makeBar()))
	top := kit.Column(kit.SpaceS, v.slot, picks, line)
	v.full = kit.Between(container.New(gapBelow{}, top), hint, kit.WithPanel(v.body, v.panel.SidePanel))
	v.frame = container.NewStack(v.full)
	return kit.PageFill(v.head, v.frame)
}

// gapBelow keeps what is above the table a little apart from it.
type gapBelow struct{}

func (gapBelow) MinSize(o []fyne.CanvasObject) fyne.Size {
	return o[0].MinSize().AddWidthHeight(0, kit.SpaceXS)
}

func (gapBelow) Layout(o []fyne.CanvasObject, s fyne.Size) {
	o[0].Move(fyne.NewPos(0, 0))
	o[0].Resize(s.SubtractWidthHeight(0, kit.SpaceXS))
}

func (v *people) makeGrid() {
	v.grid = kit.NewGrid(v.makeColumns()...)
	v.grid.Rows = func() int { return len(v.rows.ids) }
	v.grid.RowID = v.rows.id
	v.grid.CellAt = v.cell
	v.grid.OnSort = func(key string, desc bool) {
		v.sort, v.desc = key, desc
		v.restart()
	}
	v.grid.OnSelect = v.selected
	v.grid.OnCursor = v.onCursor
	v.grid.OnOpen = v.onOpen
	v.grid.OnDelete = v.onDelete
	v.grid.OnMenu = v.menu
	v.grid.SetSort(v.sort, v.desc)
}

// restart reads what the table shows after something else was asked for.
func (v *people) restart() {
	v.fresh = true
	v.live.Restart()
}

func (v *people) onImport() { v.page.openImport("") }

func (v *people) begin() func(context.Context) (reading, error) {
	store, q, last, rule := v.page.store, v.query(), v.last, v.filter.rule
	if v.fresh && last.total > firstRows {
		v.fresh = false
		return func(ctx context.Context) (reading, error) {
			var err error
			if last.rules, err = store.Segments(ctx); err != nil {
				return last, err
			}
			q = withRule(q, rule, last.rules)
			q.Limit = firstRows
			last.ids, err = store.ContactIDs(ctx, q)
			last.more = len(last.ids) == firstRows
			return last, err
		}
	}
	if !v.known {
		q.Limit = firstRows
	}
	return func(ctx context.Context) (r reading, err error) {
		if r.rules, err = store.Segments(ctx); err != nil {
			return r, err
		}
		q := withRule(q, rule, r.rules)
		if r.ids, err = store.ContactIDs(ctx, q); err != nil {
			return r, err
		}
		r.more = q.Limit > 0 && len(r.ids) == q.Limit
		if r.total, err = store.CountContacts(ctx, storage.ContactQuery{}); err != nil {
			return r, err
		}
		if r.lists, err = store.Lists(ctx); err != nil {
			return r, err
		}
		if r.fields, err = store.Fields(ctx); err != nil {
			return r, err
		}
		if r.tags, err = store.Tags(ctx); err != nil {
			return r, err
		}
		all, err := store.Suppressions(ctx, "")
		r.never = make(map[string]bool, len(all))
		for _, x := range all {
			r.never[mailing.AddressKey(x.Address)] = true
		}
		return r, err
	}
}

// withRule is a query with the rule of a segment as it is now. One that is gone is no filter any more.
func withRule(q storage.ContactQuery, segment int64, all []mailing.Segment) storage.ContactQuery {
	for _, g := range all {
		if g.ID == segment {
			q.Rule = g.Rule
		}
	}
	return q
}

// refreshed shows what was read.
func (v *people) refreshed(r reading, err error) {
	if err != nil {
		v.slot.Fail(v.ui, err)
		swap(v.body, v.grid)
		return
	}
	v.slot.Put(nil)
	v.known = true
	if v.filter.list != 0 && !slices.ContainsFunc(r.lists, func(l mailing.List) bool { return l.ID == v.filter.list }) {
		v.filter.list = 0 // deleted meanwhile
		v.live.Ask()
	}
	if v.filter.rule != 0 && !slices.ContainsFunc(r.rules, func(g mailing.Segment) bool { return g.ID == v.filter.rule }) {
		v.filter.rule = 0
		v.live.Ask()
	}
	v.last = r
	v.rows.set(r.ids)
	v.showColumns(r.fields)
	if r.more {
		v.live.Ask()
	}
	v.offer(r)
	show := v.full
	if r.total == 0 { // what to do first stands in the middle then
		show = v.nobody
		v.panel.Hide()
	}
	kit.Show(v.adding, r.total > 0)
	kit.Show(v.importing, r.total > 0)
	swap(v.frame, show)
	show = v.grid
	if len(r.ids) == 0 {
		show = v.nomatch
	}
	swap(v.body, show)
	v.head.SetSubtitle(v.summary())
	v.grid.Reload()
	v.selected()
	if v.opened != 0 {
		v.panel.open(v.opened)
	}
}

func swap(in *fyne.Container, o fyne.CanvasObject) {
	if in.Objects[0] != o {
		in.Objects[0] = o
		in.Refresh()
	}
}

// summary is the line below the title.
func (v *people) summary() string {
	if v.last.total == 0 {
		return kit.T("The people you write to")
	}
	parts := []string{kit.N("{{.N}} contact", "{{.N}} contacts", v.last.total)}
	if n := len(v.last.lists); n > 0 {
		parts = append(parts, kit.N("{{.N}} list", "{{.N}} lists", n))
	}
	if n := len(v.last.never); n > 0 {
		parts = append(parts, kit.N("{{.N}} never mailed", "{{.N}} never mailed", n))
	}
	return strings.Join(parts, " · ")
}

func (v *people) suppressed(c mailing.Contact) bool { return v.last.never[mailing.AddressKey(c.Email)] }

func (v *people) cell(row, col int) kit.Cell {
	c, ok := v.rows.at(row)
	col = v.cols[col]
	if !ok {
		if col == colName {
			return kit.Cell{Text: "…", Dim: true}
		}
		return kit.Cell{}
	}
	never := v.suppressed(c)
	if col >= colField {
		return v.fieldCell(c, v.fields[col-colField], never)
	}
	switch col {
	case colName:
		if c.Name() == "" {
			return kit.Cell{Text: "–", Dim: true}
		}
		return kit.Cell{Text: c.Name(), Dim: never, Bold: c.ID == v.opened}
	case colEmail:
		if never { // said here too: a narrow table has no column of the status
			return kit.Cell{Text: c.Email, Dim: true, Icon: kit.IconBlock}
		}
		return kit.Cell{Text: c.Email}
	case colCompany:
		return kit.Cell{Text: c.Company, Dim: true}
	case colTags:
		return kit.Cell{Text: strings.Join(c.Tags, ", "), Dim: true}
	case colStatus:
		if never {
			return kit.Cell{Text: kit.T("never mailed"), Pill: true}
		}
		return kit.Cell{}
	}
	return kit.Cell{Text: kit.Date(c.CreatedAt.In(v.ui.Zone), v.ui.Now().In(v.ui.Zone)), Dim: true}
}

// onCursor shows the contact one has gone to, unless one is choosing several.
func (v *people) onCursor(row int) {
	if v.panel.Visible() || v.grid.SelectedCount() == 0 {
		v.openRow(row)
	}
}

// onOpen shows the contact; pressed once more it lets one edit it.
func (v *people) onOpen(row int) {
	if id := v.rows.id(row); v.panel.Visible() && id != 0 && v.opened == id {
		v.page.edit(id)
		return
	}
	v.openRow(row)
}

func (v *people) openRow(row int) {
	if id := v.rows.id(row); id != 0 {
		v.opened = id
		v.panel.open(id)
		v.grid.Refresh()
	}
}

// openContact shows one contact, whatever the table shows.
func (v *people) openContact(id int64) {
	v.opened = id
	if row := v.rows.find(id); row >= 0 {
		v.grid.SetCurrent(row)
	}
	v.panel.open(id)
}

func (v *people) takeKey(key fyne.KeyName) bool {
	switch key {
	case fyne.KeyEscape:
		switch {
		case v.panel.Visible():
			v.panel.Close()
		case v.grid.SelectedCount() > 0:
			v.grid.ClearSelection()
		case v.filter != filter{}:
			v.setFilter(filter{})
			v.restart()
		default:
			return false
		}
		return true
	case fyne.KeyDelete:
		v.onDelete()
		return true
	case fyne.KeyDown:
		v.grid.Focus()
		return true
	case fyne.KeyUp, fyne.KeyPageUp, fyne.KeyPageDown, fyne.KeyHome, fyne.KeyEnd: // meant for the table, whoever has the focus
		v.grid.Focus()
		v.grid.TypedKey(&fyne.KeyEvent{Name: key})
		return true
	}
	return false
}
