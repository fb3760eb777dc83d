package storage

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"evenpost/mailing"
)

// Whatever is done to many contacts, undoing it gives back what was there, tags, lists and times included.
func TestUndoGivesBackWhatWasThere(t *testing.T) {
	s := openTest(t)
	ctx := t.Context()
	list, err := s.EnsureList(ctx, "list")
	check(t, err)
	var ids []int64
	for i := range 12 {
		c := mailing.Contact{Email: fmt.Sprintf("p%d@a.example", i), LastName: "Huber", Fields: map[string]string{}}
		if i%2 == 0 {
			c.Tags, c.Lists, c.Fields["city"] = []string{"vip"}, []int64{list}, "Graz"
		}
		id, err := s.AddContact(ctx, c)
		check(t, err)
		ids = append(ids, id)
		if i%3 == 0 {
			check(t, s.SetNote(ctx, id, "likes rye\nand wheat"))
		}
	}
	state := func(rt interface{ Fatal(...any) }) []mailing.Contact {
		all, err := wholeContacts(ctx, s.r, ids)
		check(rt, err)
		return all
	}
	before := state(t)
	rapid.Check(t, func(rt *rapid.T) {
		some := rapid.SliceOfNDistinct(rapid.SampledFrom(ids), 2, 12, rapid.ID[int64]).Draw(rt, "ids")
		b := mailing.Bulk{Do: rapid.SampledFrom([]mailing.BulkKind{mailing.GiveTag, mailing.TakeTag, mailing.PutOnList, mailing.TakeOffList, mailing.SetField, mailing.DeleteThem, mailing.MergeThem}).Draw(rt, "do")}
		switch b.Do {
		case mailing.GiveTag, mailing.TakeTag:
			b.Tag = rapid.SampledFrom([]string{"VIP", "new"}).Draw(rt, "tag")
		case mailing.PutOnList, mailing.TakeOffList:
			b.ListID = list
		case mailing.SetField:
			b.Field, b.Value = rapid.SampledFrom([]string{"city", "last_name"}).Draw(rt, "field"), rapid.SampledFrom([]string{"", "Graz", "Wien"}).Draw(rt, "value")
		case mailing.DeleteThem, mailing.MergeThem:
		}
		var report mailing.BulkReport
		var err error
		if b.Do == mailing.MergeThem {
			report, err = s.MergeContacts(ctx, some[0], some[1:])
		} else {
			report, err = s.ChangeContacts(ctx, some, b, nil)
		}
		check(rt, err)
		if changed := !reflect.DeepEqual(before, state(rt)); changed != (report.Changed > 0) {
			rt.Fatalf("%d are said to have changed, and it is %v that something did", report.Changed, changed)
		}
		undone, err := s.UndoChange(ctx, report.ID, nil)
		check(rt, err)
		if after := state(rt); !reflect.DeepEqual(before, after) || undone.Left != 0 {
			rt.Fatalf("%+v: before %+v\nafter %+v (%+v)", b, before, after, undone)
		}
		if _, err := s.UndoChange(ctx, report.ID, nil); !errors.Is(err, mailing.ErrWrongState) {
			rt.Fatalf("undone twice: %v", err)
		}
	})
}

func TestUndoLeavesWhatOthersDidSince(t *testing.T) {
	s := openTest(t)
	ctx := t.Context()
	var ids []int64
	for i := range 3 {
		id, err := s.AddContact(ctx, mailing.Contact{Email: fmt.Sprintf("p%d@a.example", i)})
		check(t, err)
		ids = append(ids, id)
	}
	report, err := s.ChangeContacts(ctx, ids, mailing.Bulk{Do: mailing.DeleteThem}, nil)
	check(t, err)
	_, err = s.AddContact(ctx, mailing.Contact{Email: "P1@a.example", FirstName: "new"})
	check(t, err)
	if undone, err := s.UndoChange(ctx, report.ID, nil); err != nil || !reflect.DeepEqual(undone, mailing.BulkUndone{Back: 2, Left: 1, Named: []string{"p1@a.example"}}) {
		t.Errorf("got %+v, %v", undone, err)
	}
	if c, err := s.ContactByEmail(ctx, "p1@a.example"); err != nil || c.FirstName != "new" {
		t.Errorf("got %+v, %v", c, err)
	}
	found, err := s.ContactIDs(ctx, ContactQuery{Search: "p2@"})
	if err != nil || len(found) != 1 {
		t.Errorf("who was brought back is not found: %v, %v", found, err)
	}
	for _, b := range []mailing.Bulk{{}, {Do: mailing.GiveTag}, {Do: mailing.SetField, Field: "email", Value: "x@y.example"}, {Do: mailing.MergeThem}} {
		if _, err := s.ChangeContacts(ctx, ids, b, nil); !errors.Is(err, mailing.ErrInvalid) {
			t.Errorf("%+v: %v", b, err)
		}
	}
}

// How contacts were is kept for 90 days and then goes by itself, but for tags and lists, of which that is next to nothing.
func TestChangesOfLongAgo(t *testing.T) {
	s := openTest(t)
	ctx := t.Context()
	var file strings.Builder
	for i := range 1200 {
		fmt.Fprintf(&file, "p%d@a.example\n", i)
	}
	importFile(t, s, "email\n"+file.String(), ImportOptions{})
	ids, err := s.ContactIDs(ctx, ContactQuery{})
	check(t, err)
	tagged, err := s.ChangeContacts(ctx, ids, mailing.Bulk{Do: mailing.GiveTag, Tag: "vip"}, nil)
	check(t, err)
	set, err := s.ChangeContacts(ctx, ids, mailing.Bulk{Do: mailing.SetField, Field: "city", Value: "Graz"}, nil)
	check(t, err)
	left := func(days int) (n int) {
		check(t, s.forgetChanges(ctx, time.Now().AddDate(0, 0, days)))
		check(t, s.r.QueryRowContext(ctx, `SELECT count(*) FROM bulk_changes`).Scan(&n))
		return n
	}
	if n := left(89); n != 2400 {
		t.Errorf("after 89 days %d are left", n)
	}
	if n := left(91); n != 1200 {
		t.Errorf("after 91 days %d are left", n)
	}
	if _, err := s.UndoChange(ctx, set.ID, nil); !errors.Is(err, mailing.ErrWrongState) || !strings.Contains(err.Error(), "90 days") {
		t.Errorf("undone all the same: %v", err)
	}
	if r, err := s.UndoChange(ctx, tagged.ID, nil); err != nil || r.Back != 1200 {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestTwinsAreFoundAndMerged(t *testing.T) {
	s := openTest(t)
	ctx := t.Context()
	add := func(c mailing.Contact) int64 {
		id, err := s.AddContact(ctx, c)
		check(t, err)
		return id
	}
	a := add(mailing.Contact{Email: "anna.huber@gmail.com", FirstName: "Anna", LastName: "Huber", Company: "Bäckerei"})
	b := add(mailing.Contact{Email: "annahuber+shop@googlemail.com", Fields: map[string]string{"city": "Graz"}, Tags: []string{"vip"}})
	c := add(mailing.Contact{Email: "anna@baeckerei.example", FirstName: "ANNA", LastName: "Hubér", Company: "backerei"})
	add(mailing.Contact{Email: "anna@other.example", FirstName: "Anna", LastName: "Huber"})
	add(mailing.Contact{Email: "x@baeckerei.example", Company: "Bäckerei"})
	twins, err := s.Twins(ctx)
	check(t, err)
	var got [][]int64
	for _, g := range twins {
		got = append(got, idsOf(g.Contacts))
	}
	if want := [][]int64{{a, b}, {a, c}}; !reflect.DeepEqual(got, want) || twins[0].Why != mailing.SameMailbox || twins[1].Why != mailing.SameName {
		t.Errorf("got %v, want %v", got, want)
	}
	_, err = s.Suppress(ctx, []mailing.Suppression{{Address: "annahuber+shop@googlemail.com", Reason: mailing.Unsubscribed}})
	check(t, err)
	if r, err := s.MergeContacts(ctx, a, []int64{a, b}); err != nil || r.Changed != 1 {
		t.Fatalf("got %+v, %v", r, err)
	}
	if k, err := s.Contact(ctx, a); err != nil || k.Fields["city"] != "Graz" || len(k.Tags) != 1 {
		t.Errorf("got %+v, %v", k, err)
	}
	if never, err := s.IsSuppressed(ctx, "anna.huber@gmail.com"); !never || err != nil {
		t.Errorf("who unsubscribed under one address is mailed under the other: %v", err)
	}
	if _, err := s.MergeContacts(ctx, a, []int64{b}); !errors.Is(err, mailing.ErrNotFound) {
		t.Errorf("merged with nobody: %v", err)
	}
}
