package settings_test

import (
	"slices"

	"evenpost/gui/kit"
	"evenpost/gui/kit/kittest"
)

// choose picks an entry in the choice that has it.
func choose(e *kittest.Env, name string) {
	e.T.Helper()
	s, ok := kittest.Find(e, func(s *kit.Select) bool { return slices.Contains(s.Options, name) })
	if !ok {
		e.T.Fatalf("no choice has %q", name)
	}
	s.SetSelected(name)
}
