package account

import (
	"testing"

	"evenpost/mailing"
)

func TestInbox(t *testing.T) {
	t.Parallel()
	p := shipped(t)
	for _, c := range []struct{ preset, host, address, want string }{
		{"gmail", "smtp.gmail.com", "a@gmail.com", "imap.gmail.com"},
		{"gmx-net", "mail.gmx.net", "a@gmx.at", "imap.gmx.net"},
		{"", "smtp.office365.com", "a@bakery.example", "outlook.office365.com"},
		{"", "mail.bakery.example", "a@bakery.example", "mail.bakery.example"},
		{"", "smtp.bakery.example", "a@bakery.example", "imap.bakery.example"},
		{"", "w0123.kasserver.com", "a@bakery.example", "w0123.kasserver.com"},
		{"ses", "email-smtp.eu-west-1.amazonaws.com", "a@Bakery.example", "imap.bakery.example"},
		{"sendgrid", "smtp.sendgrid.net", "a@gmail.com", "imap.gmail.com"},
		{"", "", "a@bakery.example", "imap.bakery.example"},
		{"", "localhost", "a@bakery.example", "imap.bakery.example"},
		{"", "", "", ""},
	} {
		got := p.Inbox(mailing.Account{Preset: c.preset, Host: c.host, From: mailing.Mailbox{Address: c.address}})
		if got.Host != c.want || got.Port != 993 || got.Security != mailing.TLSOnConnect || got.Read {
			t.Errorf("%s through %s: %+v, want %s", c.address, c.host, got, c.want)
		}
	}
}
