package mailing

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

type answers map[string]DomainMail

func (a answers) Check(_ context.Context, domains []string, progress func(int)) (map[string]DomainMail, error) {
	if len(a) == 0 {
		return nil, errors.New("no network")
	}
	progress(len(domains))
	return a, nil
}

func TestCheckDomains(t *testing.T) {
	contacts := func(yield func(Contact, error) bool) {
		for i, email := range []string{"a@gone.example", "b@fine.example", "c@silent.example", "d@gone.example", "e@also.example"} {
			if !yield(Contact{ID: int64(i + 1), Email: email}, nil) {
				return
			}
		}
	}
	asker := answers{"gone.example": MailRefused, "fine.example": MailTaken, "silent.example": MailUnknown, "also.example": MailRefused}
	var heard []int
	id := func(c Contact) int64 { return c.ID }
	got, err := CheckDomains(t.Context(), contacts, id, asker, func(done, total int) { heard = []int{done, total} })
	want := DomainCheck[int64]{
		Domains: 4,
		Refused: []InDomain[int64]{{"also.example", []int64{5}}, {"gone.example", []int64{1, 4}}},
		Unknown: []InDomain[int64]{{"silent.example", []int64{3}}},
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil || !slices.Equal(heard, []int{4, 4}) {
		t.Errorf("%v, %v, heard %v", diff, err, heard)
	}
	if _, err := CheckDomains(t.Context(), contacts, id, answers{}, func(int, int) {}); err == nil {
		t.Error("asked without a network")
	}
	broken := func(yield func(Contact, error) bool) { yield(Contact{}, ErrDamaged) }
	if _, err := CheckDomains(t.Context(), broken, id, asker, func(int, int) {}); !errors.Is(err, ErrDamaged) {
		t.Errorf("contacts that cannot be read: %v", err)
	}
}
