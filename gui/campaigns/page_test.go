package campaigns_test

import (
	"context"
	"sync"
	"testing"

	"evenpost/gui/campaigns"
	"evenpost/gui/kit"
	"evenpost/gui/kit/kittest"
	"evenpost/gui/pagetest"
	"evenpost/mailing"
)

// open makes the page over a world.
func open(t *testing.T, w *pagetest.World, options ...kittest.Option) (*kittest.Env, *campaigns.Page) {
	t.Helper()
	e := kittest.New(t, options...)
	e.Now, e.UI.Explain = w.Now, kit.Explain
	return e, campaigns.New(e.UI, campaigns.Deps{Store: w.Store, Engine: w.Engine, Passwords: &safe{}})
}

// safe keeps passwords like a computer without a keychain.
type safe struct {
	mu   sync.Mutex
	held map[int64]string
}

func (s *safe) Hold(id int64, password string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.held == nil {
		s.held = map[int64]string{}
	}
	s.held[id] = password
}

func (s *safe) Keep(context.Context, mailing.Account, string) error { return mailing.ErrNoKeychain }
