package cli

import (
	"errors"
	"fmt"
	"io"

	"evenpost/mailing"
)

const passwordVariable = "EVENPOST_PASSWORD"

// newPassword is a password that the user gives now; "" when there is none to be had.
func (c *call) newPassword(a mailing.Account) (string, error) {
	if a.Username == "" {
		return "", nil
	}
	if p := c.env.Getenv(passwordVariable); p != "" {
		return p, nil
	}
	if c.env.ReadPassword == nil {
		return "", nil
	}
	p, err := c.env.ReadPassword(fmt.Sprintf("Password of %s at %s: ", plain(a.Username), plain(a.Host)))
	if err != nil {
		return "", fmt.Errorf("%w: %w", mailing.ErrNoPassword, err)
	}
	return p, nil
}

// keepPassword puts a password into the keychain, or says where it has to come from.
func (c *call) keepPassword(a mailing.Account, password string) error {
	if a.Username == "" {
		return nil
	}
	if password == "" {
		c.warn("No password was given. Set $%s when it sends, or give it with: evenpost accounts password %q", passwordVariable, a.Name)
		return nil
	}
	err := c.svc.Passwords.Keep(c.ctx, a, password)
	if errors.Is(err, mailing.ErrNoKeychain) {
		c.warn("This computer has no keychain, so the password is kept nowhere: set $%s for each run that sends.", passwordVariable)
		return nil
	}
	return err
}

// havePassword makes sure that an account's password is known before something long begins, and asks for it if it can.
func (c *call) havePassword(a mailing.Account) error {
	if a.Username == "" {
		return nil
	}
	_, err := c.svc.Passwords.Password(c.ctx, a)
	if err == nil {
		return nil
	}
	if !errors.Is(err, mailing.ErrNoPassword) && !errors.Is(err, mailing.ErrNoKeychain) {
		return err
	}
	password, askErr := c.newPassword(a)
	if askErr != nil {
		return askErr
	}
	if password == "" {
		return &Problem{
			Title: fmt.Sprintf("The password of account “%s” is needed.", plain(a.Name)),
			Do:    fmt.Sprintf("Set $%s, or put it into the keychain with “evenpost accounts password”.", passwordVariable),
			Err:   err,
		}
	}
	c.svc.Passwords.Hold(a.ID, password)
	return nil
}

func setPassword(*flags) func(*call) error {
	return func(c *call) error {
		a, svc, err := c.account(c.args[0])
		if err != nil {
			return err
		}
		if a.Username == "" {
			return &Problem{Title: fmt.Sprintf("Account “%s” has no user name, so it needs no password.", plain(a.Name)), Do: "Give it one with “evenpost accounts set”."}
		}
		password, err := c.newPassword(a)
		if err != nil {
			return err
		}
		if password == "" {
			return fmt.Errorf("%w: set $%s, or run this in a terminal", mailing.ErrNoPassword, passwordVariable)
		}
		if err := svc.Passwords.Keep(c.ctx, a, password); err != nil {
			return err
		}
		return c.show(nil, func(w io.Writer) { fmt.Fprintf(w, "The password of account “%s” is in the keychain.\n", a.Name) })
	}
}

type stepJSON struct {
	Stage  string  `json:"stage"`
	OK     bool    `json:"ok"`
	Detail string  `json:"detail"`
	Error  *string `json:"error"`
}

func testAccount(f *flags) func(*call) error {
	f.canJSON()
	return func(c *call) error {
		a, svc, err := c.account(c.args[0])
		if err != nil {
			return err
		}
		if err := c.havePassword(a); err != nil {
			return err
		}
		password := ""
		if a.Username != "" {
			if password, err = svc.Passwords.Password(c.ctx, a); err != nil {
				return err
			}
		}
		steps := []stepJSON{}
		failed := svc.Check(c.ctx, a, password, func(s Step) {
			one := stepJSON{Stage: string(s.Stage), OK: s.Err == nil, Detail: s.Detail}
			mark := "ok"
			if s.Err != nil {
				text := s.Err.Error()
				one.Error, mark = &text, "failed"
			}
			steps = append(steps, one)
			if !c.json {
				c.warn("%-9s %-7s %s", s.Stage, mark, plain(s.Detail))
			}
		})
		if failed == nil && liftedByTest(a) {
			if err := svc.Store.SetHold(c.ctx, a.ID, nil); err != nil {
				return err
			}
		}
		err = c.show(map[string]any{"account": a.Name, "ok": failed == nil, "steps": steps}, func(w io.Writer) {
			if failed == nil {
				fmt.Fprintf(w, "Account “%s” works.\n", a.Name)
			}
		})
		return errors.Join(failed, err)
	}
}

// liftedByTest says whether a test that went well ends what the account was stopped for.
func liftedByTest(a mailing.Account) bool {
	if a.Hold == nil {
		return false
	}
	switch a.Hold.Verdict.Kind {
	case mailing.Auth, mailing.TLS, mailing.Network:
		return true
	}
	return false
}
