package contacts

import (
	"context"
	"hash/fnv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"evenpost/gui/kit"
	"evenpost/mailing"
)

// never is the list of addresses that no campaign is ever sent to, whether or not there are contacts with them.
type never struct {
	page *Page
	ui   *kit.UI
	root *fyne.Container
	live *kit.Live[neverReading]
	rows []mailing.Suppression
	find string

	head   *kit.SubHeader
	slot   *kit.Slot
	search *kit.Search
	count  *kit.Text
	lift   *kit.Button
	grid   *kit.Grid
	body   *fyne.Container
	empty  fyne.CanvasObject
	none   fyne.CanvasObject
	gone   *kit.Para // about those who were forgotten
}

func newNever(p *Page) *never {
	v := &never{page: p, ui: p.ui}
	v.live = kit.NewLive(p.ui, v.begin, v.refreshed)
	v.root = container.NewStack(v.content())
	return v
}

func (v *never) content() fyne.CanvasObject {
	adding := kit.Primary(kit.T("Add address"), theme.ContentAddIcon(), v.onAdd)
	adding.SetToolTip(kit.T("Ctrl+N"))
	v.head = kit.NewSubHeader(kit.T("All contacts"), v.page.showPeople, kit.T("Never mail"),
		kit.T("No campaign is ever sent to these addresses, also not after they are imported again."), adding)
	v.search = kit.NewSearch(kit.T("Search address or note"), v.onSearch)
	v.search.OnDown = func() { v.grid.Focus() }
	v.slot, v.count = kit.NewSlot(), kit.Strong("").Cuttable()
	v.lift = kit.Quiet(kit.T("Allow mailing again…"), kit.IconEnvelope, v.onLift)
	v.grid = kit.NewGrid(
		kit.GridColumn{Title: kit.T("Address"), Min: 200, Weight: 3},
		kit.GridColumn{Title: kit.T("Why"), Min: 170, Weight: 1},
		kit.GridColumn{Title: kit.T("Note"), Min: 140, Weight: 3, Optional: true},
		kit.GridColumn{Title: kit.T("Since"), Min: 140},
	)
	v.grid.Rows = func() int { return len(v.rows) }
	v.grid.RowID = func(row int) int64 { return addressID(v.rows[row].Address) }
	v.grid.CellAt = v.cell
	v.grid.OnSelect = v.selected
	v.grid.OnDelete = v.onLift
	v.grid.OnMenu = func(row int) []*fyne.MenuItem {
		x := v.rows[row]
		return []*fyne.MenuItem{
			item(kit.T("Copy address"), theme.ContentCopyIcon(), func() { fyne.CurrentApp().Clipboard().SetContent(x.Address) }),
			item(kit.T("Allow mailing again…"), kit.IconEnvelope, func() { v.page.lift([]string{x.Address}) }),
		}
	}
	v.empty = kit.EmptyState(kit.IconBlock, kit.T("Nobody is on this list"),
		kit.T("Who unsubscribes, complains or whose address does not exist comes here. You can also add an address by hand."), nil)
	v.none = kit.EmptyState(theme.SearchIcon(), kit.T("Nothing found"), kit.T("No address or note has this in it."), nil)
	v.body = container.NewStack(v.grid)
	v.gone = kit.Hint("")
	v.gone.Hide()
	line := kit.AtLeast(0, 38, kit.Row(kit.SpaceM, kit.AtLeast(280, 0, v.search), kit.Grow(v.count), v.lift))
	return kit.PageFill(v.head, kit.Between(container.New(gapBelow{}, kit.Column(kit.SpaceS, v.slot, line)), kit.Column(0, v.gone), v.body))
}

// addressID stands for an address in a selection.
func addressID(address string) int64 {
	h := fnv.New64a()
	h.Write([]byte(mailing.AddressKey(address))) // never fails
	return int64(h.Sum64())
}

// neverReading is what the page shows: the addresses, and how many people there are besides of whom no address is kept.
type neverReading struct {
	all       []mailing.Suppression
	forgotten int
}

func (v *never) begin() func(context.Context) (neverReading, error) {
	store, find := v.page.store, v.find
	return func(ctx context.Context) (r neverReading, err error) {
		if r.all, err = store.Suppressions(ctx, find); err == nil {
			r.forgotten, err = store.CountForgotten(ctx)
		}
		return r, err
	}
}

func (v *never) refreshed(r neverReading, err error) {
	if err != nil {
		v.slot.Fail(v.ui, err)
		return
	}
	v.slot.Put(nil)
	v.rows = r.all
	v.sayForgotten(r.forgotten)
	show := fyne.CanvasObject(v.grid)
	switch {
	case len(r.all) == 0 && v.find == "":
		show = v.empty
	case len(r.all) == 0:
		show = v.none
	}
	swap(v.body, show)
	v.grid.Reload()
	v.selected()
}

// sayForgotten says how many people asked to be forgotten, and what that means.
func (v *never) sayForgotten(n int) {
	if n == 0 {
		v.gone.Hide()
		return
	}
	v.gone.SetText(kit.N("{{.N}} person who asked to be forgotten is never mailed either.", "{{.N}} people who asked to be forgotten are never mailed either.", n) + " " +
		kit.T("Of them only a fingerprint is kept, from which no address can be read: it recognises them when they are to be imported or mailed. Search a whole address to see whether it is one of them."))
	v.gone.Show()
}

func (v *never) cell(row, col int) kit.Cell {
	x := v.rows[row]
	switch col {
	case 0:
		return kit.Cell{Text: x.Address, Icon: kit.IconBlock}
	case 1:
		return kit.Cell{Text: reasonWord(x.Reason)}
	case 2:
		return kit.Cell{Text: x.Note, Dim: true}
	}
	return kit.Cell{Text: kit.When(x.At, v.ui.Now().In(v.ui.Zone)), Dim: true}
}

func (v *never) selected() {
	words := kit.N("{{.N}} address", "{{.N}} addresses", len(v.rows))
	if n := v.grid.SelectedCount(); n > 0 {
		words += ", " + kit.T("{{.N}} selected", kit.M{"N": n})
		v.lift.Show()
	} else {
		v.lift.Hide()
	}
	v.count.SetText(words)
	v.root.Refresh()
}

func (v *never) onSearch(text string) {
	v.find = strings.TrimSpace(text)
	v.grid.ClearSelection()
	v.grid.Top()
	v.live.Restart()
}

// onLift lets the selected addresses, or the current one, be mailed again.
func (v *never) onLift() {
	var addresses []string
	for row := range v.rows {
		if v.grid.Selected(row) {
			addresses = append(addresses, v.rows[row].Address)
		}
	}
	if row := v.grid.Current(); len(addresses) == 0 && row >= 0 {
		addresses = []string{v.rows[row].Address}
	}
	if len(addresses) > 0 {
		v.page.lift(addresses)
	}
}

// onAdd asks for addresses that must never be mailed.
func (v *never) onAdd() {
	addresses := kit.NewTextArea("anna@example.com", 4)
	note := kit.NewEntry(kit.T("for instance: called on 3 May"))
	content := kit.Column(kit.SpaceM,
		kit.Field(kit.T("Addresses"), kit.T("Several: one on each line."), addresses), kit.Field(kit.T("Note"), "", note))
	d := kit.NewDialog(v.ui, kit.T("Never mail these addresses"), content, kit.T("Never mail these"), func(d *kit.Dialog) {
		list, err := v.written(addresses.Text, note.Text)
		switch {
		case err != nil:
			d.Problem(addressProblem(err))
			return
		case len(list) == 0:
			d.Problem(kit.T("Enter the e-mail address."))
			return
		}
		d.Busy(true)
		kit.Run(v.ui, nil, func(ctx context.Context) (int, error) { return v.page.store.Suppress(ctx, list) }, func(n int, err error) {
			if err != nil {
				d.Fail(err)
				return
			}
			d.Close()
			v.page.done(nil, kit.N("{{.N}} address is never mailed again", "{{.N}} addresses are never mailed again", n), nil)
		})
	}).Sized(480, 0)
	d.Show()
	d.Focus(addresses)
}

// written reads addresses from lines. The error says which one is none.
func (v *never) written(lines, note string) ([]mailing.Suppression, error) {
	var list []mailing.Suppression
	for part := range strings.FieldsFuncSeq(lines, func(r rune) bool { return strings.ContainsRune("\n,;", r) }) {
		if strings.TrimSpace(part) == "" {
			continue
		}
		address, err := mailing.ParseAddress(part)
		if err != nil {
			return nil, err
		}
		list = append(list, mailing.Suppression{Address: address, Reason: mailing.ByHand, Note: note, At: v.ui.Now()})
	}
	return list, nil
}

func (v *never) takeKey(key fyne.KeyName) bool {
	switch key {
	case fyne.KeyEscape:
		if v.grid.SelectedCount() > 0 {
			v.grid.ClearSelection()
		} else {
			v.page.showPeople()
		}
		return true
	case fyne.KeyDown:
		v.grid.Focus()
		return true
	}
	return false
}
