//go:build shots

package contacts_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"evenpost/gui/contacts"
	"evenpost/gui/kit"
	"evenpost/gui/kit/kittest"
	"evenpost/gui/pagetest"
	"evenpost/mailing"
	"evenpost/storage"
	"evenpost/storage/contactfile/contactfiletest"
)

// Pictures for review: CGO_ENABLED=0 go test -tags shots ./gui/contacts -run Shots, then look into dist/states.

func shots() string {
	if d := os.Getenv("SHOTS"); d != "" {
		return d
	}
	return filepath.Join("..", "..", "dist", "states")
}

func TestShots(t *testing.T) {
	for _, look := range pagetest.Looks() {
		t.Run(look.Name, func(t *testing.T) {
			shot := func(e *kittest.Env, name string) {
				e.Settle()
				e.Capture(filepath.Join(shots(), "contacts-"+name+"-"+look.Name+".png"))
			}
			page := func(w *pagetest.World) (*kittest.Env, *contacts.Page) {
				e, p := open(t, w, kittest.In(look.Language), kittest.Looking(look.Mode))
				e.Show(pagetest.InFrame(p.Content()))
				e.Resize(look.W, look.H)
				p.Shown()
				e.Settle()
				return e, p
			}
			e, p := page(pagetest.New(t, 0))
			shot(e, "empty")
			e, p = page(pagetest.New(t, 3))
			shot(e, "three")

			w := busy(t)
			e, p = page(w)
			shot(e, "table")
			g := grid(e)
			kittest.ClickRow(g, 2, 0)
			shot(e, "panel")
			p.Open(kit.OpenContact{ID: id(t, w, "anna.1@example.at")})
			shot(e, "panel-never")
			answered(t, w, id(t, w, "josef.2@mail.example"))
			p.Open(kit.OpenContact{ID: id(t, w, "josef.2@mail.example")})
			shot(e, "panel-answers")
			p.Open(kit.OpenContact{ID: id(t, w, long.Email)})
			shot(e, "panel-long")
			p.TakeKey(fyne.KeyEscape, 0)
			g.Top()
			for row := range 6 {
				g.Select(row*2, true)
			}
			shot(e, "selected")
			e.Tap(kit.T("Add to list"))
			shot(e, "dialog-list")
			e.UI.CloseTop()
			e.Tap(kit.T("Tag"))
			shot(e, "dialog-tag")
			e.UI.CloseTop()
			g.ClearSelection()
			e.Tap(kit.T("Lists"))
			shot(e, "dialog-lists")
			e.UI.CloseTop()
			e.Settle()
			e.Tap(kit.T("Duplicates"))
			shot(e, "dialog-duplicates")
			e.UI.CloseTop()
			e.Settle()
			for _, g := range []mailing.Segment{
				{Name: kit.T("Unused for two years"), Rule: mailing.Unused(mailing.TwoYears)},
				{Name: "Graz", Rule: mailing.Rule{Rules: []mailing.Rule{
					{Condition: mailing.Condition{About: mailing.AboutField, Field: "company", Test: mailing.TestContains, Value: "huber"}},
					{Any: true, Rules: []mailing.Rule{
						{Not: true, Condition: mailing.Condition{About: mailing.AboutTag, Value: "vip"}},
						{Condition: mailing.Condition{About: mailing.AboutMailed, Test: mailing.TestWithin, Value: "30"}},
					}},
				}}},
			} {
				if _, err := w.Store.SaveSegment(t.Context(), g); err != nil {
					t.Fatal(err)
				}
			}
			choose(t, e, kit.T("Edit segments…"))
			shot(e, "dialog-segments")
			e.Tap(kit.T("Change segment"))
			shot(e, "dialog-segment")
			e.UI.CloseTop()
			e.UI.CloseTop()
			e.Settle()
			choose(t, e, kit.T("Unused for two years"))
			shot(e, "filter-segment")
			choose(t, e, kit.T("All segments"))
			e.Settle()
			e.Tap(kit.T("Check the addresses"))
			shot(e, "dialog-check")
			e.Tap(kit.T("Ask now"))
			shot(e, "dialog-check-found")
			e.UI.CloseTop()
			e.Settle()
			p.Open(kit.OpenContact{ID: id(t, w, long.Email)})
			e.Settle()
			e.Tap(kit.T("Change the notes"))
			shot(e, "dialog-notes")
			e.UI.CloseTop()
			p.TakeKey(fyne.KeyEscape, 0)
			if _, err := w.Store.Forget(t.Context(), "anna.1@example.at", w.Now); err != nil {
				t.Fatal(err)
			}
			e.Tap(kit.T("Never mail"))
			shot(e, "never")
			p.Open(kit.OpenNew{})
			shot(e, "dialog-new")
			e.UI.CloseTop()

			p.Open(kit.OpenImport{})
			shot(e, "import-1-file")
			e.Tap(kit.T("Paste addresses…"))
			shot(e, "dialog-paste")
			e.UI.CloseTop()
			workbook := filepath.Join(t.TempDir(), "Kunden.xlsx")
			write(t, workbook, []byte("PK\x03\x04 xl/workbook"))
			p.TakeFiles([]string{workbook})
			shot(e, "import-1-workbook")
			nothing := filepath.Join(t.TempDir(), "prices.csv")
			write(t, nothing, []byte("bread;3.20\nroll;0.90\n"))
			p.TakeFiles([]string{nothing})
			shot(e, "import-1-no-addresses")
			e.Tap(kit.T("Say how it is read"))
			shot(e, "import-2-no-addresses")
			file, people, _ := contactfiletest.Spreadsheet(2000)
			path := filepath.Join(t.TempDir(), "Kunden_2026.csv")
			write(t, path, file)
			p.TakeFiles([]string{path})
			shot(e, "import-2-columns")
			e.Tap(kit.T("Next"))
			shot(e, "import-3-where")
			e.Tap(kit.T("Next"))
			shot(e, "import-4-look")
			e.Tap(kit.N("Import {{.N}} contact", "Import {{.N}} contacts", len(people)))
			e.Capture(filepath.Join(shots(), "contacts-import-5-run-"+look.Name+".png"))
			shot(e, "import-6-report")
			p.Open(kit.OpenImport{})
			e.Settle()
			e.Tap(kit.T("Earlier imports…"))
			shot(e, "dialog-imports")
			e.UI.CloseTop()
			amiss := filepath.Join(t.TempDir(), "amiss.csv")
			write(t, amiss, []byte("email\nanna@gmial.com\nbert@hotmial.com\ninfo@example.at\noffice@example.com\nx@mailinator.com\neva@example.at\n"))
			lastLook(e, p, amiss)
			shot(e, "import-4-hints")
			choose(t, e, kit.T("Leave them out"))
			shot(e, "import-4-hints-decided")
		})
	}
}

func grid(e *kittest.Env) *kit.Grid {
	g, _ := kittest.Find(e, func(*kit.Grid) bool { return true })
	return g
}

func write(t *testing.T, path string, b []byte) {
	t.Helper()
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

func id(t *testing.T, w *pagetest.World, address string) int64 {
	t.Helper()
	ids, err := w.Store.ContactIDs(t.Context(), storage.ContactQuery{Search: address})
	if err != nil || len(ids) == 0 {
		t.Fatal(address, err)
	}
	return ids[0]
}

var long = mailing.Contact{
	Email:     "maria-magdalena.habsburg-lothringen.buchhaltung@gemeinnuetzige-wohnbaugenossenschaft-steiermark.example",
	FirstName: "Maria Magdalena Josepha", LastName: "von Habsburg-Lothringen zu Hohenems",
	Company: "Gemeinnützige Wohnbaugenossenschaft Steiermark reg. Gen.m.b.H.", Tags: []string{"a very long tag that somebody made by mistake", "regular", "press"},
	Fields:  map[string]string{"kundennummer_alt": "10023", "notiz": "ruft immer am Montag an und fragt nach den Öffnungszeiten zu den Feiertagen", "ort": "Bad Radkersburg"},
	Consent: mailing.Consent{Source: "order form in the shop", At: time.Date(2025, 3, 14, 0, 0, 0, 0, time.UTC)},
}

// busy is a bakery with 2,000 customers.
func busy(t *testing.T) *pagetest.World {
	w := pagetest.New(t, 2000)
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ids, err := w.Store.ContactIDs(t.Context(), storage.ContactQuery{})
	ok(err)
	for i, tag := range []string{"regular", "wholesale", "vip"} {
		ok(w.Store.TagContacts(t.Context(), ids[i*7:i*7+40], tag, true))
	}
	for i, name := range []string{"Christmas customers", "Newsletter", "Suppliers and partners of the Advent market on the main square"} {
		list, err := w.Store.EnsureList(t.Context(), name)
		ok(err)
		ok(w.Store.ListContacts(t.Context(), list, ids[:300/(i+1)], true))
	}
	shops := []string{"Café Central", "Zahnarztpraxis Dr. Weiß", "", "Turnverein 1862", "", "Müller & Söhne"}
	for i, one := range ids[:60] {
		c, err := w.Store.Contact(t.Context(), one)
		ok(err)
		c.Company = shops[i%len(shops)]
		if i%5 == 0 {
			c.Fields = map[string]string{"customer_number": fmt.Sprint(1000 + i), "city": "Graz"}
			c.Consent = mailing.Consent{Source: "order form in the shop", At: w.Now.AddDate(-1, 0, 0)}
		}
		ok(w.Store.UpdateContact(t.Context(), c))
	}
	_, err = w.Store.AddContact(t.Context(), long)
	ok(err)
	w.Start("Saint Martin's goose")
	w.Send(120, pagetest.Mixed)
	var never []mailing.Suppression
	for i, c := range ids {
		if i%170 == 3 {
			one, err := w.Store.Contact(t.Context(), c)
			ok(err)
			never = append(never, mailing.Suppression{Address: one.Email, Reason: []mailing.SuppressionReason{mailing.Unsubscribed, mailing.Bounced, mailing.ByHand}[i%3], At: w.Now.Add(-time.Duration(i) * time.Hour)})
		}
	}
	never = append(never,
		mailing.Suppression{Address: "anna.1@example.at", Reason: mailing.Unsubscribed, Note: "wrote on Monday that she has moved away", At: w.Now.Add(-26 * time.Hour)},
		mailing.Suppression{Address: "somebody.who.is.no.contact@example.net", Reason: mailing.Complained, Note: "550 5.1.1 User unknown in virtual mailbox table; please check the address", At: w.Now.AddDate(-1, 0, 0)})
	_, err = w.Store.Suppress(t.Context(), never)
	ok(err)
	return w
}

// lastLook is toLastLook in whatever language.
func lastLook(e *kittest.Env, p *contacts.Page, path string) {
	p.TakeFiles([]string{path})
	e.Settle()
	e.Tap(kit.T("Next"))
	e.Settle()
	e.Tap(kit.T("Next"))
	e.Settle()
}

// answered has something of every kind come back from a contact.
func answered(t *testing.T, w *pagetest.World, contact int64) {
	t.Helper()
	mails, err := w.Store.Deliveries(t.Context(), storage.DeliveryQuery{ContactID: contact})
	if err != nil || len(mails) == 0 {
		t.Fatal(mails, err)
	}
	c, err := w.Store.Campaign(t.Context(), mails[0].CampaignID)
	if err != nil {
		t.Fatal(err)
	}
	var all []mailing.Arrival
	for i, kind := range mailing.AnswerKinds() {
		a := mailing.Arrival{UID: uint32(i + 1), Key: string(kind), Names: []string{mailing.MessageID(c.UID, mails[0].ID, "example.at")}}
		a.Kind, a.At, a.From = kind, w.Now.Add(-time.Duration(i)*3*time.Hour), "josef.2@mail.example"
		a.Excerpt = "Thank you, we will come with the whole family and bring the neighbours along. Is there a place for the dog too?"
		if kind == mailing.AnswerBounce {
			a.Reply = mailing.Reply{Stage: mailing.StageBounce, Code: 552, Enhanced: "5.2.2", Text: "mailbox is full"}
			a.Verdict, a.Excerpt = mailing.Judge(a.Reply, w.Now, mailing.History{}), a.Reply.Text
		}
		all = append(all, a)
	}
	if _, _, err := w.Store.TakeAnswers(t.Context(), w.Account, mailing.Gathered{Mark: mailing.InboxMark{Server: "x", UID: 9}, Arrivals: all}, w.Now); err != nil {
		t.Fatal(err)
	}
}
