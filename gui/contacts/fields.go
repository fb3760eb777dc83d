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

// fieldsDialog is where further fields are named, put in order, made of another kind, shown as columns and deleted.
type fieldsDialog struct {
	page   *Page
	dialog *kit.Dialog
	rows   *fyne.Container
	read   kit.Latest[[]mailing.Field]
}

func (p *Page) editFields() {
	d := &fieldsDialog{page: p, rows: kit.Column(0)}
	adding := kit.Row(0, kit.Quiet(kit.T("Add a field"), theme.ContentAddIcon(), func() { d.ask(mailing.Field{Kind: mailing.KindText}) }))
	content := kit.Column(kit.SpaceS, kit.Hint(kit.T("What you know of people beyond name and company. Tick what is to be a column of the table.")), kit.Grow(kit.ScrollBody(besideBar(d.rows))), adding)
	d.dialog = kit.NewDialog(p.ui, kit.T("Fields and columns"), content, "", nil).Sized(640, 480)
	d.dialog.OnClosed(func() { d.read.Cancel(); p.Refresh() })
	d.dialog.Show()
	d.reread()
}

func (d *fieldsDialog) reread() {
	d.read.Run(d.page.ui, d.page.store.Fields, func(all []mailing.Field, err error) {
		if err != nil {
			d.dialog.Fail(err)
			return
		}
		kit.Ruled(d.rows, all, kit.T("No further fields yet. An import brings them along, or add one."), func(f mailing.Field) fyne.CanvasObject { return d.row(all, f) })
	})
}

func (d *fieldsDialog) row(all []mailing.Field, f mailing.Field) fyne.CanvasObject {
	store := d.page.store
	shown := kit.NewCheck("", nil)
	shown.Checked = f.Shown
	shown.OnChanged = func(on bool) { d.do(func(ctx context.Context) error { return store.ShowField(ctx, f.Name, on) }) }
	title := kit.Strong(f.Title).Cuttable()
	name := kit.Small("{{ " + f.Name + " }}").Cuttable()
	kind := pick(mailing.FieldKinds(), f.Kind, kindName, func(k mailing.FieldKind) { d.onKind(f, k) })
	at := slices.Index(all, f)
	up := kit.IconButton(theme.MoveUpIcon(), kit.T("Further up"), func() {
		names := make([]string, len(all))
		for i, g := range all {
			names[i] = g.Name
		}
		names[at-1], names[at] = names[at], names[at-1]
		d.do(func(ctx context.Context) error { return store.OrderFields(ctx, names) })
	})
	kit.Enable(up, at > 0)
	return kit.PadXY(kit.SpaceXS, kit.SpaceXS, kit.Row(kit.SpaceS, shown, kit.Grow(kit.Column(0, title, name)), kit.AtLeast(150, 0, kind), up,
		kit.IconButton(kit.IconPencil, kit.T("Rename"), func() { d.ask(f) }),
		kit.IconButton(theme.DeleteIcon(), kit.T("Delete field"), func() { d.onDelete(f) })))
}

// do changes something of a field and shows what comes of it.
func (d *fieldsDialog) do(change func(context.Context) error) {
	kit.Run(d.page.ui, nil, func(ctx context.Context) (struct{}, error) { return struct{}{}, change(ctx) }, func(_ struct{}, err error) {
		if err != nil {
			d.dialog.Fail(err)
		}
		d.reread()
	})
}

// ask asks for the title of a field: of a new one, which has no name yet, or another one.
func (d *fieldsDialog) ask(f mailing.Field) {
	title := kit.NewEntry(kit.T("Name of the field"))
	title.SetText(f.Title)
	parts := []fyne.CanvasObject{kit.Field(kit.T("Name"), "", title)}
	heading := kit.T("Rename")
	if f.Name == "" {
		heading = kit.T("Add a field")
		parts = append(parts, kit.Field(kit.T("Kind"), "", pick(mailing.FieldKinds(), f.Kind, kindName, func(k mailing.FieldKind) { f.Kind = k })))
	}
	store := d.page.store
	w := kit.NewDialog(d.page.ui, heading, kit.Column(kit.SpaceM, parts...), kit.T("Save"), func(w *kit.Dialog) {
		g := f
		g.Title = strings.TrimSpace(title.Text)
		kit.Run(d.page.ui, nil, func(ctx context.Context) (struct{}, error) {
			if g.Name == "" {
				return struct{}{}, store.AddField(ctx, g)
			}
			return struct{}{}, store.RenameField(ctx, g.Name, g.Title)
		}, func(_ struct{}, err error) {
			switch {
			case errors.Is(err, mailing.ErrExists):
				w.Problem(kit.T("Another field is called like that."))
			case errors.Is(err, mailing.ErrInvalid):
				w.Problem(kit.T("Give the new field a name of its own, for instance: customer number."))
			case err != nil:
				w.Fail(err)
			default:
				w.Close()
				d.reread()
			}
		})
	}).Sized(420, 0)
	title.OnSubmitted = func(string) { w.Submit() }
	w.Show()
	w.Focus(title)
}

// onDelete deletes a field; the message brings it back. What names it is said before.
func (d *fieldsDialog) onDelete(f mailing.Field) {
	store, ui := d.page.store, d.page.ui
	remove := func() {
		d.lasting(f, kit.T("Field “{{.Field}}” deleted", kit.M{"Field": f.Title}), func(ctx context.Context, heard storage.Progress) (mailing.BulkReport, error) {
			return store.DeleteField(ctx, f.Name, heard)
		})
	}
	kit.Run(ui, nil, func(ctx context.Context) ([]string, error) {
		segments, templates, err := store.FieldUses(ctx, f.Name)
		return append(segments, templates...), err
	}, func(uses []string, err error) {
		switch {
		case err != nil:
			d.dialog.Fail(err)
		case len(uses) == 0:
			remove()
		default:
			kit.Confirm(ui, kit.Question{
				Title: kit.T("Delete the field “{{.Field}}”?", kit.M{"Field": f.Title}), Danger: true, Yes: kit.T("Delete field"),
				Text: kit.T("These segments and templates name it: {{.Uses}}", kit.M{"Uses": strings.Join(uses, ", ")}),
			}, remove)
		}
	})
}
