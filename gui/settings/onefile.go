package settings

import (
	"context"
	"errors"
	"path/filepath"

	"evenpost/gui/kit"
	"evenpost/mailing"
)

func savedKinds() []kit.FileKind {
	return []kit.FileKind{{Name: kit.T("Saved by Evenpost"), Extensions: []string{".evenpost"}}}
}

// onBackUp makes a copy now.
func (c *dataCard) onBackUp() {
	p := c.page
	kit.Run(p.ui, nil, func(ctx context.Context) (struct{}, error) { return struct{}{}, p.deps.BackUp(ctx) }, func(_ struct{}, err error) {
		if err != nil {
			p.slot.Fail(p.ui, err)
			return
		}
		p.ui.Toast(kit.T("A copy was made and looked through."), nil)
		p.Refresh()
	})
}

// onSave asks for a passphrase and a place, and writes the file.
func (c *dataCard) onSave() {
	p := c.page
	first, again := kit.NewPassword(kit.T("four words or more")), kit.NewPassword(kit.T("and once more"))
	submit := func(d *kit.Dialog) {
		if first.Text != again.Text {
			d.Problem(kit.T("The two passphrases are not the same."))
			return
		}
		name := "Evenpost " + p.ui.Now().In(p.ui.Zone).Format("2006-01-02") + ".evenpost"
		p.ui.Files.Save(kit.T("Save everything"), name, savedKinds(), func(path string) {
			d.Busy(true)
			kit.Run(p.ui, nil, func(ctx context.Context) (SavedFile, error) { return p.deps.Save(ctx, path, first.Text) }, func(s SavedFile, err error) {
				d.Busy(false)
				if err != nil {
					d.Fail(err)
					return
				}
				d.Close()
				p.ui.Toast(kit.N("{{.N}} contact and everything else is in {{.File}}.", "{{.N}} contacts and everything else are in {{.File}}.", s.Contacts, kit.M{"File": filepath.Base(path)}), nil)
			})
		})
	}
	body := kit.Column(kit.SpaceM,
		kit.Sentence(kit.T("The file holds the addresses of all your contacts. With a passphrase nobody else can read it; without one, keep it as you keep your papers.")),
		kit.Field(kit.T("Passphrase"), kit.T("Leave it empty for none. Without it nobody can open the file, not even we: write it down in another place."), first),
		kit.Field(kit.T("The same again"), "", again))
	d := kit.NewDialog(p.ui, kit.T("Save everything in one file"), body, kit.T("Choose where…"), submit)
	again.OnSubmitted = func(string) { d.Submit() }
	d.Sized(480, 0).Show()
	d.Focus(first)
}

// onUse asks for a saved file, reads it, and asks before anything changes.
func (c *dataCard) onUse() {
	p := c.page
	p.ui.Files.Open(kit.T("Choose the saved file"), savedKinds(), func(path string) { c.receive(path, "", nil) })
}

// receive reads a saved file; asking is the dialog that asked for its passphrase, if one did.
func (c *dataCard) receive(path, passphrase string, asking *kit.Dialog) {
	p := c.page
	if asking == nil {
		p.ui.Toast(kit.T("Reading {{.File}}…", kit.M{"File": filepath.Base(path)}), nil)
	} else {
		asking.Busy(true)
	}
	kit.Run(p.ui, nil, func(ctx context.Context) (SavedFile, error) { return p.deps.Receive(ctx, path, passphrase) }, func(s SavedFile, err error) {
		if asking != nil {
			asking.Busy(false)
		}
		switch {
		case errors.Is(err, mailing.ErrPassphrase) && asking == nil:
			c.askPassphrase(path)
		case err != nil && asking != nil:
			asking.Fail(err)
		case err != nil:
			p.slot.Fail(p.ui, err)
		default:
			if asking != nil {
				asking.Close()
			}
			p.slot.Put(nil)
			c.confirm(s)
		}
	})
}

func (c *dataCard) askPassphrase(path string) {
	entry := kit.NewPassword(kit.T("passphrase"))
	d := kit.NewDialog(c.page.ui, kit.T("This file is encrypted"), kit.Field(kit.T("Passphrase"), kit.T("The one that it was saved with."), entry), kit.T("Open"),
		func(d *kit.Dialog) { c.receive(path, entry.Text, d) })
	entry.OnSubmitted = func(string) { d.Submit() }
	d.Sized(440, 0).Show()
	d.Focus(entry)
}

// confirm says what is in the file and what becomes of what is here.
func (c *dataCard) confirm(s SavedFile) {
	p := c.page
	used := false
	now := p.ui.Now().In(p.ui.Zone)
	body := kit.Column(kit.SpaceM,
		kit.Sentence(kit.T("It was saved {{.When}} and holds {{.Contacts}} and {{.Campaigns}}.", kit.M{
			"When":      kit.When(s.Made, now),
			"Contacts":  kit.N("{{.N}} contact", "{{.N}} contacts", s.Contacts),
			"Campaigns": kit.N("{{.N}} campaign", "{{.N}} campaigns", s.Campaigns),
		})),
		kit.Sentence(kit.T("It takes the place of what is in Evenpost now. Nothing is deleted: what is here is kept in a folder of its own. Nobody gets a mail twice by it, as far as this computer knows.")),
		kit.Sentence(kit.T("Campaigns that were under way are paused. Make sure that no other computer goes on with them. Passwords are asked for again on a new computer.")))
	d := kit.NewDialog(p.ui, kit.T("Use this file?"), body, kit.T("Use it and open Evenpost again"), func(d *kit.Dialog) {
		used = true
		d.Close()
		p.deps.Use()
	})
	d.OnClosed(func() {
		if used {
			return
		}
		if err := p.deps.Discard(); err != nil {
			p.ui.Log.Warn("a saved file that was read and not used", "error", err)
		}
	})
	d.Sized(520, 0).Show()
}
