package main

import (
	"context"
	"fmt"
	"sync"

	"evenpost/mailing"
)

// keychain is where the system keeps secrets.
type keychain interface {
	Get(ctx context.Context, a mailing.Account) (string, error)
	Set(ctx context.Context, a mailing.Account, password string) error
	Delete(ctx context.Context, a mailing.Account) error
}

// passwords finds the password of an account: one that was typed in this run, the one of the environment, or the
// system's keychain. It keeps none of them anywhere else.
type passwords struct {
	keychain keychain
	getenv   func(string) string

	mu   sync.Mutex
	held map[int64]string
}

func newPasswords(k keychain, getenv func(string) string) *passwords {
	return &passwords{keychain: k, getenv: getenv, held: make(map[int64]string)}
}

// Password returns the password of an account, or an error that wraps mailing.ErrNoPassword.
func (p *passwords) Password(ctx context.Context, a mailing.Account) (string, error) {
	p.mu.Lock()
	held, ok := p.held[a.ID]
	p.mu.Unlock()
	if ok {
		return held, nil
	}
	if given := p.getenv("EVENPOST_PASSWORD"); given != "" {
		return given, nil
	}
	password, err := p.keychain.Get(ctx, a)
	if err != nil {
		return "", fmt.Errorf("%w: %w", mailing.ErrNoPassword, err)
	}
	return password, nil
}

// Hold keeps a password until the program ends.
func (p *passwords) Hold(accountID int64, password string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.held[accountID] = password
}

// Keep puts a password into the keychain.
func (p *passwords) Keep(ctx context.Context, a mailing.Account, password string) error {
	return p.keychain.Set(ctx, a, password)
}

// Forget takes a password out of the keychain, and out of this run.
func (p *passwords) Forget(ctx context.Context, a mailing.Account) error {
	p.mu.Lock()
	delete(p.held, a.ID)
	p.mu.Unlock()
	return p.keychain.Delete(ctx, a)
}
