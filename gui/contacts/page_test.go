package contacts_test

import (
	"testing"

	"evenpost/gui/contacts"
	"evenpost/gui/kit"
	"evenpost/gui/kit/kittest"
	"evenpost/gui/pagetest"
)

// open makes the page over a world.
func open(t *testing.T, w *pagetest.World, options ...kittest.Option) (*kittest.Env, *contacts.Page) {
	t.Helper()
	e := kittest.New(t, options...)
	e.Now, e.UI.Explain = w.Now, kit.Explain
	return e, contacts.New(e.UI, contacts.Deps{Store: w.Store, Domains: &nameServers{}})
}
