package storage

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"evenpost/mailing"
)

func addTest(tb testing.TB, s *Store, c mailing.Contact) int64 {
	tb.Helper()
	id, err := s.AddContact(tb.Context(), c)
	if err != nil {
		tb.Fatal(err)
	}
	return id
}

func TestContactComesAndGoes(t *testing.T) {
	s := openTest(t)
	ctx := t.Context()
	list, err := s.EnsureList(ctx, "Kunden")
	if err != nil {
		t.Fatal(err)
	}
	want := mailing.Contact{
		Email: "Jörg@Müller.at ", FirstName: " Jörg", LastName: "Müller\nder Ältere", Company: "Bäckerei",
		Fields: map[string]string{"Ort / City": " Graz ", "leer": " "}, Tags: []string{"vip", "a; b"}, Lists: []int64{list},
		Consent: mailing.Consent{Source: "fair", At: time.UnixMilli(1_700_000_000_000)},
	}
	id := addTest(t, s, want)
	want.ID, want.Email, want.FirstName, want.LastName = id, "Jörg@xn--mller-kva.at", "Jörg", "Müller der Ältere"
	want.Fields, want.Tags = map[string]string{"ort_city": "Graz"}, []string{"a", "b", "vip"}
	check := func(want mailing.Contact) {
		t.Helper()
		got, err := s.Contact(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		if time.Since(got.CreatedAt) > time.Minute || time.Since(got.UpdatedAt) > time.Minute {
			t.Errorf("times %v, %v", got.CreatedAt, got.UpdatedAt)
		}
		if diff := cmp.Diff(want, got, cmp.FilterPath(func(p cmp.Path) bool { return strings.HasSuffix(p.String(), "edAt") }, cmp.Ignore())); diff != "" {
			t.Error(diff)
		}
	}
	check(want)
	for _, search := range []string{"jörg@müller.at", "@Müller.at", "jörg@", "jorg", "mller-kva"} {
		if n, err := s.CountContacts(ctx, ContactQuery{Search: search}); n != 1 || err != nil {
			t.Errorf("searching %q finds %d, %v", search, n, err)
		}
	}
	if got, err := s.ContactByEmail(ctx, " jÖrg@MÜLLER.at"); err != nil || got.ID != id || !slices.Equal(got.Lists, []int64{list}) {
		t.Errorf("by address: %+v, %v", got, err)
	}

	want.Email, want.Fields, want.Tags, want.Lists, want.Consent = "neu@x.at", nil, []string{"neu"}, nil, mailing.Consent{}
	if err := s.UpdateContact(ctx, want); err != nil {
		t.Fatal(err)
	}
	check(want)

	if err := s.DeleteContacts(ctx, []int64{id, 999}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Contact(ctx, id); !errors.Is(err, mailing.ErrNotFound) {
		t.Errorf("after deletion: %v", err)
	}
	if tags, err := s.Tags(ctx); len(tags) > 0 || err != nil {
		t.Errorf("tags of nobody: %q, %v", tags, err)
	}
	if again := addTest(t, s, want); again == id {
		t.Error("the id of a deleted contact is used again")
	}
}

func TestContactsThatAreRefused(t *testing.T) {
	s := openTest(t)
	ctx := t.Context()
	addTest(t, s, mailing.Contact{Email: "a@x.at"})
	b := addTest(t, s, mailing.Contact{Email: "b@x.at"})
	for _, tc := range []struct {
		name string
		err  error
		want error
	}{
		{"same address", second(s.AddContact(ctx, mailing.Contact{Email: "A@X.at"})), mailing.ErrExists},
		{"no address", second(s.AddContact(ctx, mailing.Contact{FirstName: "A"})), mailing.ErrBadAddress},
		{"field with the name of another", second(s.AddContact(ctx, mailing.Contact{Email: "c@x.at", Fields: map[string]string{"E-Mail": "x", "email": "y"}})), mailing.ErrInvalid},
		{"list that is not there", second(s.AddContact(ctx, mailing.Contact{Email: "c@x.at", Lists: []int64{5}})), mailing.ErrNotFound},
		{"update to the address of another", s.UpdateContact(ctx, mailing.Contact{ID: b, Email: "a@x.at"}), mailing.ErrExists},
		{"update of nobody", s.UpdateContact(ctx, mailing.Contact{ID: 99, Email: "z@x.at"}), mailing.ErrNotFound},
		{"update to a bad address", s.UpdateContact(ctx, mailing.Contact{ID: b, Email: "z@"}), mailing.ErrBadAddress},
		{"unknown address", second(s.ContactByEmail(ctx, "nobody")), mailing.ErrNotFound},
	} {
		if !errors.Is(tc.err, tc.want) {
			t.Errorf("%s: %v, want %v", tc.name, tc.err, tc.want)
		}
	}
	if n, err := s.CountContacts(ctx, ContactQuery{}); n != 2 || err != nil {
		t.Errorf("%d contacts, %v", n, err)
	}
}

func second[T any](_ T, err error) error { return err }

func TestContactQueries(t *testing.T) {
	s := openTest(t)
	ctx := t.Context()
	list, err := s.EnsureList(ctx, "L")
	if err != nil {
		t.Fatal(err)
	}
	ids := map[int64]string{}
	for _, c := range []mailing.Contact{
		{Email: "zoe@x.at", FirstName: "Zoë", LastName: "Abel", Company: "Öl & Co", Tags: []string{"vip"}},
		{Email: "info@baeckerei.at", Company: "Bäckerei 100%"},
		{Email: "anna@x.at", FirstName: "Anna", LastName: "Müller", Lists: []int64{list}},
		{Email: "bert@y.at", FirstName: "Bert", LastName: "MULLER", Company: "abc_def", Lists: []int64{list}, Tags: []string{"VIP", "b"}},
	} {
		name, _, _ := strings.Cut(c.Email, "@")
		ids[addTest(t, s, c)] = name
	}
	if _, err := s.Suppress(ctx, []mailing.Suppression{{Address: "ANNA@x.at"}, {Address: "other@x.at"}}); err != nil {
		t.Fatal(err)
	}
	yes, no := true, false
	for _, tc := range []struct {
		q    ContactQuery
		want string
	}{
		{ContactQuery{}, "zoe info anna bert"},
		{ContactQuery{Desc: true}, "bert anna info zoe"},
		{ContactQuery{Sort: "email"}, "anna bert info zoe"},
		{ContactQuery{Sort: "email", Desc: true, Limit: 2}, "zoe info"},
		{ContactQuery{Sort: "company"}, "bert info zoe anna"},
		{ContactQuery{Sort: "created"}, "zoe info anna bert"},
		{ContactQuery{Sort: "created", Desc: true}, "bert anna info zoe"},
		{ContactQuery{Search: "mull"}, "anna bert"},
		{ContactQuery{Search: " MÜLLER  ann "}, "anna"},
		{ContactQuery{Search: "müller bert", Sort: "email"}, "bert"},
		{ContactQuery{Search: "backer"}, "info"},
		{ContactQuery{Search: "100%"}, "info"},
		{ContactQuery{Search: "c_d"}, "bert"},
		{ContactQuery{Search: "%"}, "info"},
		{ContactQuery{Search: "x.at zoe"}, "zoe"},
		{ContactQuery{Search: "nobody"}, ""},
		{ContactQuery{ListID: list}, "anna bert"},
		{ContactQuery{ListID: 99}, ""},
		{ContactQuery{Tag: "vip"}, "zoe bert"},
		{ContactQuery{Tag: "Vip", ListID: list, Search: "mull"}, "bert"},
		{ContactQuery{Suppressed: &yes}, "anna"},
		{ContactQuery{Suppressed: &no}, "zoe info bert"},
		{ContactQuery{Suppressed: &no, Tag: "vip", Limit: 1}, "zoe"},
	} {
		found, err := s.ContactIDs(ctx, tc.q)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, id := range found {
			got = append(got, ids[id])
		}
		if strings.Join(got, " ") != tc.want {
			t.Errorf("%+v: %q, want %q", tc.q, got, tc.want)
		}
		if n, err := s.CountContacts(ctx, tc.q); n != len(found) || err != nil {
			t.Errorf("%+v: counted %d of %d, %v", tc.q, n, len(found), err)
		}
		all, err := s.ContactsByID(ctx, append(found, 12345))
		if err != nil || len(all) != len(found) {
			t.Fatalf("%+v: %d read, %v", tc.q, len(all), err)
		}
		i := 0
		for c, err := range s.AllContacts(ctx, tc.q) {
			if err != nil || c.ID != found[i] || cmp.Diff(c, all[i]) != "" {
				t.Errorf("%+v: number %d is %+v, %v", tc.q, i, c, err)
			}
			i++
		}
	}
	stop := errors.New("stop")
	if err := s.EachContact(ctx, ContactQuery{}, func(mailing.Contact) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("EachContact: %v", err)
	}
	for range s.AllContacts(ctx, ContactQuery{}) {
		break
	}
}

func TestLists(t *testing.T) {
	s := openTest(t)
	ctx := t.Context()
	a, b := addTest(t, s, mailing.Contact{Email: "a@x.at"}), addTest(t, s, mailing.Contact{Email: "b@x.at"})
	id, err := s.EnsureList(ctx, " Stamm  Kunden ")
	if err != nil {
		t.Fatal(err)
	}
	if again, err := s.EnsureList(ctx, "stamm kunden"); again != id || err != nil {
		t.Errorf("made twice: %d, %d, %v", id, again, err)
	}
	other, err := s.EnsureList(ctx, "Andere")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.ListContacts(ctx, id, []int64{a, b, a, 77}, true); err != nil {
		t.Fatal(err)
	}
	if err := s.ListContacts(ctx, id, []int64{b}, true); err != nil {
		t.Fatal(err)
	}
	lists, err := s.Lists(ctx)
	if diff := cmp.Diff([]mailing.List{{ID: other, Name: "Andere"}, {ID: id, Name: "Stamm Kunden", Count: 2}}, lists); diff != "" || err != nil {
		t.Error(diff, err)
	}
	if err := s.ListContacts(ctx, id, []int64{a}, false); err != nil {
		t.Fatal(err)
	}
	if l, err := s.ListByName(ctx, "STAMM KUNDEN"); l.Count != 1 || err != nil {
		t.Errorf("%+v, %v", l, err)
	}
	for name, tc := range map[string]struct{ err, want error }{
		"name taken":       {s.RenameList(ctx, other, "stamm kunden"), mailing.ErrExists},
		"no name":          {s.RenameList(ctx, other, " "), mailing.ErrInvalid},
		"make without one": {second(s.EnsureList(ctx, "")), mailing.ErrInvalid},
		"rename no list":   {s.RenameList(ctx, 99, "x"), mailing.ErrNotFound},
		"delete no list":   {s.DeleteList(ctx, 99), mailing.ErrNotFound},
		"add to no list":   {s.ListContacts(ctx, 99, []int64{a}, true), mailing.ErrNotFound},
		"find no list":     {second(s.ListByName(ctx, "x")), mailing.ErrNotFound},
		"own name again":   {s.RenameList(ctx, other, "ANDERE"), nil},
	} {
		if !errors.Is(tc.err, tc.want) {
			t.Errorf("%s: %v, want %v", name, tc.err, tc.want)
		}
	}
	if err := s.DeleteList(ctx, id); err != nil {
		t.Fatal(err)
	}
	if n, err := s.CountContacts(ctx, ContactQuery{}); n != 2 || err != nil {
		t.Errorf("contacts went with the list: %d, %v", n, err)
	}
}

func TestTags(t *testing.T) {
	s := openTest(t)
	ctx := t.Context()
	a, b := addTest(t, s, mailing.Contact{Email: "a@x.at", Tags: []string{"VIP", "Wien"}}), addTest(t, s, mailing.Contact{Email: "b@x.at", Tags: []string{"vip"}})
	if err := s.TagContacts(ctx, []int64{a, b, 99}, " graz, Ärzte ", true); err != nil {
		t.Fatal(err)
	}
	tags, err := s.Tags(ctx)
	if diff := cmp.Diff([]string{"graz", "VIP", "Wien", "Ärzte"}, tags); diff != "" || err != nil {
		t.Error(diff, err)
	}
	if err := s.TagContacts(ctx, []int64{a}, "Vip", false); err != nil {
		t.Fatal(err)
	}
	for id, want := range map[int64][]string{a: {"Wien", "graz", "Ärzte"}, b: {"VIP", "graz", "Ärzte"}} {
		c, err := s.Contact(ctx, id)
		if diff := cmp.Diff(want, c.Tags); diff != "" || err != nil {
			t.Error(diff, err)
		}
	}
	if err := s.TagContacts(ctx, []int64{a}, " ; ", true); !errors.Is(err, mailing.ErrInvalid) {
		t.Errorf("tag without a name: %v", err)
	}
}

func TestSuppressions(t *testing.T) {
	s := openTest(t)
	ctx := t.Context()
	at := time.UnixMilli(1_700_000_000_000)
	id := addTest(t, s, mailing.Contact{Email: "Anna@x.at"})
	first := []mailing.Suppression{{Address: "anna@X.at", Reason: mailing.Unsubscribed, Note: "Rief an", At: at}, {Address: "b@x.at", At: at.Add(time.Hour)}}
	if n, err := s.Suppress(ctx, first); n != 2 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	if n, err := s.Suppress(ctx, []mailing.Suppression{{Address: "ANNA@x.at", Reason: mailing.Bounced}, {Address: "c@x.at", At: at}}); n != 1 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	for _, bad := range []struct {
		x    mailing.Suppression
		want error
	}{{mailing.Suppression{Address: "nobody"}, mailing.ErrBadAddress}, {mailing.Suppression{Address: "e@x.at", Reason: "bored"}, mailing.ErrInvalid}} {
		if n, err := s.Suppress(ctx, []mailing.Suppression{{Address: "d@x.at"}, bad.x}); n != 0 || !errors.Is(err, bad.want) {
			t.Errorf("%d, %v", n, err)
		}
	}
	if err := s.DeleteContacts(ctx, []int64{id}); err != nil {
		t.Fatal(err)
	}
	all, err := s.Suppressions(ctx, "")
	if diff := cmp.Diff([]mailing.Suppression{
		{Address: "b@x.at", Reason: mailing.ByHand, At: at.Add(time.Hour)},
		{Address: "anna@x.at", Reason: mailing.Unsubscribed, Note: "Rief an", At: at},
		{Address: "c@x.at", Reason: mailing.ByHand, At: at},
	}, all); diff != "" || err != nil {
		t.Error(diff, err)
	}
	for search, want := range map[string]int{"RIEF": 1, "x.at": 3, "Anna": 1, "nobody": 0} {
		if found, err := s.Suppressions(ctx, search); len(found) != want || err != nil {
			t.Errorf("%q: %v, %v", search, found, err)
		}
	}
	if err := s.Unsuppress(ctx, "ANNA@x.at"); err != nil {
		t.Fatal(err)
	}
	if err := s.Unsuppress(ctx, "anna@x.at"); !errors.Is(err, mailing.ErrNotFound) {
		t.Errorf("a second time: %v", err)
	}
	if yes, err := s.IsSuppressed(ctx, "anna@x.at"); yes || err != nil {
		t.Errorf("%v, %v", yes, err)
	}
}

// Reading goes on while an import writes, and sees more and more of it.
func TestReadingDuringAnImport(t *testing.T) {
	s := openTest(t)
	const n = 3000
	var file strings.Builder
	file.WriteString("email,name\n")
	for i := range n {
		fmt.Fprintf(&file, "p%d@x.at,Person %d\n", i, i)
	}
	ctx, done := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			for most := 0; ctx.Err() == nil; {
				ids, err := s.ContactIDs(t.Context(), ContactQuery{Search: "person"})
				if err != nil || len(ids) < most || len(ids) > n {
					t.Errorf("%d contacts after %d, %v", len(ids), most, err)
					return
				}
				most = len(ids)
			}
		})
	}
	importFile(t, s, file.String(), ImportOptions{})
	done()
	wg.Wait()
}
