package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"evenpost/mailing"
	"evenpost/sender/inbox"
	"evenpost/storage"
)

// Inbox reads the mailboxes that answers come to.
type Inbox interface {
	// Check reads an account's mailbox now.
	Check(ctx context.Context, a mailing.Account) (mailing.AnswerCounts, error)
	// Suggest is where an account's mailbox most likely is.
	Suggest(a mailing.Account) mailing.Inbox
}

func inboxCommands() []*command {
	return []*command{
		{
			name: "inbox", about: "lists what came in answer to mailings: bounces, replies, opt-outs, complaints",
			more: "A mailbox is read while the window is open or “run” works, when its account says so: “accounts set NAME --answers on”.\n" +
				"Nothing in it is marked, moved or deleted.",
			define: listAnswers,
		},
		{name: "inbox check", args: "[ACCOUNT]", most: 1, about: "reads the mailboxes now, or that of one account", define: checkInbox},
	}
}

// inboxFlags are the part of accountFlags about the mailbox that answers come to.
func inboxFlags(f *flags) func(*call, *mailing.Account) error {
	answers := f.String("answers", "", "`on` or off: read bounces, replies and opt-outs in this account's mailbox (IMAP, read only)")
	host := f.String("inbox-host", "", "the incoming server's `NAME`; without it the most likely one is taken")
	port := f.Int("inbox-port", 0, "the incoming server's port, `P`: 993 or 143")
	security := f.String("inbox-security", "", "`HOW` that connection is protected: tls, starttls, or none on this computer")
	username := f.String("inbox-username", "", "the user `NAME` for the mailbox, when it is another one; the password is the same")
	return func(c *call, a *mailing.Account) error {
		box := &a.Inbox
		switch {
		case f.given("answers") && *answers != "on" && *answers != "off":
			return c.misused("--answers is on or off")
		case a.Practice && *answers == "on":
			return c.misused("nobody answers to the practice mailbox")
		case f.given("answers"):
			box.Read = *answers == "on"
		}
		if f.given("inbox-host") {
			box.Host = strings.TrimSpace(*host)
		}
		if f.given("inbox-security") {
			box.Security = mailing.Security(*security)
		}
		if f.given("inbox-port") {
			box.Port = *port
		}
		if f.given("inbox-username") {
			box.Username = strings.TrimSpace(*username)
		}
		if !box.Read {
			return nil
		}
		if box.Host == "" && c.svc != nil && c.svc.Inbox != nil {
			found := c.svc.Inbox.Suggest(*a)
			box.Host = found.Host
		}
		if box.Security == "" {
			box.Security = mailing.TLSOnConnect
		}
		if box.Port == 0 {
			box.Port = mailing.InboxPort(box.Security)
		}
		return checkInboxOf(c, *box)
	}
}

func checkInboxOf(c *call, box mailing.Inbox) error {
	switch {
	case box.Host == "" || strings.ContainsAny(box.Host, " /:@"):
		return c.misused("--inbox-host is the name of the incoming server alone, such as imap.example.com, not %q", box.Host)
	case box.Security != mailing.TLSOnConnect && box.Security != mailing.StartTLS && box.Security != mailing.Plain:
		return c.misused("--inbox-security is tls, starttls or none")
	case box.Port < 1 || box.Port > 65535:
		return c.misused("--inbox-port is a number from 1 to 65535")
	}
	return nil
}

// inboxText is an incoming server in a few words.
func inboxText(box mailing.Inbox) string {
	if box.Host == "" {
		return ""
	}
	return fmt.Sprintf("%s:%d (%s)", box.Host, box.Port, box.Security)
}

type answerJSON struct {
	At       *string `json:"at"`
	Kind     string  `json:"kind"`
	Address  string  `json:"address"` // whom the mail was sent to
	From     string  `json:"from"`
	Campaign string  `json:"campaign"`
	Delivery int64   `json:"delivery"`
	Text     string  `json:"text"`
	Cause    string  `json:"cause"` // of a bounce: its kind
	Title    string  `json:"title"` // of a bounce: in plain words
	Account  int64   `json:"account"`
}

func answerAsJSON(a mailing.Answer) answerJSON {
	j := answerJSON{stamp(a.At), string(a.Kind), a.Address, a.From, a.Campaign, a.DeliveryID, a.Excerpt, string(a.Verdict.Kind), "", a.AccountID}
	if a.Verdict.Kind != "" {
		j.Title = mailing.AdviseOn(a.Verdict, a.Reply).Title
	}
	return j
}

func listAnswers(f *flags) func(*call) error {
	f.canJSON()
	campaign := f.String("campaign", "", "only answers to the campaign `C`")
	kinds := f.list("kind", "only answers of this `KIND`: reply, auto-reply, bounce, delayed, unsubscribe or complaint")
	most := f.Int("limit", 50, "at most `N`; 0: all")
	return func(c *call) error {
		svc, err := c.open()
		if err != nil {
			return err
		}
		q := storage.AnswerQuery{Limit: *most}
		for _, k := range *kinds {
			if !slices.Contains(mailing.AnswerKinds(), mailing.AnswerKind(k)) {
				return c.misused("%q is no kind of answer", k)
			}
			q.Kinds = append(q.Kinds, mailing.AnswerKind(k))
		}
		if *campaign != "" {
			k, _, err := c.campaign(*campaign)
			if err != nil {
				return err
			}
			q.CampaignID = k.ID
		}
		all, err := svc.Store.Answers(c.ctx, q)
		if err != nil {
			return err
		}
		out, now := make([]answerJSON, 0, len(all)), time.Now()
		rows := make([][]string, 0, len(all))
		for _, a := range all {
			j := answerAsJSON(a)
			text := j.Text
			if j.Title != "" {
				text = j.Title
			}
			out = append(out, j)
			rows = append(rows, []string{clock(a.At, now), j.Kind, j.Address, j.Campaign, text})
		}
		return c.show(out, func(w io.Writer) {
			if len(rows) == 0 {
				fmt.Fprintln(w, "Nothing has come in.")
				return
			}
			table(w, []string{"WHEN", "WHAT", "FROM", "CAMPAIGN", "WORDS"}, rows)
		})
	}
}

// checkedJSON is what one mailbox had.
type checkedJSON struct {
	Account      string  `json:"account"`
	Replies      int     `json:"replies"`
	AutoReplies  int     `json:"auto_replies"`
	Bounces      int     `json:"bounces"`
	Delayed      int     `json:"delayed"`
	Unsubscribed int     `json:"unsubscribed"`
	Complaints   int     `json:"complaints"`
	NeverMailed  int     `json:"never_mailed"` // addresses that are never mailed any more
	Trouble      *string `json:"trouble"`
}

func checkInbox(f *flags) func(*call) error {
	f.canJSON()
	return func(c *call) error {
		svc, err := c.open()
		if err != nil {
			return err
		}
		accounts, err := svc.Store.Accounts(c.ctx)
		if err != nil {
			return err
		}
		if len(c.args) > 0 {
			a, _, err := c.account(c.args[0])
			if err != nil {
				return err
			}
			accounts = []mailing.Account{a}
		}
		accounts = slices.DeleteFunc(accounts, func(a mailing.Account) bool { return !a.ReadsAnswers() })
		if len(accounts) == 0 {
			return &Problem{Title: "No mailbox is read for answers.", Do: "Say that one is: “evenpost accounts set NAME --answers on”.", Err: mailing.ErrNotFound}
		}
		var failed error
		out := make([]checkedJSON, 0, len(accounts))
		for _, a := range accounts {
			n, err := c.checkOne(a)
			j := checkedJSON{a.Name, n.Replies, n.AutoReplies, n.Bounces, n.Delayed, n.Unsubscribed, n.Complaints, n.Suppressed, nil}
			if err != nil {
				text := inboxProblem(a, err).Title
				j.Trouble = &text
				failed = errors.Join(failed, inboxProblem(a, err))
			}
			out = append(out, j)
		}
		err = c.show(out, func(w io.Writer) {
			for _, j := range out {
				if j.Trouble == nil {
					fmt.Fprintf(w, "%s: %s\n", plain(j.Account), answerWords(j))
				}
			}
		})
		return errors.Join(failed, err)
	}
}

func (c *call) checkOne(a mailing.Account) (mailing.AnswerCounts, error) {
	if err := c.havePassword(a); err != nil {
		return mailing.AnswerCounts{}, err
	}
	return c.svc.Inbox.Check(c.ctx, a)
}

// inboxProblem says why a mailbox could not be read.
func inboxProblem(a mailing.Account, err error) *Problem {
	if t, ok := inbox.FaultOf(err); ok {
		advice := t.Fault.Advise()
		return &Problem{Title: fmt.Sprintf("Answers to “%s” are not read: %s", plain(a.Name), lower(advice.Title)), Do: advice.Do, Err: err}
	}
	advice := explain(err)
	return &Problem{Title: advice.Title, Do: advice.Do, Err: err}
}

func answerWords(j checkedJSON) string {
	var parts []string
	for _, p := range []struct {
		n         int
		one, many string
	}{
		{j.Replies, "reply", "replies"},
		{j.AutoReplies, "automatic reply", "automatic replies"},
		{j.Bounces, "mail that came back", "mails that came back"},
		{j.Delayed, "mail that is late", "mails that are late"},
		{j.Unsubscribed, "opt-out", "opt-outs"},
		{j.Complaints, "complaint", "complaints"},
		{j.NeverMailed, "address that is never mailed any more", "addresses that are never mailed any more"},
	} {
		if p.n > 0 {
			parts = append(parts, count(p.n, p.one, p.many))
		}
	}
	if len(parts) == 0 {
		return "nothing new"
	}
	return strings.Join(parts, ", ")
}
