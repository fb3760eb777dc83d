package accounts

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"

	"evenpost/gui/kit"
	"evenpost/mailing"
)

// onTest tests the connection as entered, or ends the test that runs.
func (e *editor) onTest() {
	if e.check.cancel != nil {
		e.check.onCancel()
		return
	}
	a, problem, field := e.read()
	if problem != "" {
		e.problem(problem, field)
		return
	}
	e.slot.Put(nil)
	e.test.SetText(kit.T("Stop the test"))
	e.test.SetIcon(nil)
	e.passed = ""
	e.check.start(a, e.password.Text)
	e.root.Refresh()
}

// tested is called when a test has ended.
func (e *editor) tested(err error) {
	e.test.SetText(kit.T("Test connection"))
	e.test.SetIcon(kit.IconTick)
	if err == nil {
		e.passed = e.connection()
	}
	if err != nil && !errors.Is(err, context.Canceled) && e.details != nil && !e.details.Visible() && !e.was.Practice {
		if k := failedKind(err); k == mailing.Network || k == mailing.TLS {
			e.onDetails() // the cause is likely there
		}
	}
	e.root.Refresh()
}

// onSave keeps the account. One whose connection has not passed a test is kept after asking.
func (e *editor) onSave() {
	a, problem, field := e.read()
	if problem != "" {
		e.problem(problem, field)
		return
	}
	e.slot.Put(nil)
	unchanged := e.was.ID != 0 && e.password.Text == "" && a.Host == e.was.Host && a.Port == e.was.Port && a.Security == e.was.Security &&
		a.Username == e.was.Username && a.From.Address == e.was.From.Address
	if unchanged || a.Practice || e.passed == e.connection() {
		e.keep(a)
		return
	}
	kit.Confirm(e.ui, kit.Question{
		Title: kit.T("Save without a test?"),
		Text:  kit.T("The connection has not passed the test, so it is not known whether mails would go out. You can test it later on its card."),
		Yes:   kit.T("Save anyway"),
	}, func() { e.keep(a) })
}

// keep writes account and password.
func (e *editor) keep(a mailing.Account) {
	e.check.stop()
	e.save.Disable()
	deps, password, created := e.page.deps, e.password.Text, e.ui.Now()
	type result struct {
		id   int64
		kept bool
	}
	kit.Run(e.ui, nil, func(ctx context.Context) (result, error) {
		r := result{id: a.ID, kept: true}
		if a.ID == 0 {
			a.CreatedAt = created
			id, err := deps.Store.AddAccount(ctx, a)
			if err != nil {
				return r, err
			}
			r.id, a.ID = id, id
		} else if err := deps.Store.UpdateAccount(ctx, a); err != nil {
			return r, err
		}
		if password == "" || a.Practice {
			return r, nil
		}
		var err error
		r.kept, err = keep(ctx, deps.Passwords, a, password)
		return r, err
	}, func(r result, err error) {
		e.save.Enable()
		switch {
		case errors.Is(err, mailing.ErrExists):
			e.problem(kit.T("There is an account with this name already. Choose another name under Details."), fyne.Focusable(e.name))
			return
		case err != nil && r.id == 0:
			e.slot.Fail(e.ui, err)
			e.root.Refresh()
			return
		}
		e.saving = true
		words := kit.T("“{{.Name}}” is saved.", kit.M{"Name": kit.AccountName(a)})
		if password != "" && !a.Practice {
			words += " " + keptWords(r.kept && err == nil)
		}
		e.ui.Toast(words, nil)
		e.ui.Changed()
		e.page.list.reveal(r.id)
		e.page.showList()
		if err != nil {
			kit.ShowError(e.ui, err)
		}
	})
}
