package accounts

import (
	"net"
	"net/url"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"evenpost/gui/kit"
	"evenpost/mailing"
	"evenpost/sender"
	"evenpost/sender/account"
)

func senderWords(a mailing.Account) string {
	if a.Practice {
		return kit.T("Nobody is mailed: you read the mails here")
	}
	return a.From.String()
}

// limitTitle stands above a meter: "Last 24 h", "Today".
func limitTitle(l mailing.Limit) string {
	span := kit.M{"Span": kit.Span(l.Span)}
	switch {
	case l.Kind == mailing.CalendarDay:
		return kit.T("Today")
	case l.Kind == mailing.CalendarHour:
		return kit.T("This hour")
	case l.Kind == mailing.AfterLast:
		return kit.T("Since the last pause of {{.Span}}", span)
	case l.Kind == mailing.Refill:
		return kit.T("Refills over {{.Span}}", span)
	case l.Span == time.Hour:
		return kit.T("Last hour")
	case l.Span == time.Minute:
		return kit.T("Last minute")
	}
	return kit.T("Last {{.Span}}", span)
}

// windowWords says how a window is counted when that is not plain.
func windowWords(l mailing.Limit) string {
	if l.Kind == mailing.CalendarDay {
		return kit.T("until midnight in {{.Zone}}", kit.M{"Zone": zoneCity(l.Zone)})
	}
	return ""
}

func zoneCity(zone string) string {
	return strings.ReplaceAll(zone[strings.LastIndexByte(zone, '/')+1:], "_", " ")
}

func securityShort(s mailing.Security) string {
	switch s {
	case mailing.TLSOnConnect:
		return "TLS"
	case mailing.StartTLS:
		return "STARTTLS"
	case mailing.Plain:
	}
	return kit.T("not protected")
}

// evidence says how sure a published limit is.
func evidence(l account.Limit) string {
	switch l.Evidence {
	case "provider-doc":
		return kit.T("as the provider says")
	case "secondary":
		return kit.T("as others report")
	}
	return kit.T("not confirmed")
}

// site is the part of an address that people know.
func site(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return address
	}
	return strings.TrimPrefix(u.Host, "www.")
}

// thisComputer says whether a server's name means this computer.
func thisComputer(host string) bool {
	host = strings.ToLower(strings.TrimSpace(host))
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// failedKind is what a failed test was about, "" when the server and the network had no say in it.
func failedKind(err error) mailing.Kind {
	reply, ok := sender.ServerReply(err)
	if !ok {
		return ""
	}
	return mailing.Judge(reply, time.Time{}, mailing.History{}).Kind
}

// browse opens a page in the user's browser.
func browse(address string) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" {
		return
	}
	if err := fyne.CurrentApp().OpenURL(u); err != nil {
		fyne.LogError("open a page", err)
	}
}
