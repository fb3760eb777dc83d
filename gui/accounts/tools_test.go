package accounts_test

import (
	"slices"
	"strconv"

	"evenpost/gui/kit"
	"evenpost/gui/kit/kittest"
	"evenpost/sender/smtp/smtptest"
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

func portOf(s *smtptest.Server) string { return strconv.Itoa(s.Port()) }

// check ticks the box with this label.
func check(e *kittest.Env, label string) {
	e.T.Helper()
	c, ok := kittest.Find(e, func(c *kit.Check) bool { return c.Text == label })
	if !ok {
		e.T.Fatalf("no box says %q", label)
	}
	c.SetChecked(true)
}
