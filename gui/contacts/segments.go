package contacts

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"evenpost/gui/kit"
	"evenpost/mailing"
)

// segmentsDialog is where segments are made, changed and deleted.
type segmentsDialog struct {
	page   *Page
	dialog *kit.Dialog
	known  *offered         // what rules can be made of, once it is read
	asked  *mailing.Segment // was begun before that
	rows   *fyne.Container
	read   kit.Latest[offered]
}

// offered is what rules can be made of.
type offered struct {
	segments  []mailing.Segment
	lists     []mailing.List
	tags      []string
	fields    []mailing.Field
	campaigns []mailing.Campaign
}

func readOffered(ctx context.Context, store Store) (o offered, err error) {
	if o.segments, err = store.Segments(ctx); err != nil {
		return o, err
	}
	if o.lists, err = store.Lists(ctx); err != nil {
		return o, err
	}
	if o.tags, err = store.Tags(ctx); err != nil {
		return o, err
	}
	if o.fields, err = store.Fields(ctx); err != nil {
		return o, err
	}
	o.campaigns, err = store.Campaigns(ctx)
	return o, err
}

func (p *Page) editSegments() {
	d := &segmentsDialog{page: p, rows: kit.Column(0)}
	start := func(name string, r mailing.Rule) func() {
		return func() {
			if g := (mailing.Segment{Name: name, Rule: r}); d.known != nil {
				d.build(g, *d.known)
			} else {
				d.asked = &g
			}
		}
	}
	starts := kit.Flow(kit.SpaceXS, kit.SpaceXS,
		kit.Secondary(kit.T("New segment"), theme.ContentAddIcon(), start("", mailing.Rule{})),
		kit.Quiet(kit.T("Unused for two years"), nil, start(kit.T("Unused for two years"), mailing.Unused(mailing.TwoYears))),
		kit.Quiet(kit.T("Never mailed yet"), nil, start(kit.T("Never mailed yet"), mailing.NeverMailed())))
	head := kit.Column(kit.SpaceS, kit.Hint(kit.T("A segment is a rule that is kept: whoever it fits is in it, today and later.")), starts)
	d.dialog = kit.NewDialog(p.ui, kit.T("Segments"), kit.Column(kit.SpaceS, head, kit.Rule(), kit.Grow(kit.ScrollBody(d.rows))), "", nil).Sized(620, 460)
	d.dialog.OnClosed(func() { d.read.Cancel(); p.Refresh() })
	d.dialog.Show()
	d.reread()
}

func (d *segmentsDialog) reread() {
	store := d.page.store
	d.read.Run(d.page.ui, func(ctx context.Context) (offered, error) { return readOffered(ctx, store) }, func(o offered, err error) {
		if err != nil {
			d.dialog.Fail(err)
			return
		}
		d.fill(o)
	})
}

func (d *segmentsDialog) fill(o offered) {
	d.known = &o
	if d.asked != nil {
		d.build(*d.asked, o)
		d.asked = nil
	}
	names := namesOf(o)
	kit.Ruled(d.rows, o.segments, kit.T("No segments yet. Begin with one of these rules, or with your own."), func(g mailing.Segment) fyne.CanvasObject {
		return d.row(g, o, names)
	})
}

func (d *segmentsDialog) row(g mailing.Segment, o offered, names mailing.RuleNames) fyne.CanvasObject {
	text := kit.Column(0, kit.Strong(g.Name).Cuttable(), kit.Hint(g.Rule.Sentence(names, ruleWords())))
	show := kit.NewTappable(kit.PadXY(kit.SpaceS, kit.SpaceS, text), func() {
		d.dialog.Close()
		d.page.showFiltered(filter{rule: g.ID})
	})
	return kit.Row(kit.SpaceXS, kit.Grow(show),
		kit.IconButton(kit.IconPencil, kit.T("Change segment"), func() { d.build(g, o) }),
		kit.IconButton(theme.DeleteIcon(), kit.T("Delete segment"), func() { d.onDelete(g) }))
}

// onDelete deletes a segment; the message brings it back.
func (d *segmentsDialog) onDelete(g mailing.Segment) {
	store := d.page.store
	kit.Run(d.page.ui, nil, func(ctx context.Context) (struct{}, error) { return struct{}{}, store.DeleteSegment(ctx, g.ID) }, func(_ struct{}, err error) {
		if err != nil {
			d.dialog.Fail(err)
			return
		}
		d.reread()
		d.page.done(nil, kit.T("Segment “{{.Name}}” deleted", kit.M{"Name": g.Name}), func(ctx context.Context) error {
			_, err := store.SaveSegment(ctx, mailing.Segment{Name: g.Name, Rule: g.Rule})
			return err
		})
	})
}

// namesOf are the names of what rules point to.
func namesOf(o offered) mailing.RuleNames {
	return mailing.RuleNames{
		List: func(id int64) string {
			for _, l := range o.lists {
				if l.ID == id {
					return l.Name
				}
			}
			return kit.T("deleted")
		},
		Campaign: func(id int64) string {
			for _, c := range o.campaigns {
				if c.ID == id {
					return c.Name
				}
			}
			return kit.T("deleted")
		},
		Field: func(name string) string { return titleOf(o.fields, name) },
		Value: func(value string) string {
			if mailing.KindDate.Fits(value) {
				return valueWords(mailing.KindDate, value)
			}
			return valueWords(mailing.KindNumber, value)
		},
	}
}

// ruleWords are the words of rules in the language of the window.
func ruleWords() *mailing.RuleWords {
	if kit.CurrentLanguage() == kit.German {
		return mailing.GermanRules()
	}
	return mailing.EnglishRules()
}

func fieldTitle(name string) string {
	switch name {
	case "email":
		return kit.T("Address")
	case "first_name":
		return kit.T("First name")
	case "last_name":
		return kit.T("Last name")
	case "company":
		return kit.T("Company")
	}
	return strings.ReplaceAll(name, "_", " ")
}
