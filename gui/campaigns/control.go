package campaigns

import (
	"context"
	"errors"
	"fmt"

	"fyne.io/fyne/v2"

	"evenpost/gui/kit"
	"evenpost/mailing"
)

// do changes the campaign shown and shows the change at once.
func (d *detail) do(work func(context.Context) error, told string) {
	ui := d.page.ui
	kit.Run(ui, nil, func(ctx context.Context) (struct{}, error) { return struct{}{}, work(ctx) }, func(_ struct{}, err error) {
		if err != nil {
			kit.ShowError(ui, err)
			return
		}
		if told != "" {
			ui.Toast(told, nil)
		}
		if d.page.at == viewDetail {
			d.live.Restart()
		}
	})
}

func (d *detail) onPause() {
	id, store := d.id, d.page.deps.Store
	d.do(func(ctx context.Context) error { return store.PauseCampaign(ctx, id, "") }, "")
}

func (d *detail) onResume() {
	id, store := d.id, d.page.deps.Store
	d.do(func(ctx context.Context) error { return store.ResumeCampaign(ctx, id) }, "")
}

func (d *detail) onCancel() {
	c, store := d.now.campaign, d.page.deps.Store
	left := c.Counts.Waiting
	text := kit.N("{{.N}} person has not got it yet and will not get it. What was sent stays sent.", "{{.N}} people have not got it yet and will not get it. What was sent stays sent.", left)
	if c.State == mailing.Scheduled {
		text = kit.T("It has not started. Nobody will get it.")
	}
	kit.Confirm(d.page.ui, kit.Question{
		Title: kit.T("Cancel “{{.Name}}” for good?", kit.M{"Name": c.Name}), Text: text, Yes: kit.T("Cancel the campaign"), No: kit.T("Let it go on"), Danger: true,
	}, func() {
		d.do(func(ctx context.Context) error { return store.CancelCampaign(ctx, c.ID) }, "")
	})
}

// onPauseKey pauses or resumes.
func (d *detail) onPauseKey() bool {
	switch d.now.campaign.State {
	case mailing.CampaignSending, mailing.Scheduled:
		d.onPause()
	case mailing.Paused:
		d.onResume()
	default:
		return false
	}
	return true
}

func (d *detail) onDeleteKey() bool {
	switch d.now.campaign.State {
	case mailing.Finished, mailing.CampaignCancelled:
		d.page.deleteCampaign(d.now.campaign, d.page.showList)
		return true
	case mailing.CampaignSending, mailing.Paused, mailing.Scheduled:
		d.onCancel()
		return true
	}
	return false
}

// deleteCampaign deletes a campaign at rest, after asking.
func (p *Page) deleteCampaign(c mailing.Campaign, done func()) {
	switch c.State {
	case mailing.Draft, mailing.Finished, mailing.CampaignCancelled:
	default:
		return
	}
	text := kit.T("Its record goes with it: who got it, who did not and why. The contacts stay.")
	if c.State == mailing.Draft {
		text = kit.T("It has not been sent to anybody.")
	}
	kit.Confirm(p.ui, kit.Question{
		Title: kit.T("Delete “{{.Name}}”?", kit.M{"Name": c.Name}), Text: text, Yes: kit.T("Delete"), Danger: true,
	}, func() {
		store := p.deps.Store
		kit.Run(p.ui, nil, func(ctx context.Context) (struct{}, error) { return struct{}{}, store.DeleteCampaign(ctx, c.ID) }, func(_ struct{}, err error) {
			if err != nil {
				kit.ShowError(p.ui, err)
				return
			}
			p.ui.Toast(kit.T("“{{.Name}}” was deleted.", kit.M{"Name": c.Name}), nil)
			done()
		})
	})
}

// showWaiting says what the campaign waits for, whose problem that is and what to do. The notice is made anew only when it
// says something else, so that opened details stay open.
func (d *detail) showWaiting() {
	s, now := d.now, d.page.ui.Now().In(d.page.ui.Zone)
	w := s.waitsFor()
	key := fmt.Sprint(s.campaign.State, s.campaign.Reason, w.Why, w.Until.Unix(), w.Limit, w.Verdict, w.Reply, s.live.Trouble)
	if key == d.said {
		return
	}
	d.said = key
	words := kit.WaitingWords(w, now)
	switch {
	case s.live.Trouble != nil && s.campaign.State.Running():
		d.slot.Put(kit.NewNotice(kit.Bad, d.page.ui.Explain(s.live.Trouble)))
	case s.campaign.State == mailing.Paused && s.campaign.Reason != "":
		d.slot.Put(kit.NewNotice(kit.Bad, kit.Explanation{
			What: kit.T("Paused by itself: the message of this campaign cannot be made."),
			Todo: kit.T("Correct what is said in the details, then press Resume. Nobody has been lost."), Raw: s.campaign.Reason,
		}))
	case w.Why == mailing.WhyUser:
		d.slot.Put(kit.NewNotice(kit.Bad, kit.AdviceOf(w.Verdict, w.Reply), d.holdButtons(w)...))
	case w.Why == mailing.WhyHeld:
		e := kit.AdviceOf(w.Verdict, w.Reply)
		e.What = words
		d.slot.Put(kit.NewNotice(kit.Doubtful, e, kit.Secondary(kit.T("Try now"), kit.IconRetry, d.onGoOn)))
	case w.Why == mailing.WhyPaused:
		d.slot.Put(kit.Say(kit.Resting, words))
	case words != "":
		d.slot.Put(kit.Say(kit.Pending, words))
	default:
		d.slot.Put(nil)
	}
}

// holdButtons end what only the user can end.
func (d *detail) holdButtons(w mailing.WaitingFor) []fyne.CanvasObject {
	goOn := kit.Secondary(kit.T("Go on sending"), nil, d.onGoOn)
	account := kit.Quiet(kit.T("Show the account"), kit.IconKey, func() {
		d.page.ui.Navigate(kit.PageAccounts, kit.OpenAccount{ID: d.now.account.ID})
	})
	if w.Verdict.Kind == mailing.Auth {
		return []fyne.CanvasObject{kit.Primary(kit.T("Enter password…"), kit.IconKey, d.onPassword), goOn, account}
	}
	return []fyne.CanvasObject{goOn, account}
}

func (d *detail) onGoOn() {
	id, store := d.now.account.ID, d.page.deps.Store
	d.do(func(ctx context.Context) error { return store.SetHold(ctx, id, nil) }, kit.T("Sending goes on."))
}

// onPassword asks for the account's password, keeps it, and lets the account go on.
func (d *detail) onPassword() {
	account, deps, ui := d.now.account, d.page.deps, d.page.ui
	entry := kit.NewPassword(kit.T("Password"))
	submit := func(dialog *kit.Dialog) {
		password := entry.Text
		if password == "" {
			dialog.Problem(kit.T("Enter the password."))
			return
		}
		dialog.Busy(true)
		kit.Run(ui, nil, func(ctx context.Context) (kept bool, err error) {
			deps.Passwords.Hold(account.ID, password)
			err = deps.Passwords.Keep(ctx, account, password)
			if kept = err == nil; errors.Is(err, mailing.ErrNoKeychain) {
				err = nil // it is held until the program ends
			}
			if err != nil {
				return false, err
			}
			return kept, deps.Store.SetHold(ctx, account.ID, nil)
		}, func(kept bool, err error) {
			if err != nil {
				dialog.Fail(err)
				return
			}
			dialog.Close()
			if kept {
				ui.Toast(kit.T("The password is kept in the system's keychain. Sending goes on."), nil)
			} else {
				ui.Toast(kit.T("The password is kept until Evenpost is closed. Sending goes on."), nil)
			}
			d.live.Ask()
		})
	}
	dialog := kit.NewDialog(ui, kit.T("Password of {{.Account}}", kit.M{"Account": account.Name}),
		kit.Column(kit.SpaceM, kit.Sentence(kit.T("The server refused the login of {{.User}}. Many providers want an app password here, not the one for their web page.", kit.M{"User": account.Username})), kit.Field(kit.T("Password"), "", entry)),
		kit.T("Log in and go on"), submit).Sized(460, 0)
	entry.OnSubmitted = func(string) { submit(dialog) }
	dialog.Show()
	ui.Window.Canvas().Focus(entry)
}
