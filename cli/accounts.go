package cli

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"evenpost/mailing"
)

func accountCommands() []*command {
	return []*command{
		{
			name: "accounts add", about: "adds a mail account to send through",
			more: "With the address of a provider that Evenpost knows, --from is enough: server, port, security and limits are filled\n" +
				"in and shown. The password comes from $EVENPOST_PASSWORD or is asked for, and goes into the system's keychain.\n" +
				limitHelp,
			define: addAccount,
		},
		{
			name: "accounts set", args: "NAME", least: 1, most: 1, about: "changes an account; what is not given stays",
			more: "--limit replaces all limits of the account; --limit none takes them away.\n" + limitHelp, define: setAccount,
		},
		{name: "accounts list", about: "lists the accounts", define: listAccounts},
		{name: "accounts password", args: "NAME", least: 1, most: 1, about: "puts an account's password into the system's keychain", define: setPassword},
		{
			name: "accounts test", args: "NAME", least: 1, most: 1, about: "tries connection and login, and names the step that failed",
			more: "When it works, an account that was stopped for its login or its connection may send again.", define: testAccount,
		},
		{
			name: "accounts resume", args: "NAME", least: 1, most: 1, about: "lets an account that was stopped send again",
			more: "It says what had stopped it. What is counted to stop in time, such as addresses that do not exist, is counted anew.\n" +
				"Going on against a used-up limit makes most providers' bans longer: better wait until it goes on by itself.", define: resumeAccount,
		},
		{name: "accounts remove", args: "NAME", least: 1, most: 1, about: "forgets an account", define: removeAccount},
		{
			name: "forecast", args: "[CAMPAIGN]", most: 1, about: "says when campaigns, or so many people, will have been sent to",
			more: "Without a campaign it tells of all that are under way. It knows the limits, hours, reserve and pace of the account, what its other campaigns have waiting, and a second account.", define: forecast,
		},
		{
			name: "quota elsewhere", args: "ACCOUNT N", least: 2, most: 2, about: "says that about N mails were sent from elsewhere just now, such as from a phone",
			more: "The provider counts them as well, so they use up the account's limits like mails of Evenpost.", define: quotaElsewhere,
		},
		{name: "quota", about: "shows what the accounts have sent and may still send", define: quota},
	}
}

// accountFlags declares what can be said of an account; the function returned changes it by what was said.
func accountFlags(f *flags) func(*call, *mailing.Account) error {
	host := f.String("host", "", "the server's `NAME`")
	port := f.Int("port", 0, "the server's port, `P`; by the kind of security: 465, 587 or 25")
	security := f.String("security", "", "`HOW` the connection is protected: tls, starttls, or none")
	username := f.String("username", "", "the user `NAME` for the login; without it there is none")
	from := f.String("from", "", "the `SENDER`: \"Name <a@b>\"")
	replyTo := f.String("reply-to", "", "the `ADDRESS` that answers go to")
	pace, box := paceFlags(f), inboxFlags(f)
	allowPlain := f.Bool("allow-plain", false, "allow an unprotected connection to another computer: anyone on the way can read password and mail")
	return func(c *call, a *mailing.Account) error {
		var err error
		if f.given("from") {
			if a.From, err = mailing.ParseMailbox(*from); err != nil {
				return err
			}
		}
		if f.given("reply-to") && *replyTo != "" {
			if a.ReplyTo, err = mailing.ParseAddress(*replyTo); err != nil {
				return err
			}
		} else if f.given("reply-to") {
			a.ReplyTo = ""
		}
		if err := pace(c, a); err != nil {
			return err
		}
		if f.given("security") {
			a.Security = mailing.Security(*security)
		}
		if f.given("host") {
			a.Host = strings.TrimSpace(*host)
		}
		if f.given("username") {
			a.Username = *username
		}
		if f.given("allow-plain") {
			a.AllowPlain = *allowPlain
		}
		if f.given("port") {
			a.Port = *port
		} else if a.Port == 0 {
			a.Port = map[mailing.Security]int{mailing.TLSOnConnect: 465, mailing.StartTLS: 587, mailing.Plain: 25}[a.Security]
		}
		if err := box(c, a); err != nil {
			return err
		}
		return checkAccount(c, *a)
	}
}

// paceFlags are the part of accountFlags about how much an account sends, and when.
func paceFlags(f *flags) func(*call, *mailing.Account) error {
	limits := f.list("limit", "at most so many per so long, `N/WINDOW`")
	connections := f.Int("connections", 0, "at most `N` connections at once")
	gap := f.Duration("gap", 0, "the shortest `TIME` between two messages, such as 2s")
	reserve := f.Int("reserve", 0, "keep `PERCENT` of every limit of an hour or longer for everyday mail, 0 to 90")
	perConnection := f.Int("per-connection", 0, "open a new connection after `N` messages; 0: the server does not ask for it")
	hours := f.String("hours", "", "`WHEN` mailings may go out, such as \"Mon-Fri 08:00-18:00 Europe/Vienna\", or always")
	warmUp := f.Bool("warm-up", false, "begin a new account with 50 in 24 hours and double that every day, up to its daily limit")
	return func(c *call, a *mailing.Account) error {
		var err error
		if f.given("limit") {
			if a.Limits, err = parseLimits(*limits); err != nil {
				return c.misused("%v", err)
			}
		}
		if f.given("reserve") {
			a.Reserve = *reserve
		}
		if f.given("per-connection") {
			a.PerConnection = *perConnection
		}
		if f.given("hours") {
			if a.Hours, err = mailing.ParseHours(*hours); err != nil {
				return c.misused("%v", err)
			}
		}
		if *warmUp && !warmUpDaily(a.Limits, time.Now()) {
			return c.misused("--warm-up needs a daily limit to lead up to, such as --limit 500/24h")
		}
		if f.given("connections") {
			a.Connections = *connections
		}
		if f.given("gap") {
			a.Gap = *gap
		}
		return nil
	}
}

func parseLimits(words []string) ([]mailing.Limit, error) {
	if len(words) == 1 && words[0] == "none" {
		return nil, nil
	}
	var all []mailing.Limit
	for _, s := range words {
		l, err := mailing.ParseLimit(s)
		if err != nil {
			return nil, err
		}
		all = append(all, l)
	}
	return all, nil
}

const limitHelp = "Limits are written 500/24h, 100/hour or 30/minute (in any 24 hours …), 500/day@Europe/Vienna (midnight to midnight there),\n" +
	"100/hour@Europe/Vienna (from full hour to full hour), 250/24h,after-last (until none was sent for 24 hours) or\n" +
	"500/25h,refill (500 that come back evenly). A number that grows with the age of the account is written\n" +
	"\"50<8d,100<15d,400<31d,5000/hour,since:2026-11-25\": 50 until it is 8 days old, 100 until 15 …"

// warmUpDaily makes a warm-up plan of the limit for a day or longer, the tightest one; false when there is none.
func warmUpDaily(limits []mailing.Limit, now time.Time) bool {
	best := -1
	for i, l := range limits {
		if l.Length() >= 24*time.Hour && (best < 0 || l.N < limits[best].N) {
			best = i
		}
	}
	if best >= 0 {
		limits[best] = mailing.WarmUp(limits[best], now)
	}
	return best >= 0
}

func checkAccount(c *call, a mailing.Account) error {
	switch {
	case a.From.Address == "":
		return c.misused("--from is needed, such as --from \"Baker Huber <info@example.com>\"")
	case a.Practice:
	case a.Host == "":
		return c.misused("--host is needed: the name of the mail server")
	case strings.ContainsAny(a.Host, " /:@"):
		return c.misused("--host is the server's name alone, such as smtp.example.com, not %q", a.Host)
	case a.Security != mailing.TLSOnConnect && a.Security != mailing.StartTLS && a.Security != mailing.Plain:
		return c.misused("--security is tls, starttls or none")
	case a.Port < 1 || a.Port > 65535:
		return c.misused("--port is a number from 1 to 65535")
	}
	switch {
	case a.Connections < 1 || a.Connections > 50:
		return c.misused("--connections is a number from 1 to 50")
	case a.Reserve < 0 || a.Reserve > 90:
		return c.misused("--reserve is a percentage from 0 to 90")
	case a.PerConnection < 0:
		return c.misused("--per-connection is a number of messages, or 0")
	case a.Gap < 0:
		return c.misused("--gap cannot be less than 0")
	}
	return nil
}

func addAccount(f *flags) func(*call) error {
	f.canJSON()
	name := f.String("name", "", "its `NAME`; without it the sender's address")
	apply := accountFlags(f)
	return func(c *call) error {
		svc, err := c.open()
		if err != nil {
			return err
		}
		a := mailing.Account{Connections: 1, CreatedAt: time.Now()}
		if from, err := mailing.ParseMailbox(f.Lookup("from").Value.String()); err == nil && !f.given("host") {
			if known, ok := svc.Suggest(from); ok {
				known.Connections, known.CreatedAt = max(1, known.Connections), a.CreatedAt
				a = known
			}
		}
		if err := apply(c, &a); err != nil {
			return err
		}
		if a.Name = strings.TrimSpace(*name); a.Name == "" {
			a.Name = a.From.Address
		}
		password, err := c.newPassword(a)
		if err != nil {
			return err
		}
		if a.ID, err = svc.Store.AddAccount(c.ctx, a); errors.Is(err, mailing.ErrExists) {
			return &Problem{Title: fmt.Sprintf("There is an account “%s” already.", plain(a.Name)), Do: "Choose another name, or change it with “evenpost accounts set”.", Err: err}
		} else if err != nil {
			return err
		}
		if err := c.keepPassword(a, password); err != nil {
			return err
		}
		return c.show(accountAsJSON(a), func(w io.Writer) {
			fmt.Fprintf(w, "Account “%s” is added: %s\n", a.Name, describeAccount(a))
		})
	}
}

func describeAccount(a mailing.Account) string {
	s := a.From.String() + " through "
	if a.Practice {
		s += "the practice mailbox"
	} else {
		s += fmt.Sprintf("%s:%d (%s)", a.Host, a.Port, a.Security)
	}
	if len(a.Limits) == 0 {
		s += ", no limits"
	} else {
		s += ", at most " + strings.Join(limitWords(a.Limits), " and ")
	}
	if a.Reserve > 0 {
		s += fmt.Sprintf(", %d %% kept for everyday mail", a.Reserve)
	}
	if a.PerConnection > 0 {
		s += fmt.Sprintf(", %d messages a connection", a.PerConnection)
	}
	if !a.Hours.Always() {
		s += ", " + a.Hours.String()
	}
	if a.ReadsAnswers() {
		s += ", answers from " + inboxText(a.Inbox)
	}
	return s
}

func limitWords(limits []mailing.Limit) []string {
	words := make([]string, 0, len(limits))
	for _, l := range limits {
		words = append(words, l.String())
	}
	return words
}

func setAccount(f *flags) func(*call) error {
	f.canJSON()
	name := f.String("name", "", "a new `NAME`")
	apply := accountFlags(f)
	return func(c *call) error {
		a, svc, err := c.account(c.args[0])
		if err != nil {
			return err
		}
		if err := apply(c, &a); err != nil {
			return err
		}
		if n := strings.TrimSpace(*name); n != "" {
			a.Name = n
		}
		if err := svc.Store.UpdateAccount(c.ctx, a); err != nil {
			return err
		}
		return c.show(accountAsJSON(a), func(w io.Writer) { fmt.Fprintf(w, "Account “%s”: %s\n", a.Name, describeAccount(a)) })
	}
}

// account finds an account by its name, else by its sender address.
func (c *call) account(name string) (mailing.Account, *Services, error) {
	svc, err := c.open()
	if err != nil {
		return mailing.Account{}, nil, err
	}
	a, err := svc.Store.AccountByName(c.ctx, name)
	if errors.Is(err, mailing.ErrNotFound) {
		err = missing("account", name, "“evenpost accounts list” shows them.", err)
	}
	return a, svc, err
}

type accountJSON struct {
	ID          int64    `json:"id"`
	Name        string   `json:"name"`
	Host        string   `json:"host"`
	Port        int      `json:"port"`
	Security    string   `json:"security"`
	Username    string   `json:"username"`
	From        string   `json:"from"`
	ReplyTo     string   `json:"reply_to"`
	Limits      []string `json:"limits"`
	Connections int      `json:"connections"`
	Gap         string   `json:"gap"`
	Reserve     int      `json:"reserve"`        // percent
	PerConn     int      `json:"per_connection"` // messages; 0: any number
	Hours       string   `json:"hours"`          // "always", or as --hours is written
	Practice    bool     `json:"practice"`
	Held        bool     `json:"held"`
	Answers     bool     `json:"answers"` // are read
	Inbox       string   `json:"inbox"`   // the incoming server, "" when none is known
}

func accountAsJSON(a mailing.Account) accountJSON {
	return accountJSON{
		ID: a.ID, Name: a.Name, Host: a.Host, Port: a.Port, Security: string(a.Security), Username: a.Username, From: a.From.String(), ReplyTo: a.ReplyTo,
		Limits: limitWords(a.Limits), Connections: a.Connections, Gap: a.Gap.String(), Reserve: a.Reserve, PerConn: a.PerConnection, Hours: a.Hours.String(), Practice: a.Practice, Held: a.Hold != nil && !a.Hold.Over(time.Now()),
		Answers: a.ReadsAnswers(), Inbox: inboxText(a.Inbox),
	}
}

func listAccounts(f *flags) func(*call) error {
	f.canJSON()
	return func(c *call) error {
		svc, err := c.open()
		if err != nil {
			return err
		}
		all, err := svc.Store.Accounts(c.ctx)
		if err != nil {
			return err
		}
		out := make([]accountJSON, 0, len(all))
		rows := make([][]string, 0, len(all))
		for _, a := range all {
			out = append(out, accountAsJSON(a))
			rows = append(rows, []string{a.Name, describeAccount(a)})
		}
		return c.show(out, func(w io.Writer) { table(w, []string{"NAME", "SENDS AS"}, rows) })
	}
}

func resumeAccount(f *flags) func(*call) error {
	f.canJSON()
	return func(c *call) error {
		a, svc, err := c.account(c.args[0])
		if err != nil {
			return err
		}
		if err := svc.Store.SetHold(c.ctx, a.ID, nil); err != nil {
			return err
		}
		before := a.Hold
		a.Hold = nil
		return c.show(accountAsJSON(a), func(w io.Writer) {
			if before == nil || before.Over(time.Now()) {
				fmt.Fprintf(w, "Account “%s” was not stopped; it may send.\n", plain(a.Name))
				return
			}
			fmt.Fprintf(w, "Account “%s” may send again. It was stopped: %s%s.\n", plain(a.Name), lower(strings.TrimSuffix(mailing.Advise(before.Verdict).Title, ".")), said(before.Reply))
			switch {
			case before.Verdict.Kind == mailing.Quota && !before.Until.IsZero():
				fmt.Fprintf(w, "Its provider's limit may still be used up; it would have gone on by itself %s.\n", at(before.Until, time.Now()))
			case before.Until.IsZero():
				fmt.Fprintln(w, "One message is tried first, and what stops an account in time is counted anew.")
			}
		})
	}
}

func removeAccount(f *flags) func(*call) error {
	f.canJSON()
	return func(c *call) error {
		a, svc, err := c.account(c.args[0])
		if err != nil {
			return err
		}
		if err := svc.Store.DeleteAccount(c.ctx, a.ID); err != nil {
			return err
		}
		if err := svc.Passwords.Forget(c.ctx, a); err != nil && !errors.Is(err, mailing.ErrNoKeychain) && !errors.Is(err, mailing.ErrNotFound) {
			c.warn("Note: its password could not be taken out of the keychain (%v).", err)
		}
		return c.show(accountAsJSON(a), func(w io.Writer) { fmt.Fprintf(w, "Account “%s” is forgotten.\n", a.Name) })
	}
}
