package storage

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"evenpost/mailing"
)

// Whatever is done to contacts, and however far the index is behind them, a search finds those who have the words and no
// others, in the order asked, and its first page is the beginning of the whole.
func TestSearchFindsThoseWhoHaveTheWords(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := openTest(t)
		ctx := t.Context()
		s.searching = searchLimits{changed: rapid.IntRange(0, 4).Draw(rt, "changed"), hits: rapid.IntRange(0, 4).Draw(rt, "hits")}
		if rapid.Bool().Draw(rt, "across blocks") {
			check(rt, execute(s, `INSERT INTO sqlite_sequence (name, seq) VALUES ('contacts', ?)`, blockSize-4))
		}
		name := rapid.StringOfN(rapid.RuneFrom([]rune("aabbcüß|ñ ж")), 0, 7, -1)
		draw := func(c *mailing.Contact) {
			c.FirstName, c.LastName, c.Company = name.Draw(rt, "first"), name.Draw(rt, "last"), name.Draw(rt, "company")
			c.Fields = map[string]string{"city": name.Draw(rt, "city")}
		}
		there := map[int64]mailing.Contact{}
		some := func() int64 {
			ids := make([]int64, 0, len(there))
			for id := range there {
				ids = append(ids, id)
			}
			slices.Sort(ids)
			return rapid.SampledFrom(ids).Draw(rt, "who")
		}
		n := 0
		rt.Repeat(map[string]func(*rapid.T){
			"add": func(rt *rapid.T) {
				n++
				c := mailing.Contact{Email: fmt.Sprintf("%s%d@%s.example", rapid.SampledFrom([]string{"ab", "bb"}).Draw(rt, "local"), n, rapid.SampledFrom([]string{"caba", "bür"}).Draw(rt, "domain"))}
				draw(&c)
				id, err := s.AddContact(ctx, c)
				check(rt, err)
				there[id] = mailing.Contact{}
			},
			"change": func(rt *rapid.T) {
				if len(there) == 0 {
					rt.Skip()
				}
				c, err := s.Contact(ctx, some())
				check(rt, err)
				draw(&c)
				check(rt, s.UpdateContact(ctx, c))
			},
			"delete": func(rt *rapid.T) {
				if len(there) == 0 {
					rt.Skip()
				}
				id := some()
				check(rt, s.DeleteContacts(ctx, []int64{id}))
				delete(there, id)
			},
			"index": func(rt *rapid.T) {
				_, err := s.IndexContacts(ctx)
				check(rt, err)
			},
			"": func(rt *rapid.T) {
				q := ContactQuery{
					Search: rapid.StringOfN(rapid.RuneFrom([]rune("aabbcÜs|ж @1")), 1, 6, -1).Draw(rt, "search"),
					Sort:   rapid.SampledFrom([]string{SortName, SortEmail, SortCompany, SortAdded, "city"}).Draw(rt, "sort"),
					Desc:   rapid.Bool().Draw(rt, "desc"),
				}
				whole, err := s.ContactIDs(ctx, ContactQuery{Sort: q.Sort, Desc: q.Desc})
				check(rt, err)
				if len(whole) != len(there) {
					rt.Fatalf("%d contacts are listed of %d", len(whole), len(there))
				}
				var want []int64
				all, err := s.ContactsByID(ctx, whole)
				check(rt, err)
				for _, c := range all {
					if hasAllWords(c, q.Search) {
						want = append(want, c.ID)
					}
				}
				got, err := s.ContactIDs(ctx, q)
				check(rt, err)
				count, err := s.CountContacts(ctx, q)
				check(rt, err)
				if !slices.Equal(got, want) || count != len(want) {
					rt.Fatalf("%+v finds %v and counts %d, want %v", q, got, count, want)
				}
				q.Limit = rapid.IntRange(1, 5).Draw(rt, "limit")
				first, err := s.ContactIDs(ctx, q)
				check(rt, err)
				if !slices.Equal(first, want[:min(q.Limit, len(want))]) {
					rt.Fatalf("%+v begins with %v, want %v", q, first, want)
				}
			},
		})
	})
}

// A word of one sign again and again has a single gram, like a shorter one.
func TestSearchForTheSameSignAgainAndAgain(t *testing.T) {
	s := openTest(t)
	for _, name := range []string{"aaa", "aaaa"} {
		_, err := s.AddContact(t.Context(), mailing.Contact{Email: name + "@example.com"})
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.IndexContacts(t.Context()); err != nil {
		t.Fatal(err)
	}
	for search, want := range map[string]int{"aaa": 2, "aaaa": 1, "aaaaa": 0} {
		if n, err := s.CountContacts(t.Context(), ContactQuery{Search: search}); n != want || err != nil {
			t.Errorf("%s finds %d, want %d (%v)", search, n, want, err)
		}
	}
}

// hasAllWords is the search said plainly.
func hasAllWords(c mailing.Contact, search string) bool {
	for word := range strings.FieldsSeq(search) {
		word = mailing.Fold(word)
		text := c.FirstName + " " + c.LastName + "|" + c.Company
		if strings.Contains(c.Email, "xn--") {
			text += "|" + mailing.SpokenAddress(c.Email)
		}
		if city := c.Fields["city"]; city != "" {
			text += "|" + city
		}
		found := strings.Contains(mailing.AddressKey(c.Email), word) || strings.Contains(mailing.Fold(text), word)
		if !found {
			return false
		}
	}
	return true
}

func check(tb interface{ Fatal(...any) }, err error) {
	if err != nil {
		tb.Fatal(err)
	}
}

func execute(s *Store, query string, args ...any) error {
	_, err := s.w.Exec(query, args...)
	return err
}

func TestOrderByAFurtherField(t *testing.T) {
	s := openTest(t)
	var want []int64
	for i, v := range []string{"2", "10,5", "11", "Äpfel", "birnen", ""} { // as they sort: numbers, words, nothing
		id, err := s.AddContact(t.Context(), mailing.Contact{Email: fmt.Sprintf("%d@a.example", 9-i), Fields: map[string]string{"x": v}})
		check(t, err)
		want = append(want, id)
	}
	got, err := s.ContactIDs(t.Context(), ContactQuery{Sort: "x"})
	if check(t, err); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// Two programs that write the same block at once leave an index that is right.
func TestABlockThatSomebodyElseWroteIsLeftAlone(t *testing.T) {
	s := openTest(t)
	s.searching.changed = 0
	_, err := s.AddContact(t.Context(), mailing.Contact{Email: "anna@a.example"})
	check(t, err)
	stale := newGatherer()
	st, err := readSearchState(t.Context(), s.r)
	check(t, err)
	check(t, gather(t.Context(), s.r, 0, stale))
	if more, err := s.IndexContacts(t.Context()); !more || err != nil {
		t.Fatalf("got %v, %v", more, err)
	}
	if now, err := readSearchState(t.Context(), s.r); err != nil || now.built == st.built || now.indexedTo != 1 {
		t.Fatalf("the state is %+v, %v; it was %+v", now, err, st)
	}
	if more, err := s.IndexContacts(t.Context()); more || err != nil {
		t.Fatalf("there is nothing to do, and it says %v, %v", more, err)
	}
}

func postingOf(places ...uint16) *posting {
	var p posting
	for _, place := range places {
		p.add(place)
	}
	return &p
}

func FuzzSearchPage(f *testing.F) {
	f.Add(appendEntry(nil, 'a', postingOf(0, 5, 65535)), uint32('a'))
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01}, uint32(1))
	f.Add([]byte{1, 200, 1, 0}, uint32(1))
	f.Fuzz(func(t *testing.T, page []byte, third uint32) {
		before := bytes.Clone(page)
		var b bitmap
		if err := readPage(page, rune(third), &b); err != nil && !errors.Is(err, mailing.ErrDamaged) {
			t.Errorf("got %v", err)
		}
		if !bytes.Equal(before, page) {
			t.Error("the page was changed")
		}
	})
}

func TestPagesAreReadAsTheyWereWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := map[rune][]uint16{}
		var page []byte
		for _, third := range rapid.SliceOfDistinct(rapid.RuneFrom([]rune("abж\x00")), rapid.ID[rune]).Draw(t, "signs") {
			places := rapid.SliceOfDistinct(rapid.Uint16(), rapid.ID[uint16]).Draw(t, "places")
			if rapid.Bool().Draw(t, "many") {
				for i := range 30_000 {
					places = append(places, uint16(i*2))
				}
			}
			slices.Sort(places)
			want[third] = slices.Compact(places)
			page = appendEntry(page, third, postingOf(want[third]...))
		}
		union := map[uint16]bool{}
		for third, places := range want {
			var b bitmap
			check(t, readPage(page, third, &b))
			var got []uint16
			b.each(func(p uint16) { got = append(got, p) })
			if !slices.Equal(got, places) {
				t.Fatalf("sign %q: got %d places, want %d", third, len(got), len(places))
			}
			for _, p := range places {
				union[p] = true
			}
		}
		var b bitmap
		check(t, readPage(page, anyThird, &b))
		if b.count() != len(union) {
			t.Fatalf("all together: got %d places, want %d", b.count(), len(union))
		}
	})
}
