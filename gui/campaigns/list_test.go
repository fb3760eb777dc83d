package campaigns_test

import (
	"testing"

	"fyne.io/fyne/v2"

	"evenpost/gui/kit"
	"evenpost/gui/pagetest"
	"evenpost/mailing"
)

func TestEmptyListSaysWhatToDo(t *testing.T) {
	e, p := open(t, pagetest.New(t, 3))
	e.Show(p.Content())
	p.Shown()
	defer p.Hidden()
	e.UntilText("No campaign yet")
	e.Tap("New campaign")
	e.UntilText("Who is to get it?")
}

func TestNewCampaignInFiveSteps(t *testing.T) {
	w := pagetest.New(t, 30)
	if _, err := w.Store.Suppress(t.Context(), []mailing.Suppression{{Address: "anna.1@example.at", Reason: mailing.ByHand, At: w.Now}}); err != nil {
		t.Fatal(err)
	}
	e, p := open(t, w)
	e.Show(p.Content())
	p.Shown()
	defer p.Hidden()
	p.OnNew()

	e.UntilText("Customers (30)")
	e.Tap("Next")
	if !e.Sees("Choose at least one list") {
		t.Fatal("an empty audience was taken")
	}
	e.Tap("Customers (30)")
	e.UntilText("1 more is never mailed")
	if !e.Sees("29") {
		t.Errorf("the people who will get it are not told: %v", e.Texts())
	}
	e.Tap("Next")

	e.UntilText("What do they get?")
	e.UntilText("Dear Josef,") // the first who may be mailed
	e.Tap("Next person")
	e.UntilText("Dear Maria,")
	e.Tap("Next")

	e.UntilText("From which account?")
	e.UntilText("0 of 500")
	e.Tap("Next")

	e.UntilText("29 people will get it.")
	for _, s := range []string{"Bakery can send.", "Every field in the message exists.", "Your postal address stands under the message.", "People can unsubscribe."} {
		if !e.Sees(s) {
			t.Errorf("the checks do not say %q", s)
		}
	}
	e.Tap("Next")

	e.UntilText("29 today")
	e.Tap("Send to 29 people")
	e.UntilText("What happened")
	e.UntilText("29")
	all, err := w.Store.Campaigns(t.Context())
	if err != nil || len(all) != 1 || all[0].State != mailing.CampaignSending || all[0].Counts.Waiting != 29 || all[0].Name != "Advent market" {
		t.Fatalf("%+v, %v", all, err)
	}
}

func TestMissingPostalAddressKeepsItFromStarting(t *testing.T) {
	w := pagetest.New(t, 2)
	if err := w.Store.SetIdentity(t.Context(), mailing.Identity{Business: "Bakery"}); err != nil {
		t.Fatal(err)
	}
	e, p := open(t, w)
	e.Show(p.Content())
	p.Shown()
	defer p.Hidden()
	p.Open(kit.OpenNewCampaign{Audience: mailing.Audience{Everyone: true}, TemplateID: w.Template})
	e.UntilText("All contacts (2)")
	e.Tap("Next")
	e.UntilText("Dear Anna,")
	e.Tap("Next")
	e.UntilText("0 of 500")
	e.Tap("Next")
	e.UntilText("The postal address of your business is missing.")
	e.Tap("Next")
	if !e.Sees("Deal with what is marked first.") {
		t.Fatal("it went on without a postal address")
	}
	e.Tap("Open the settings")
	if len(e.Visited) != 1 || e.Visited[0].Page != kit.PageSettings {
		t.Errorf("visited %v", e.Visited)
	}
	e.Tap("This is not bulk mail")
	e.UntilText("you said that this is not bulk mail")
	e.Tap("Next")
	e.UntilText("This will happen")
}

func TestDraftIsKeptAndOpenedAgain(t *testing.T) {
	w := pagetest.New(t, 5)
	e, p := open(t, w)
	e.Show(p.Content())
	p.Shown()
	defer p.Hidden()
	p.OnNew()
	e.UntilText("Customers (5)")
	e.Tap("All contacts (5)")
	e.Tap("Next")
	e.UntilText("What do they get?")
	e.UntilText("Dear Anna,")
	e.Type("Name of the campaign", "Easter")
	e.Tap("Next")
	e.UntilText("0 of 500")
	if !p.TakeKey(fyne.KeyEscape, 0) {
		t.Fatal("Escape does not leave the wizard")
	}
	e.UntilText("Not started yet.")
	e.Tap("Easter")
	e.UntilText("All contacts (5)")
	c, err := w.Store.CampaignByName(t.Context(), "Easter")
	if err != nil || !c.Audience.Everyone || c.TemplateID != w.Template {
		t.Fatalf("%+v, %v", c, err)
	}
}

func TestListSaysWhatACampaignWaitsFor(t *testing.T) {
	w := pagetest.New(t, 20)
	w.Limit(mailing.Limit{N: 8, Kind: mailing.Rolling, Span: 24 * 60 * 60 * 1e9})
	w.Start("Advent market")
	w.Send(8, pagetest.AllTaken)
	e, p := open(t, w)
	e.Show(p.Content())
	p.Shown()
	defer p.Hidden()
	e.UntilText("Waiting: the limit of 8 per 24 h is used up.")
	e.UntilText("8 of 20 sent")
}

func TestWhatWasMadeMeanwhileCanBeChosen(t *testing.T) {
	w := pagetest.New(t, 3)
	e, p := open(t, w)
	e.Show(p.Content())
	p.Shown()
	defer func() { p.Hidden() }()
	p.OnNew()
	e.UntilText("Customers (3)")
	p.Hidden() // to the contacts, for another list
	if _, err := w.Store.EnsureList(t.Context(), "Guests"); err != nil {
		t.Fatal(err)
	}
	p.Shown()
	e.UntilText("Guests (0)")
	e.Tap("Customers (3)")
	e.Tap("Next")
	e.UntilText("What do they get?")
	p.Hidden() // to the templates, for another message
	if _, err := w.Store.AddTemplate(t.Context(), mailing.Template{Name: "Written just now", Message: mailing.Message{Subject: "Hello", Body: "Hello", Format: mailing.Text}}); err != nil {
		t.Fatal(err)
	}
	p.Shown()
	e.UntilText("Written just now")
}
