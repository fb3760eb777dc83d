package contacts

import (
	"context"
	"fmt"
	"hash/maphash"
	"maps"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"evenpost/gui/kit"
	"evenpost/mailing"
	"evenpost/storage/contactfile"
)

// lookStep is the last look before anything is changed: the whole file was read once, so that what is wrong with it is known.
type lookStep struct {
	w       *importer
	root    *fyne.Container
	slot    *kit.Slot
	body    *fyne.Container
	reading *kit.Text // how far it is read
	count   kit.Latest[census]
	found   census
	open    []mailing.ImportField // of which nothing tells how they are spelled

	choices mailing.HintChoices // about addresses that may be amiss; they begin anew with each file
	chosen  origin              // the file that they are about
}

// census is what a reading of the whole file found.
type census struct {
	rows, good int
	bad        []mailing.BadRow // the first ones
	left       int              // rows that are not taken, repeated ones and those the user chose among them
	hints      map[mailing.HintKind]*hinted
	values     values
}

const (
	badShown  = 200
	tellEvery = 10_000 // rows, which are read in a blink
)

func newLookStep(w *importer) *lookStep {
	s := &lookStep{w: w, slot: kit.NewSlot(), body: container.NewStack(), reading: kit.Muted("")}
	s.root = kit.Between(s.slot, nil, s.body)
	return s
}

func (s *lookStep) enter() {
	s.slot.Put(nil)
	s.found = census{}
	if s.chosen != s.w.from || s.choices == nil {
		s.chosen, s.choices = s.w.from, mailing.HintChoices{}
	}
	s.reading.SetText(kit.T("Reading the file once …"))
	s.put(container.NewCenter(s.reading))
	s.read()
}

// read reads the whole file as it will be taken. What is shown stays until it is read.
func (s *lookStep) read() {
	s.w.kit.SetFinish(kit.T("Import"))
	s.w.kit.Allow(false)
	from, layout, choices := s.w.from, s.w.columns.layout, maps.Clone(s.choices)
	painter := kit.NewPainter(s.w.ui, func(rows int) {
		s.reading.SetText(kit.T("Reading the file once … {{.N}} rows so far", kit.M{"N": rows}))
		s.body.Refresh()
	})
	s.count.Run(s.w.ui, func(ctx context.Context) (census, error) {
		return takeCensus(ctx, from, layout, choices, painter.Set)
	}, func(c census, err error) {
		if s.w.kit.At() != stepLook {
			return
		}
		if err != nil {
			s.put(kit.NewTop(kit.NewNotice(kit.Bad, s.w.explain(from, err))))
			return
		}
		s.found = c
		s.open = s.w.columns.settle(c.values.seen)
		s.show()
	})
}

func takeCensus(ctx context.Context, from origin, l contactfile.Layout, choices mailing.HintChoices, progress func(rows int)) (c census, err error) {
	f, err := openAs(from, l)
	if err != nil {
		return c, err
	}
	defer f.Close() //nolint:errcheck // it was only read
	// By its hash: a million addresses would take ten times the room.
	seen, seed := map[uint64]bool{}, maphash.MakeSeed()
	c.hints, c.values = map[mailing.HintKind]*hinted{}, newValues(l)
	for row, err := range f.Rows() {
		switch {
		case err != nil:
			return c, err
		case ctx.Err() != nil:
			return c, ctx.Err()
		}
		switch c.rows++; {
		case c.rows > contactfile.RowsMost:
			return c, fmt.Errorf("%w: more than %d", mailing.ErrManyRows, contactfile.RowsMost)
		case c.rows%tellEvery == 0:
			progress(c.rows)
		}
		if row.Problem == "" {
			c.note(row.Contact.Email)
			row.Contact.Email, row.Problem = choices.Decide(row.Contact.Email)
		}
		key := maphash.String(seed, mailing.AddressKey(row.Contact.Email))
		problem := row.Problem
		switch {
		case problem == "" && seen[key]:
			problem = repeated
		case problem == "":
			seen[key] = true
			c.good++
			c.values.see(row)
			continue
		}
		c.left++
		if len(c.bad) < badShown {
			c.bad = append(c.bad, mailing.BadRow{Line: row.Line, Reason: problem})
		}
	}
	return c, nil
}

// note counts what may be amiss with an address.
func (c *census) note(address string) {
	for _, h := range mailing.AddressHints(address) {
		if c.hints[h.Kind] == nil {
			c.hints[h.Kind] = &hinted{}
		}
		c.hints[h.Kind].add(address, h)
	}
}

const repeated = "same address as another row"

func (s *lookStep) put(o fyne.CanvasObject) {
	s.body.Objects = []fyne.CanvasObject{o}
	s.root.Refresh()
}

// show shows what will happen.
func (s *lookStep) show() {
	c := s.found
	s.w.kit.Allow(c.good > 0)
	s.w.kit.SetFinish(kit.N("Import {{.N}} contact", "Import {{.N}} contacts", c.good))
	_, list, o := s.w.where.target()
	if list == "" {
		list = kit.T("none")
	}
	facts := []kit.Pair{kit.KV(kit.T("File"), s.w.from.name()), kit.KV(kit.T("List"), list)}
	if len(o.Tags) > 0 {
		facts = append(facts, kit.Pair{Key: kit.T("Tags"), Value: chips(o.Tags)})
	}
	if o.Consent.Source != "" {
		facts = append(facts, kit.KV(kit.T("Agreed"), o.Consent.Source+", "+kit.Date(o.Consent.At, s.w.ui.Now().In(s.w.ui.Zone))))
	}
	numbers := kit.Tiles(110, kit.SpaceS, kit.NewStat(kit.Number(c.good), kit.T("to import"), kit.Good, nil))
	if c.left > 0 {
		numbers.Add(kit.NewStat(kit.Number(c.left), kit.T("left out"), kit.Doubtful, nil))
	}
	words := kit.Hint(map[mailing.Duplicates]string{
		mailing.UpdateThem: kit.T("Who is among your contacts already is brought up to date, not added twice; an empty cell erases nothing. Who must never be mailed stays so."),
		mailing.FillGaps:   kit.T("Of those who are among your contacts already, only what is missing is filled in. Who must never be mailed stays so."),
		mailing.SkipThem:   kit.T("Who is among your contacts already stays as they are. Who must never be mailed stays so."),
	}[o.Duplicates])
	sum := kit.Card(kit.Column(kit.SpaceM, numbers, kit.Rule(), kit.PadXY(kit.SpaceS, 0, kit.Column(kit.SpaceM, kit.KeyValues(facts...), words))))
	if notes := s.valueNotes(); len(notes) > 0 {
		sum = kit.Column(kit.SpaceS, append(notes, sum)...)
	}
	s.lay(sum)
}

// lay puts what is worth a look and what is left out beside the sum.
func (s *lookStep) lay(sum fyne.CanvasObject) {
	const half = .44
	ask := s.decide()
	left := kit.ScrollBody(kit.NewTop(sum))
	switch {
	case s.found.left == 0 && ask == nil:
		s.put(left)
	case s.found.left == 0:
		s.put(kit.TwoParts(half, 280, left, kit.ScrollBody(kit.NewTop(ask))))
	default:
		if ask != nil {
			left = kit.ScrollBody(kit.Column(kit.SpaceM, sum, ask))
		}
		s.put(kit.TwoParts(half, 280, left, kit.PartTitle(kit.T("What is left out"), badGrid(s.found.bad))))
	}
}

// badGrid is the table of rows that are left out and why.
func badGrid(bad []mailing.BadRow) *kit.Grid {
	words := newSayings()
	g := kit.NewGrid(kit.GridColumn{Title: kit.T("Line"), Min: 66, Align: fyne.TextAlignTrailing}, kit.GridColumn{Title: kit.T("Why it is left out"), Min: 180, Weight: 1})
	g.NoChecks = true
	g.Rows = func() int { return len(bad) }
	g.CellAt = func(row, col int) kit.Cell {
		if col == 0 {
			return kit.Cell{Text: kit.Number(bad[row].Line), Dim: true}
		}
		return kit.Cell{Text: words.of(bad[row].Reason)}
	}
	return g
}
