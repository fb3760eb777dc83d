package contacts

import (
	"context"

	"fyne.io/fyne/v2"

	"evenpost/gui/kit"
	"evenpost/mailing"
)

func noteText(c mailing.Contact) fyne.CanvasObject {
	if c.Note == "" {
		return kit.Hint(kit.T("Nothing noted yet."))
	}
	return kit.Sentence(c.Note)
}

// editNote changes what is noted of a contact. Templates never see it.
func (p *Page) editNote(c mailing.Contact) {
	text := kit.NewTextArea(kit.T("Only you see this; it is in no mail."), 8)
	text.SetText(c.Note)
	d := kit.NewDialog(p.ui, kit.T("Notes"), kit.Grow(text), kit.T("Save"), func(d *kit.Dialog) {
		note := text.Text
		d.Busy(true)
		kit.Run(p.ui, nil, func(ctx context.Context) (struct{}, error) { return struct{}{}, p.store.SetNote(ctx, c.ID, note) }, func(_ struct{}, err error) {
			if err != nil {
				d.Fail(err)
				return
			}
			d.Close()
			p.Refresh()
		})
	}).Sized(520, 320)
	d.Show()
	d.Focus(text)
}
