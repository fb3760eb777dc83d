package contacts_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"evenpost/gui/kit"
	"evenpost/gui/pagetest"
	"evenpost/mailing"
	"evenpost/storage"
)

// sorting is how the contacts of a column stand: has says whether one has anything to sort by.
type sorting struct {
	has     func(mailing.Contact) bool
	compare func(a, b mailing.Contact) int
}

func byText(text func(mailing.Contact) string) sorting {
	return sorting{func(c mailing.Contact) bool { return text(c) != "" }, func(a, b mailing.Contact) int { return cmp.Compare(mailing.Fold(text(a)), mailing.Fold(text(b))) }}
}

// byField has values of the kind first, by what they say, and then what does not fit.
func byField(name string, k mailing.FieldKind, says func(string) float64) sorting {
	s := byText(func(c mailing.Contact) string { return c.Fields[name] })
	words := s.compare
	s.compare = func(a, b mailing.Contact) int {
		v, w := a.Fields[name], b.Fields[name]
		switch fits := k.Fits(v); {
		case fits != k.Fits(w):
			return map[bool]int{true: -1, false: 1}[fits]
		case !fits || says == nil:
			return words(a, b)
		}
		return cmp.Compare(says(v), says(w))
	}
	return s
}

// A click on the head of each column sorts all rows by it, another one the other way round; who has nothing there stands last both times.
func TestSortingByEachColumn(t *testing.T) {
	w := pagetest.New(t, 0)
	r := rand.New(rand.NewPCG(1, 2))
	some := func(all ...string) string { return all[r.IntN(len(all))] }
	for _, f := range []mailing.Field{{Title: "Remark"}, {Title: "Turnover"}, {Title: "Born"}, {Title: "Regular"}} {
		f.Kind, f.Shown = mailing.FieldKinds()[map[string]int{"Remark": 0, "Turnover": 1, "Born": 2, "Regular": 3}[f.Title]], true
		if err := w.Store.AddField(t.Context(), f); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 260 { // more than are read first
		c := mailing.Contact{Email: fmt.Sprintf("p%d@x.example", r.IntN(1000)*1000+i), LastName: some("Huber", "Ångström", "Öz", "Zach", "anders"), FirstName: strconv.Itoa(i), Company: some("", "Bank", "äpfel", "Zoo"), Fields: map[string]string{
			"remark": some("", "bread", "Äpfel", "zebra"), "turnover": some("", "9", "10", "-3", "1000.5", "a lot"), "born": some("", "1980-12-24", "2001-01-01", "1999-06-30", "in May"), "regular": some("", mailing.Yes, mailing.No, "perhaps"),
		}}
		if _, err := w.Store.AddContact(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
	name := byText(func(c mailing.Contact) string { return c.LastName + " " + c.FirstName })
	company := byText(func(c mailing.Contact) string { return c.Company })
	byCompany := company.compare
	company.compare = func(a, b mailing.Contact) int { return cmp.Or(byCompany(a, b), name.compare(a, b)) }
	number := func(v string) float64 { n, _ := mailing.ParseNumber(v); return n }
	columns := map[string]sorting{
		storage.SortName: name, storage.SortEmail: byText(func(c mailing.Contact) string { return c.Email }), storage.SortCompany: company,
		storage.SortAdded:             {func(mailing.Contact) bool { return true }, func(a, b mailing.Contact) int { return cmp.Compare(a.ID, b.ID) }},
		storage.SortByField("remark"): byField("remark", mailing.KindText, nil), storage.SortByField("turnover"): byField("turnover", mailing.KindNumber, number),
		storage.SortByField("born"):    byField("born", mailing.KindDate, nil),
		storage.SortByField("regular"): byField("regular", mailing.KindYesNo, func(v string) float64 { return map[string]float64{mailing.Yes: 0, mailing.No: 1}[v] }),
	}
	ids, err := w.Store.ContactIDs(t.Context(), storage.ContactQuery{})
	if err != nil {
		t.Fatal(err)
	}
	all, err := w.Store.ContactsByID(t.Context(), ids)
	if err != nil {
		t.Fatal(err)
	}
	e, _ := shown(t, w, "260 contacts")
	e.Window.Resize(fyne.NewSize(2200, 780))
	e.Layout()
	g := table(t, e)
	var key string
	var desc bool
	sort := g.OnSort
	g.OnSort = func(k string, d bool) { key, desc = k, d }
	heads := map[string]float32{}
	for x := float32(45); x < g.Size().Width; x += 20 {
		clickHead(g, x)
		if heads[key] == 0 {
			heads[key] = x
		}
	}
	g.OnSort = func(k string, d bool) {
		key, desc = k, d
		sort(k, d)
	}
	for column, s := range columns {
		if heads[column] == 0 {
			t.Errorf("there is no head of the column %s", column)
			continue
		}
		for range 2 {
			clickHead(g, heads[column])
			want := sorted(all, s, desc)
			t.Log(column, "descending", desc) // what was waited for, should it not come
			e.Until(func() bool {
				var shown []int64
				for row := range g.Rows() {
					shown = append(shown, g.RowID(row))
				}
				return key == column && slices.Equal(shown, want)
			})
		}
	}
}

func clickHead(g *kit.Grid, x float32) {
	at := &desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, 10)}, Button: desktop.MouseButtonPrimary}
	g.MouseDown(at)
	g.MouseUp(at)
}

func sorted(all []mailing.Contact, s sorting, desc bool) (ids []int64) {
	all = slices.Clone(all)
	slices.SortFunc(all, func(a, b mailing.Contact) int {
		order := cmp.Or(s.compare(a, b), cmp.Compare(a.ID, b.ID))
		switch {
		case s.has(a) != s.has(b):
			return map[bool]int{true: -1, false: 1}[s.has(a)]
		case desc && s.has(a):
			return -order
		}
		return order
	})
	for _, c := range all {
		ids = append(ids, c.ID)
	}
	return ids
}
