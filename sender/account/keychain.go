package account

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/zalando/go-keyring"

	"evenpost/mailing"
)

// service is the name under which people find Evenpost's passwords in their system's keychain.
const service = "Evenpost"

// patience is how long the keychain may take. A locked one waits for its own dialog, which may be hidden or absent.
const patience = 5 * time.Second

// Keychain keeps passwords in the system's keychain: Secret Service, macOS Keychain or Windows Credential Manager. Every
// call returns after five seconds at the latest. The zero value is ready.
type Keychain struct {
	patience time.Duration // for tests; 0: patience
}

// entry names the password of an account by its login, so that two data folders neither mix up nor miss it.
func entry(a mailing.Account) string { return a.Username + " on " + a.Host }

// Get returns the password of an account. The error wraps mailing.ErrNoPassword when there is none, and
// mailing.ErrNoKeychain when there is no keychain or it does not answer.
func (k Keychain) Get(ctx context.Context, a mailing.Account) (string, error) {
	return k.ask(ctx, func() (string, error) { return keyring.Get(service, entry(a)) })
}

// Set keeps the password of an account.
func (k Keychain) Set(ctx context.Context, a mailing.Account, password string) error {
	_, err := k.ask(ctx, func() (string, error) { return "", keyring.Set(service, entry(a), password) })
	return err
}

// Delete removes the password of an account. That there is none is no error.
func (k Keychain) Delete(ctx context.Context, a mailing.Account) error {
	_, err := k.ask(ctx, func() (string, error) { return "", keyring.Delete(service, entry(a)) })
	if errors.Is(err, mailing.ErrNoPassword) {
		return nil
	}
	return err
}

// ask calls the keychain on a goroutine of its own, which is left behind when the keychain hangs: there is no way to
// stop it.
func (k Keychain) ask(ctx context.Context, call func() (string, error)) (string, error) {
	wait := k.patience
	if wait <= 0 {
		wait = patience
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	type answer struct {
		secret string
		err    error
	}
	answers := make(chan answer, 1)
	go func() {
		secret, err := call()
		answers <- answer{secret, err}
	}()
	select {
	case <-ctx.Done():
		return "", fmt.Errorf("keychain: %w", ctx.Err())
	case <-timer.C:
		return "", fmt.Errorf("keychain: %w: it does not answer, perhaps it is locked", mailing.ErrNoKeychain)
	case got := <-answers:
		return got.secret, meaning(got.err)
	}
}

func meaning(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, keyring.ErrNotFound):
		return fmt.Errorf("keychain: %w", mailing.ErrNoPassword)
	case errors.Is(err, keyring.ErrSetDataTooBig):
		return fmt.Errorf("keychain: %w: the password is too long for it", mailing.ErrInvalid)
	default: // every system has its own words for not having one
		return fmt.Errorf("keychain: %w: %w", mailing.ErrNoKeychain, err)
	}
}
