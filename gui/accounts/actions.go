package accounts

import (
	"context"
	"errors"
	"strings"

	"fyne.io/fyne/v2"

	"evenpost/gui/kit"
	"evenpost/mailing"
)

func (c *card) do(work func(context.Context) error, told string) {
	p := c.page
	kit.Run(p.ui, nil, func(ctx context.Context) (struct{}, error) { return struct{}{}, work(ctx) }, func(_ struct{}, err error) {
		if err != nil {
			kit.ShowError(p.ui, err)
			return
		}
		p.ui.Toast(told, nil)
		p.ui.Changed()
		p.list.live.Restart()
	})
}

func (c *card) onGoOn() {
	id, store := c.now.Account.ID, c.page.deps.Store
	c.do(func(ctx context.Context) error { return store.SetHold(ctx, id, nil) }, kit.T("Sending goes on."))
}

// onTest tests the connection in a dialog. An account that was stopped for its login or its connection may go on when it passes.
func (c *card) onTest() {
	p, a := c.page, c.now.Account
	var view *checkView
	var dialog *kit.Dialog
	view = newCheckView(p.ui, p.deps, func(err error) {
		dialog.Busy(false)
		if err == nil && a.Hold != nil && a.Hold.Until.IsZero() && mended(a.Hold.Verdict.Kind) {
			c.onGoOn()
		}
	})
	again := func(*kit.Dialog) {
		dialog.Busy(true)
		view.start(a, a, "")
	}
	body := kit.ScrollBody(view.object)
	resize := view.changed
	view.changed = func() {
		resize()
		body.Refresh()
	}
	dialog = kit.NewDialog(p.ui, kit.T("Test of {{.Account}}", kit.M{"Account": kit.AccountName(a)}), body, kit.T("Test again"), again)
	dialog.Cancel.SetText(kit.T("Close"))
	view.prepare(a)
	dialog.Sized(520, 240+44*float32(len(view.steps))).OnClosed(view.stop).Show()
	again(dialog)
}

// mended says whether a passing test shows that trouble of this kind is over.
func mended(k mailing.Kind) bool {
	return k == mailing.Auth || k == mailing.TLS || k == mailing.Network
}

func (c *card) onDelete() {
	p, a := c.page, c.now.Account
	kit.Run(p.ui, nil, p.deps.Store.Campaigns, func(all []mailing.Campaign, err error) {
		if err != nil {
			kit.ShowError(p.ui, err)
			return
		}
		var users []string
		for _, k := range all {
			if k.AccountID == a.ID && k.State != mailing.Finished && k.State != mailing.CampaignCancelled {
				users = append(users, "“"+k.Name+"”")
			}
		}
		if len(users) > 0 {
			c.refuse(users)
			return
		}
		c.askDelete()
	})
}

// refuse says why the account cannot be deleted.
func (c *card) refuse(users []string) {
	p := c.page
	const most = 4
	more := ""
	if len(users) > most {
		more = " " + kit.T("and {{.N}} more", kit.M{"N": len(users) - most})
		users = users[:most]
	}
	var dialog *kit.Dialog
	show := kit.Secondary(kit.T("Show the campaigns"), kit.IconEnvelope, func() {
		dialog.Close()
		p.ui.Navigate(kit.PageCampaigns, nil)
	})
	dialog = kit.NewDialog(p.ui, kit.T("{{.Account}} is still needed", kit.M{"Account": kit.AccountName(c.now.Account)}), kit.NewNotice(kit.Doubtful, kit.Explanation{
		What: kit.N("A campaign sends through this account: {{.Names}}.", "{{.N}} campaigns send through this account: {{.Names}}.", len(users), kit.M{"Names": strings.Join(users, ", ") + more}),
		Todo: kit.T("Finish, cancel or delete it first. Then the account can be deleted."),
	}, show), "", nil)
	dialog.Sized(480, 0).Show()
}

func (c *card) askDelete() {
	p, a := c.page, c.now.Account
	text := kit.T("Evenpost forgets its password, its limits and what it has counted. Campaigns that were sent stay in the list. Your mailbox itself is not touched.")
	if a.Practice {
		text = kit.T("You can no longer practise without mailing anybody. The mails in the practice mailbox stay on this computer.")
	}
	kit.Confirm(p.ui, kit.Question{Title: kit.T("Delete “{{.Name}}”?", kit.M{"Name": kit.AccountName(a)}), Text: text, Yes: kit.T("Delete the account"), Danger: true}, func() {
		deps, log := p.deps, p.ui.Log
		c.do(func(ctx context.Context) error {
			if err := deps.Store.DeleteAccount(ctx, a.ID); err != nil {
				return err
			}
			if err := deps.Passwords.Forget(ctx, a); err != nil && !errors.Is(err, mailing.ErrNoKeychain) {
				log.Warn("a password stays in the keychain", "error", err)
			}
			return nil
		}, kit.T("“{{.Name}}” was deleted.", kit.M{"Name": kit.AccountName(a)}))
	})
}

// onPassword asks for the password, keeps it, and lets the account go on.
func (c *card) onPassword() {
	p, a := c.page, c.now.Account
	entry := kit.NewPassword(kit.T("Password"))
	submit := func(d *kit.Dialog) {
		password := entry.Text
		if password == "" {
			d.Problem(kit.T("Enter the password."))
			return
		}
		d.Busy(true)
		kit.Run(p.ui, nil, func(ctx context.Context) (bool, error) {
			kept, err := keep(ctx, p.deps.Passwords, a, password)
			if err != nil {
				return kept, err
			}
			return kept, p.deps.Store.SetHold(ctx, a.ID, nil)
		}, func(kept bool, err error) {
			if err != nil {
				d.Fail(err)
				return
			}
			d.Close()
			p.ui.Toast(keptWords(kept)+" "+kit.T("Sending goes on."), nil)
			p.list.live.Restart()
		})
	}
	body := []fyne.CanvasObject{kit.Sentence(kit.T("The server refused the login of {{.User}}. Many providers want an app password here, not the one for their web page.", kit.M{"User": a.Username}))}
	if preset, ok := p.deps.Presets.ByID(a.Preset); ok && preset.AppPasswordURL != "" {
		body = append(body, appPassword(preset))
	}
	body = append(body, kit.Field(kit.T("Password"), "", entry))
	d := kit.NewDialog(p.ui, kit.T("Password of {{.Account}}", kit.M{"Account": kit.AccountName(a)}), kit.Column(kit.SpaceM, body...), kit.T("Log in and go on"), submit)
	entry.OnSubmitted = func(string) { d.Submit() }
	d.Sized(460, 0).Show()
	d.Focus(entry)
}

// keep puts a password into the keychain; where there is none it is held until the program ends.
func keep(ctx context.Context, all Passwords, a mailing.Account, password string) (kept bool, err error) {
	all.Hold(a.ID, password)
	err = all.Keep(ctx, a, password)
	if errors.Is(err, mailing.ErrNoKeychain) {
		return false, nil
	}
	return err == nil, err
}

func keptWords(kept bool) string {
	if kept {
		return kit.T("The password is in the system's keychain.")
	}
	return kit.T("This computer has no keychain: the password is kept until Evenpost is closed.")
}
