package templates

import (
	"context"
	"slices"

	"evenpost/gui/kit"
	"evenpost/mailing"
)

// settingTestTo remembers where tests are sent to.
const settingTestTo = "test_to"

type testFrom struct {
	accounts []mailing.Account
	to       string
}

// onTest sends the message, as shown, to an address of the user's own.
func (e *editor) onTest() {
	store, ui := e.page.deps.Store, e.page.ui
	kit.Run(ui, nil, func(ctx context.Context) (f testFrom, err error) {
		if f.accounts, err = store.Accounts(ctx); err != nil {
			return f, err
		}
		f.to, err = store.Setting(ctx, settingTestTo)
		return f, err
	}, func(f testFrom, err error) {
		if err != nil {
			kit.ShowError(ui, err)
			return
		}
		e.askTest(f)
	})
}

func (e *editor) askTest(f testFrom) {
	ui := e.page.ui
	if len(f.accounts) == 0 {
		e.slot.Put(kit.Say(kit.Doubtful, kit.T("There is no account to send from yet."), kit.Secondary(kit.T("Add an account"), kit.IconKey, func() {
			ui.Navigate(kit.PageAccounts, kit.OpenNew{})
		})))
		return
	}
	// Real accounts first: the practice mailbox is for those who have none.
	slices.SortStableFunc(f.accounts, func(a, b mailing.Account) int { return practiceLast(a) - practiceLast(b) })
	names := make([]string, len(f.accounts))
	for i, a := range f.accounts {
		names[i] = a.Name
	}
	account := kit.NewSelect(names, nil)
	account.SetSelectedIndex(0)
	to := kit.NewEntry("me@example.com")
	to.SetText(f.to)
	if f.to == "" && !f.accounts[0].Practice {
		to.SetText(f.accounts[0].From.Address)
	}
	form := kit.Column(kit.SpaceM,
		kit.Sentence(kit.T("The message is sent as {{.Name}} would get it. It counts as one mail of the account's limit.", kit.M{"Name": e.preview.contact().Email})),
		kit.Field(kit.T("To"), kit.T("An address of your own"), to),
		kit.Field(kit.T("From account"), "", account))
	d := kit.NewDialog(ui, kit.T("Send a test to me"), form, kit.T("Send test"), func(d *kit.Dialog) {
		e.sendTest(d, f.accounts[max(0, account.SelectedIndex())], to.Text)
	})
	to.OnSubmitted = func(string) { d.Submit() }
	d.Show()
	d.Focus(to)
}

func practiceLast(a mailing.Account) int {
	if a.Practice {
		return 1
	}
	return 0
}

func (e *editor) sendTest(d *kit.Dialog, a mailing.Account, to string) {
	ui, engine, store := e.page.ui, e.page.deps.Engine, e.page.deps.Store
	message, as := e.written().Message, e.preview.contact()
	address, err := mailing.ParseAddress(to)
	if err != nil {
		d.Fail(err)
		return
	}
	d.Busy(true)
	kit.Run(ui, nil, func(ctx context.Context) (mailing.Reply, error) {
		if err := store.SetSetting(ctx, settingTestTo, address); err != nil {
			return mailing.Reply{}, err
		}
		return engine.SendTest(ctx, a.ID, message, as, address)
	}, func(reply mailing.Reply, err error) {
		verdict := mailing.Judge(reply, ui.Now(), mailing.History{})
		switch {
		case err != nil:
			d.Fail(err)
		case verdict.Kind != mailing.Accepted:
			d.Busy(false)
			d.Explain(kit.AdviceOf(verdict, reply))
		default:
			d.Close()
			ui.Toast(kit.T("Test sent to {{.To}}", kit.M{"To": address}), nil)
		}
	})
}
