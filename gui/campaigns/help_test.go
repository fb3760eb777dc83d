package campaigns_test

import (
	"testing"

	"evenpost/gui/kit"
	"evenpost/gui/pagetest"
	"evenpost/mailing"
)

func TestSecondAccountIsOffered(t *testing.T) {
	w := pagetest.New(t, 3)
	for name, from := range map[string]string{"Newsletter": "news@baeckerei-huber.example", "Club": "info@club.example"} {
		if _, err := w.Store.AddAccount(t.Context(), mailing.Account{Name: name, Host: "mail.example.at", Port: 587, Security: mailing.StartTLS, Connections: 1, From: mailing.Mailbox{Address: from}}); err != nil {
			t.Fatal(err)
		}
	}
	e, p := open(t, w)
	e.Show(p.Content())
	p.Shown()
	defer p.Hidden()
	p.Open(kit.OpenNewCampaign{Audience: mailing.Audience{Everyone: true}, TemplateID: w.Template})
	e.UntilText("All contacts (3)")
	e.Tap("Next")
	e.UntilText("Dear Anna,")
	e.Tap("Next")
	e.UntilText("When this account is full or stopped")
	if e.Sees("Sends meanwhile, from info@club.example") || e.Sees("Both send from the beginning") {
		t.Errorf("an account of another domain is offered, or sharing without a second one: %v", e.Texts())
	}
	e.Tap("Sends meanwhile, from news@baeckerei-huber.example")
	e.Tap("Both send from the beginning")
	e.Tap("Next")
	e.UntilText("3 people will get it.")
	all, err := w.Store.Campaigns(t.Context())
	if err != nil || len(all) != 1 || all[0].SecondID == 0 || all[0].Sharing != mailing.Shares {
		t.Fatalf("%+v, %v", all, err)
	}
	e.Tap("Next")
	e.UntilText("together with news@baeckerei-huber.example")
}
