package account

import (
	"strings"

	"evenpost/mailing"
)

// inboxes are the incoming servers of providers whose names do not follow from that of the outgoing one, by the latter. The
// providers' help pages on IMAP name them.
func inboxes() map[string]string {
	return map[string]string{
		"smtp.office365.com":       "outlook.office365.com",
		"smtp-mail.outlook.com":    "outlook.office365.com",
		"smtp-relay.gmail.com":     "imap.gmail.com",
		"mail.gmx.net":             "imap.gmx.net",
		"mail.gmx.com":             "imap.gmx.com",
		"securesmtp.t-online.de":   "secureimap.t-online.de",
		"smtpout.secureserver.net": "imap.secureserver.net",
		"smtpauths.bluewin.ch":     "imaps.bluewin.ch",
		"smtp.libero.it":           "imapmail.libero.it",
	}
}

// prefixes of outgoing servers in whose place "imap." stands for the incoming one.
func prefixes() []string {
	return []string{"smtp.", "smtps.", "smtpauth.", "smtpauths.", "mailout.", "out.", "send.", "relay."}
}

// Inbox is where the mailbox of an account most likely is: beside the server that its mails go out through or, when that is a
// service that only sends, at the domain of its address. The user may correct it.
func (p Presets) Inbox(a mailing.Account) mailing.Inbox {
	found := mailing.Inbox{Port: mailing.PortIMAPS, Security: mailing.TLSOnConnect}
	preset, known := p.ByID(a.Preset)
	if known && preset.Kind == "relay" {
		if own, ok := p.Suggest(a.From.Address); ok && len(own.Servers) > 0 { // such as a Gmail address that goes out through a relay
			found.Host = besides(own.Servers[0].Host, mailing.Domain(a.From.Address))
			return found
		}
		found.Host = "imap." + strings.ToLower(mailing.Domain(a.From.Address))
		return found
	}
	found.Host = besides(a.Host, mailing.Domain(a.From.Address))
	return found
}

// besides is the incoming server beside an outgoing one.
func besides(out, domain string) string {
	out, domain = strings.ToLower(out), strings.ToLower(domain)
	if host := inboxes()[out]; host != "" {
		return host
	}
	for _, prefix := range prefixes() {
		if rest, ok := strings.CutPrefix(out, prefix); ok && strings.Contains(rest, ".") {
			return "imap." + rest
		}
	}
	if strings.Contains(out, ".") && !strings.ContainsAny(out, "{}") { // one name for both, as most web hosts have it
		return out
	}
	if domain == "" {
		return ""
	}
	return "imap." + domain
}
