package deliveries

import (
	"context"
	"errors"

	"fyne.io/fyne/v2/container"

	"evenpost/gui/kit"
	"evenpost/mailing"
	"evenpost/storage"
)

// Correct goes through deliveries one by one: the address, what the server said, and a field for the right one.
func (a *Actions) Correct(q storage.DeliveryQuery) {
	kit.Run(a.UI, nil, func(ctx context.Context) ([]mailing.Delivery, error) {
		return a.Store.Deliveries(ctx, q)
	}, func(all []mailing.Delivery, err error) {
		switch {
		case err != nil:
			kit.ShowError(a.UI, err)
		case len(all) > 0:
			newCorrection(a, all).show()
		}
	})
}

// correction is the dialog of Correct.
type correction struct {
	a       *Actions
	all     []mailing.Delivery
	at      int
	mended  int
	dialog  *kit.Dialog
	place   *kit.Text
	address *kit.Text
	said    *kit.Para
	entry   *kit.Entry
	guess   *kit.Button
	skip    *kit.Button
}

func newCorrection(a *Actions, all []mailing.Delivery) *correction {
	c := &correction{a: a, all: all, place: kit.Small(""), address: kit.Strong("").Cuttable(), said: kit.Hint(""), entry: kit.NewEntry("anna@example.com")}
	c.said.Size_ = kit.SizeSmall
	c.guess = kit.Quiet("", kit.IconPencil, c.onGuess)
	c.skip = kit.Quiet(kit.T("Skip this one"), nil, c.next)
	never := kit.Quiet(kit.T("Never mail again"), kit.IconBlock, func() {
		one := storage.DeliveryQuery{IDs: []int64{c.all[c.at].ID}}
		c.next()
		a.Never(one, 1)
	})
	content := kit.Column(kit.SpaceM,
		c.place,
		kit.Column(kit.SpaceXS, c.address, c.said),
		kit.Column(kit.SpaceXS, kit.Field(kit.T("Right address"), "", c.entry), container.NewHBox(c.guess)),
		kit.Row(kit.SpaceS, c.skip, never),
	)
	c.dialog = kit.NewDialog(a.UI, kit.T("Edit addresses"), content, kit.T("Correct and send again"), func(*kit.Dialog) { c.onCorrect() }).Sized(540, 0)
	c.dialog.OnClosed(c.told)
	c.entry.OnSubmitted = func(string) { c.onCorrect() }
	c.entry.OnChanged = func(string) { c.suggest() }
	return c
}

func (c *correction) show() {
	c.load()
	c.dialog.Show()
	c.a.UI.Window.Canvas().Focus(c.entry)
}

func (c *correction) load() {
	d := c.all[c.at]
	c.place.SetText(kit.T("{{.At}} of {{.All}} · {{.Campaign}}", kit.M{"At": c.at + 1, "All": len(c.all), "Campaign": d.Campaign}))
	c.address.SetText(d.Address)
	c.said.SetText(kit.ReplyWords(d.Reply))
	c.entry.SetText(d.Address)
	c.entry.CursorColumn = len([]rune(d.Address))
	c.entry.Refresh()
	c.suggest()
}

func (c *correction) suggest() {
	better := mailing.MeantAddress(c.entry.Text)
	if better == "" {
		c.guess.Hide()
		return
	}
	c.guess.SetText(kit.T("Did you mean {{.Address}}?", kit.M{"Address": better}))
	c.guess.Show()
}

func (c *correction) onGuess() {
	if better := mailing.MeantAddress(c.entry.Text); better != "" {
		c.entry.SetText(better)
	}
}

func (c *correction) onCorrect() {
	d, address := c.all[c.at], c.entry.Text
	if address == d.Address {
		c.dialog.Problem(kit.T("This is still the address that did not work. Change it, or skip this one."))
		return
	}
	c.dialog.Busy(true)
	now, store := c.a.UI.Now(), c.a.Store
	kit.Run(c.a.UI, nil, func(ctx context.Context) (int, error) {
		if err := store.CorrectAddress(ctx, d.ID, address); err != nil {
			return 0, err
		}
		return store.Retry(ctx, storage.DeliveryQuery{IDs: []int64{d.ID}}, now)
	}, func(_ int, err error) {
		c.dialog.Busy(false)
		switch {
		case errors.Is(err, mailing.ErrExists):
			c.dialog.Problem(kit.T("Another contact has this address already. Skip this one, or delete one of the two in Contacts."))
		case err != nil:
			c.dialog.Fail(err)
		default:
			c.mended++
			c.next()
		}
	})
}

// next goes to the next address, or closes the dialog after the last.
func (c *correction) next() {
	if c.at++; c.at >= len(c.all) {
		c.dialog.Close()
		return
	}
	c.load()
	c.a.UI.Window.Canvas().Focus(c.entry)
}

func (c *correction) told() {
	if c.mended > 0 {
		c.a.UI.Toast(kit.N("{{.N}} address was corrected; its mail goes out again.", "{{.N}} addresses were corrected; their mails go out again.", c.mended), nil)
	}
}
