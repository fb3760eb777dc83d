package contacts

import (
	"context"
	"errors"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"evenpost/gui/kit"
	"evenpost/mailing"
	"evenpost/storage"
)

// builder makes the rule of one segment.
type builder struct {
	dialog  *segmentsDialog
	offered offered
	segment mailing.Segment
	rule    mailing.Rule // conditions joined, however few they are

	window *kit.Dialog
	name   *kit.Entry
	body   *fyne.Container
	says   *kit.Para
	found  *kit.Text
	count  kit.Latest[int]

	keys []fyne.Focusable // what can have the focus, in the order in which it is read
}

func (d *segmentsDialog) build(g mailing.Segment, o offered) {
	b := &builder{dialog: d, offered: o, segment: g, body: kit.Column(0), says: kit.Hint(""), found: kit.Strong("")}
	b.rule = mailing.Rule{Rules: []mailing.Rule{copied(g.Rule)}}
	if g.Rule.About == "" && !g.Rule.Not {
		b.rule = b.rule.Rules[0]
	}
	if len(b.rule.Rules) == 0 {
		b.rule.Rules = []mailing.Rule{newCondition()}
	}
	b.name = kit.NewEntry(kit.T("Name of the segment"))
	b.name.SetText(g.Name)
	content := kit.Column(kit.SpaceM, kit.Field(kit.T("Name"), "", b.name), kit.Grow(kit.ScrollBody(b.body)), kit.Column(kit.SpaceXS, b.found, b.says))
	b.window = kit.NewDialog(d.page.ui, kit.T("Segment"), content, kit.T("Save"), b.save).Sized(820, 560)
	b.window.OnClosed(b.count.Cancel)
	b.window.Show()
	b.fill()
	b.window.Focus(b.name)
}

// copied is a rule that may be changed without changing the other.
func copied(r mailing.Rule) mailing.Rule {
	r.Rules = slices.Clone(r.Rules)
	for i := range r.Rules {
		r.Rules[i] = copied(r.Rules[i])
	}
	return r
}

func newCondition() mailing.Rule {
	return mailing.Rule{Condition: mailing.Condition{About: mailing.AboutField, Field: "email", Test: mailing.TestContains}}
}

// fill shows the rule as it is built now. All of it is made anew; the focus stays where it was.
func (b *builder) fill() {
	canvas := b.dialog.page.ui.Window.Canvas()
	at := -1
	if has := canvas.Focused(); has != nil {
		at = slices.Index(b.keys, has)
	}
	b.keys = nil
	b.body.Objects = []fyne.CanvasObject{b.group(&b.rule, nil)}
	b.body.Refresh()
	if at >= 0 {
		canvas.Focus(b.keys[min(at, len(b.keys)-1)])
	}
	b.recount()
}

// key notes what can have the focus.
func key[F fyne.Focusable](b *builder, f F) F {
	b.keys = append(b.keys, f)
	return f
}

// choice is a Select that looks like one on a white ground.
func (b *builder) choice(s *kit.Select) fyne.CanvasObject { return key(b, s) }

// group shows conditions that are joined. remove takes the group away; nil for the outermost.
func (b *builder) group(r *mailing.Rule, remove func()) fyne.CanvasObject {
	join := kit.NewSelect([]string{kit.T("All of these hold"), kit.T("One of these holds")}, nil)
	join.SetSelectedIndex(0)
	if r.Any {
		join.SetSelectedIndex(1)
	}
	join.OnChanged = func(string) { r.Any = join.SelectedIndex() == 1; b.recount() }
	var head []fyne.CanvasObject
	if remove != nil {
		head = append(head, b.not(r))
	}
	head = append(head, kit.AtLeast(230, 0, b.choice(join)), kit.Fill())
	if remove != nil {
		head = append(head, key(b, kit.IconButton(theme.CancelIcon(), kit.T("Remove"), remove)))
	}
	all := []fyne.CanvasObject{kit.Row(kit.SpaceS, head...)}
	for i := range r.Rules {
		gone := func() { r.Rules = slices.Delete(r.Rules, i, i+1); b.fill() }
		if r.Rules[i].About == "" {
			all = append(all, kit.Card(b.group(&r.Rules[i], gone)))
			continue
		}
		all = append(all, b.condition(&r.Rules[i], gone))
	}
	return kit.Column(kit.SpaceS, append(all, kit.Row(kit.SpaceS,
		key(b, kit.Quiet(kit.T("Condition"), theme.ContentAddIcon(), func() { r.Rules = append(r.Rules, newCondition()); b.fill() })),
		key(b, kit.Quiet(kit.T("Group"), theme.ContentAddIcon(), func() {
			r.Rules = append(r.Rules, mailing.Rule{Any: !r.Any, Rules: []mailing.Rule{newCondition()}})
			b.fill()
		}))))...)
}

func (b *builder) not(r *mailing.Rule) fyne.CanvasObject {
	check := kit.NewCheck(kit.T("not"), nil)
	check.Checked = r.Not
	check.OnChanged = func(on bool) { r.Not = on; b.recount() }
	return key(b, check)
}

// condition shows one condition: what it looks at, how it compares, and with what.
func (b *builder) condition(r *mailing.Rule, remove func()) fyne.CanvasObject {
	c := &r.Condition
	parts := []fyne.CanvasObject{b.not(r), kit.AtLeast(186, 0, b.choice(pick(mailing.Abouts(), c.About, aboutName, func(a mailing.About) {
		*c = mailing.Condition{About: a}
		if tests := a.Tests(); len(tests) > 0 {
			c.Test = tests[0]
		}
		if a == mailing.AboutField {
			c.Field = "email"
		}
		b.fill()
	})))}
	if c.About == mailing.AboutField {
		fields := []string{"email", "first_name", "last_name", "company"}
		for _, f := range b.offered.fields {
			fields = append(fields, f.Name)
		}
		name := func(f string) string { return titleOf(b.offered.fields, f) }
		parts = append(parts, kit.AtLeast(120, 0, b.choice(pick(fields, c.Field, name, func(f string) { b.onField(c, f) }))))
	}
	if tests := b.tests(*c); len(tests) > 0 {
		parts = append(parts, kit.AtLeast(196, 0, b.choice(pick(tests, c.Test, b.testName(*c), func(t mailing.Test) { c.Test = t; b.fill() }))))
	}
	parts = append(parts, kit.Grow(b.value(c)), key(b, kit.IconButton(theme.CancelIcon(), kit.T("Remove"), remove)))
	return kit.Row(kit.SpaceXS, parts...)
}

// value is what a condition compares with.
func (b *builder) value(c *mailing.Condition) fyne.CanvasObject {
	named := func(ids []int64, name func(int64) string) fyne.CanvasObject {
		return b.choice(pick(ids, c.ID, name, func(id int64) { c.ID = id; b.recount() }))
	}
	names := namesOf(b.offered)
	switch {
	case c.About == mailing.AboutTag:
		return b.choice(pick(b.offered.tags, c.Value, func(tag string) string { return tag }, func(tag string) { c.Value = tag; b.recount() }))
	case c.About == mailing.AboutList:
		var ids []int64
		for _, l := range b.offered.lists {
			ids = append(ids, l.ID)
		}
		return named(ids, names.List)
	case c.About.OfCampaign():
		ids := []int64{0}
		for _, k := range b.offered.campaigns {
			ids = append(ids, k.ID)
		}
		campaign := named(ids, func(id int64) string {
			if id == 0 {
				return kit.T("any campaign")
			}
			return names.Campaign(id)
		})
		if c.Test == mailing.TestWithin || c.Test == mailing.TestSince {
			return kit.Row(kit.SpaceXS, kit.Grow(campaign), kit.AtLeast(86, 0, b.entry(*c, &c.Value)))
		}
		return campaign
	case c.About == mailing.AboutForbidden || slices.Contains([]mailing.Test{mailing.TestEmpty, mailing.TestYes, mailing.TestNo}, c.Test):
		return kit.Fill()
	case c.Test == mailing.TestBetween:
		return kit.Tiles(80, kit.SpaceXS, b.entry(*c, &c.Value), b.entry(*c, &c.To))
	}
	return b.entry(*c, &c.Value)
}

// pick is a choice of one of several.
func pick[T comparable](all []T, chosen T, name func(T) string, onPick func(T)) *kit.Select {
	options := make([]string, len(all))
	for i, v := range all {
		options[i] = name(v)
	}
	s := kit.NewSelect(options, nil)
	s.PlaceHolder = kit.T("Choose…")
	if i := slices.Index(all, chosen); i >= 0 {
		s.SetSelectedIndex(i)
	}
	s.OnChanged = func(string) {
		if i := s.SelectedIndex(); i >= 0 {
			onPick(all[i])
		}
	}
	return s
}

// result is what the conditions come to.
func (b *builder) result() mailing.Rule {
	if len(b.rule.Rules) == 1 {
		return b.rule.Rules[0]
	}
	return b.rule
}

// recount says the rule in words, and how many contacts it fits.
func (b *builder) recount() {
	r := b.result()
	if r.Check() != nil {
		b.count.Cancel()
		b.says.SetText("")
		b.found.SetText(kit.T("A condition is not complete yet."))
		return
	}
	if b.says.Text == "" { // it was not complete until now
		b.found.SetText("") // what is counted now takes its place; a number that was there stays until then
	}
	b.says.SetText(kit.T("Whoever: {{.Rule}}", kit.M{"Rule": r.Sentence(namesOf(b.offered), ruleWords())}))
	store := b.dialog.page.store
	q := storage.ContactQuery{Rule: copied(r)}
	b.count.Run(b.dialog.page.ui, func(ctx context.Context) (int, error) { return store.CountContacts(ctx, q) }, func(n int, err error) {
		if err != nil {
			b.window.Fail(err)
			return
		}
		b.found.SetText(kit.N("{{.N}} contact", "{{.N}} contacts", n))
	})
}

func (b *builder) save(d *kit.Dialog) {
	g := b.segment
	g.Name, g.Rule = strings.TrimSpace(b.name.Text), copied(b.result())
	switch {
	case g.Name == "":
		d.Problem(kit.T("Give the segment a name."))
		return
	case g.Rule.Check() != nil:
		d.Problem(kit.T("A condition is not complete yet."))
		return
	}
	store := b.dialog.page.store
	d.Busy(true)
	kit.Run(b.dialog.page.ui, nil, func(ctx context.Context) (int64, error) { return store.SaveSegment(ctx, g) }, func(_ int64, err error) {
		switch {
		case errors.Is(err, mailing.ErrExists):
			d.Problem(kit.T("There is a segment with this name already."))
		case err != nil:
			d.Fail(err)
		default:
			d.Close()
			b.dialog.reread()
		}
	})
}
