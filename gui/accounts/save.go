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
	e.check.start(a, e.was, e.password.Text)
	e.root.Refresh()
}

// tested is called when a test has ended.
func (e *editor) tested(err error) {
	e.test.SetText(kit.T("Test connection"))
	e.test.SetIcon(kit.IconTick)
	if err == nil {
		e.passed = e.connection()
	}
	e.root.Refresh()
	if err == nil || errors.Is(err, context.Canceled) || e.was.Practice {
		return
	}
	switch k := failedKind(err); {
	case k == mailing.Auth: // the password is most likely what is wrong
		e.ui.Window.Canvas().Focus(e.password)
		e.password.TypedShortcut(&fyne.ShortcutSelectAll{})
	case k != mailing.Network && k != mailing.TLS:
	case e.asks:
		e.ui.Window.Canvas().Focus(e.host)
	case !e.details.Visible():
		e.onDetails() // the cause is likely there
	}
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
	deps, password, was, created := e.page.deps, e.password.Text, e.was, e.ui.Now()
	over := was.Hold != nil && was.Hold.Until.IsZero() && mended(was.Hold.Verdict.Kind) && e.passed == e.connection()
	type result struct {
		id    int64
		saved bool // the account; its password may still have failed
		kept  bool // in the keychain
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
		r.saved = true
		if over {
			if err := deps.Store.SetHold(ctx, a.ID, nil); err != nil {
				return r, err
			}
		}
		var err error
		r.kept, err = e.page.keepPassword(ctx, a, was, password)
		return r, err
	}, func(r result, err error) {
		e.save.Enable()
		switch {
		case errors.Is(err, mailing.ErrExists):
			e.problem(kit.T("There is an account with this name already. Choose another name under Details."), fyne.Focusable(e.name))
			return
		case err != nil && !r.saved:
			e.slot.Fail(e.ui, err)
			e.root.Refresh()
			return
		}
		e.saving = true
		words := kit.T("“{{.Name}}” is saved.", kit.M{"Name": kit.AccountName(a)})
		e.page.readSoon(a, was, password != "")
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

// readSoon has the mailbox of an account read that is new to it, or that has another password. What goes wrong is said on its card.
func (p *Page) readSoon(a, was mailing.Account, password bool) {
	if !a.ReadsAnswers() || !password && a.Inbox == was.Inbox && a.Username == was.Username {
		return
	}
	kit.Run(p.ui, nil, func(ctx context.Context) (mailing.AnswerCounts, error) { return p.deps.Inbox.Check(ctx, a) }, func(_ mailing.AnswerCounts, err error) {
		if err != nil {
			p.ui.Log.Info("the mailbox could not be read", "account", a.ID, "error", err)
		}
		p.ui.Changed()
	})
}

// keepPassword keeps the password that was entered. When only the login was changed, the one that is known goes along with it:
// keychains know passwords by login and server.
func (p *Page) keepPassword(ctx context.Context, a, was mailing.Account, password string) (kept bool, err error) {
	moved := was.ID != 0 && (a.Username != was.Username || a.Host != was.Host)
	if password == "" && moved && a.Username != "" && !a.Practice {
		if password, err = p.deps.Passwords.Password(ctx, was); errors.Is(err, mailing.ErrNoPassword) {
			return true, nil // none to take along; the user is asked when it is needed
		} else if err != nil {
			return true, err
		}
	}
	if password == "" || a.Practice {
		return true, nil
	}
	return keep(ctx, p.deps.Passwords, a, password)
}
