package storage

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"evenpost/mailing"
)

// facts are a contact taken apart into what can be changed by itself.
func facts(c mailing.Contact) map[string]string {
	f := map[string]string{"there": "yes", "note": c.Note, "company": c.Company, "last_name": c.LastName, "city": c.Fields["city"]}
	for _, tag := range c.Tags {
		f["tag "+strings.ToLower(tag)] = "yes"
	}
	for _, list := range c.Lists {
		f[fmt.Sprint("list ", list)] = "yes"
	}
	return f
}

// Undoing gives back what a change did and touches nothing that somebody else did since, in whatever order things are done and
// undone.
func TestUndoTouchesOnlyWhatWasDone(t *testing.T) {
	s, ctx, round := openTest(t), t.Context(), 0
	list, err := s.EnsureList(ctx, "list")
	check(t, err)
	rapid.Check(t, func(rt *rapid.T) {
		var ids []int64
		round++
		for i := range 5 {
			id, err := s.AddContact(ctx, mailing.Contact{Email: fmt.Sprintf("p%d@a%d.example", i, round), LastName: "Huber", Tags: []string{"old"}, Fields: map[string]string{"city": "Linz"}})
			check(rt, err)
			ids = append(ids, id)
		}
		state := func() map[int64]map[string]string {
			all := map[int64]map[string]string{}
			contacts, err := wholeContacts(ctx, s.r, ids)
			check(rt, err)
			for _, c := range contacts {
				all[c.ID] = facts(c)
			}
			return all
		}
		type change struct {
			bulk          int64
			before, after map[int64]map[string]string
		}
		var done []change
		for range rapid.IntRange(2, 12).Draw(rt, "steps") {
			before := state()
			var there []int64
			for id := range before {
				there = append(there, id)
			}
			slices.Sort(there)
			step := rapid.SampledFrom([]string{"bulk", "bulk", "merge", "edit", "note", "undo", "undo"}).Draw(rt, "step")
			if len(there) < 2 {
				step = "undo"
			}
			switch step {
			case "bulk":
				some := rapid.SliceOfNDistinct(rapid.SampledFrom(there), 1, len(there), rapid.ID[int64]).Draw(rt, "ids")
				b := rapid.SampledFrom([]mailing.Bulk{
					{Do: mailing.GiveTag, Tag: "vip"},
					{Do: mailing.TakeTag, Tag: "OLD"},
					{Do: mailing.PutOnList, ListID: list},
					{Do: mailing.TakeOffList, ListID: list},
					{Do: mailing.SetField, Field: "city", Value: "Graz"},
					{Do: mailing.SetField, Field: "city"},
					{Do: mailing.SetField, Field: "company", Value: "Bank"},
					{Do: mailing.DeleteThem},
				}).Draw(rt, "what")
				r, err := s.ChangeContacts(ctx, some, b, nil)
				check(rt, err)
				done = append(done, change{r.ID, before, state()})
			case "merge":
				some := rapid.SliceOfNDistinct(rapid.SampledFrom(there), 2, len(there), rapid.ID[int64]).Draw(rt, "ids")
				r, err := s.MergeContacts(ctx, some[0], some[1:])
				check(rt, err)
				done = append(done, change{r.ID, before, state()})
			case "edit":
				c, err := s.Contact(ctx, rapid.SampledFrom(there).Draw(rt, "id"))
				check(rt, err)
				c.Company = rapid.SampledFrom([]string{"", "Bakery"}).Draw(rt, "company")
				c.Fields = map[string]string{"city": rapid.SampledFrom([]string{"", "Wien"}).Draw(rt, "city")}
				c.Tags = rapid.SampledFrom([][]string{nil, {"old"}, {"vip", "press"}}).Draw(rt, "tags")
				check(rt, s.UpdateContact(ctx, c))
			case "note":
				check(rt, s.SetNote(ctx, rapid.SampledFrom(there).Draw(rt, "id"), rapid.SampledFrom([]string{"", "likes rye"}).Draw(rt, "note")))
			case "undo":
				if len(done) == 0 {
					continue
				}
				at := rapid.IntRange(0, len(done)-1).Draw(rt, "which")
				x := done[at]
				done = slices.Delete(done, at, at+1)
				r, err := s.UndoChange(ctx, x.bulk, nil)
				check(rt, err)
				if len(r.Named) > r.Left {
					rt.Fatalf("%+v", r)
				}
				now := state()
				for _, id := range ids {
					for _, fact := range []string{"there", "note", "company", "last_name", "city", "tag vip", "tag old", "tag press", fmt.Sprint("list ", list)} {
						was, made, found, is := x.before[id][fact], x.after[id][fact], before[id][fact], now[id][fact]
						whole := x.before[id] != nil && before[id] == nil // it was deleted and comes back as it was
						if is != found && (is != was || was == made && !whole || found != made && !whole) {
							rt.Fatalf("contact %d, %s: %q before the change, %q after it, %q before undoing, %q after it", id, fact, was, made, found, is)
						}
					}
				}
			}
		}
	})
}

// A change that is cancelled in the middle leaves everything as it was.
func TestCancelledChangeLeavesNothing(t *testing.T) {
	for _, b := range []mailing.Bulk{
		{Do: mailing.GiveTag, Tag: "vip"}, {Do: mailing.SetField, Field: "city", Value: "Graz"}, {Do: mailing.DeleteThem},
	} {
		s := openTest(t)
		s.imports.slice = 0 // so that each part is committed
		var file strings.Builder
		for i := range 3 * bulkSlice {
			fmt.Fprintf(&file, "p%d@a.example,Linz\n", i)
		}
		importFile(t, s, "email,city\n"+file.String(), ImportOptions{Tags: []string{"old"}})
		ids, err := s.ContactIDs(t.Context(), ContactQuery{})
		check(t, err)
		before, err := wholeContacts(t.Context(), s.r, ids)
		check(t, err)
		ctx, cancel := context.WithCancel(t.Context())
		var heard []int
		_, err = s.ChangeContacts(ctx, ids, b, func(done, total int) {
			heard = append(heard, done)
			if done == 2*bulkSlice {
				cancel()
			}
			if total != len(ids) {
				t.Errorf("of %d", total)
			}
		})
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("%v", err)
		}
		if want := []int{bulkSlice, 2 * bulkSlice, bulkSlice, 0, 0}; !slices.Equal(heard, want) {
			t.Errorf("%s: heard %v", b.Do, heard)
		}
		after, err := wholeContacts(t.Context(), s.r, ids)
		if err != nil || !reflect.DeepEqual(before, after) {
			t.Errorf("%s left something behind, %v", b.Do, err)
		}
	}
}
