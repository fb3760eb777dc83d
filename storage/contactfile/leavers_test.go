package contactfile

import (
	"strings"
	"testing"
)

func TestLeavers(t *testing.T) {
	const titles = "Email Address,First Name,UNSUB_TIME,TAGS\n"
	for _, c := range []struct {
		name, text string
		want       Leavers
	}{
		{"unsubscribed_members_export_1a2b.csv", "Email Address\na@x.at\n", OnlyLeavers},
		{"/home/anna/Abgemeldete 2026.csv", "E-Mail\na@x.at\n", OnlyLeavers},
		{"opt-out.csv", "E-Mail\na@x.at\n", OnlyLeavers},
		{"export.csv", titles + "a@x.at,Anna,2026-01-02 10:00:00,\nb@x.at,Bert,2026-01-03 10:00:00,\n", OnlyLeavers},
		{"export.csv", titles + "a@x.at,Anna,,\nb@x.at,Bert,2026-01-03 10:00:00,\n", SomeLeavers},
		{"subscribed_members_export_1a2b.csv", titles + "a@x.at,Anna,,\nb@x.at,Bert,,\n", NoLeavers},
		{"customers.csv", "E-Mail,Company\na@x.at,Unsubscribed Ltd\n", NoLeavers},
		{"", "a@x.at, b@x.at", NoLeavers},
	} {
		l, err := Detect(strings.NewReader(c.text))
		if err != nil {
			t.Fatal(err)
		}
		if got := l.Leavers(c.name); got != c.want {
			t.Errorf("%s with %q: %d, want %d", c.name, c.text, got, c.want)
		}
	}
}
