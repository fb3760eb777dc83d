package attention_test

import (
	"testing"

	"evenpost/gui/kit"
	"evenpost/gui/kit/kittest"
	"evenpost/gui/pagetest"
)

func TestWhatALineMeans(t *testing.T) {
	e, p := open(t, pagetest.New(t, 1))
	e.Show(p.Content())
	p.Shown()
	defer p.Hidden()
	e.UntilText("Nothing needs your attention.")
	e.Tap("What does this line mean?")
	e.UntilText("Paste what the mail server said")
	e.Type("550 5.1.1 User unknown", "Diagnostic-Code: smtp; 552 5.2.0 Message would take you over your relay quota of 500 Current quota used: 487")
	e.UntilText("The sending limit of your account is used up.")
	for _, want := range []string{"Your mail provider's", "The server counts 487 of 500.", "Evenpost has stopped in time"} {
		if !e.Sees(want) {
			t.Errorf("%q is not said", want)
		}
	}
	e.Tap("Close")
}

func TestWhatALineMeansInGerman(t *testing.T) {
	e, p := open(t, pagetest.New(t, 1), kittest.In(kit.German))
	e.Show(p.Content())
	p.Shown()
	defer p.Hidden()
	e.Tap("Was bedeutet diese Zeile?")
	e.Type("550 5.1.1 User unknown", "550 5.7.1 Client host [203.0.113.9] blocked using zen.spamhaus.org")
	e.UntilText("Die Sperrliste heißt Spamhaus.")
}
