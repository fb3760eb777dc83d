package cli

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"runtime"
	"strconv"
	"strings"

	"evenpost/mailing"
)

func otherCommands() []*command {
	return []*command{
		{
			name: "settings", about: "shows or changes who you are, as every mailing must say it",
			more: "What is not given stays. --unsubscribe-url may hold {{ email }}.", define: settings,
		},
		{
			name: "practice", about: "runs the practice mailbox alone: a mail server on this computer that mails nobody",
			more: "It prints its address and every mail it gets, until Ctrl-C. Special addresses play failures: full@…, unknown@…, busy@…, drop@….", define: practice,
		},
		{name: "version", about: "says which Evenpost this is", define: version},
	}
}

type identityJSON struct {
	Business       string `json:"business"`
	Postal         string `json:"postal"`
	Unsubscribe    string `json:"unsubscribe"`
	UnsubscribeURL string `json:"unsubscribe_url"`
}

func settings(f *flags) func(*call) error {
	f.canJSON()
	business := f.String("business", "", "the `NAME` of your business")
	postal := f.String("postal", "", "its postal `ADDRESS`")
	unsubscribe := f.String("unsubscribe", "", "the mail `ADDRESS` that takes opt-outs; empty: that of the account")
	page := f.String("unsubscribe-url", "", "the https `ADDRESS` of your own page that takes opt-outs, or empty")
	return func(c *call) error {
		svc, err := c.open()
		if err != nil {
			return err
		}
		id, err := svc.Store.Identity(c.ctx)
		if err != nil {
			return err
		}
		before := id
		if f.given("business") {
			id.Business = strings.TrimSpace(*business)
		}
		if f.given("postal") {
			id.PostalAddress = strings.TrimSpace(*postal)
		}
		if f.given("unsubscribe") {
			id.Unsubscribe = ""
			if *unsubscribe != "" {
				if id.Unsubscribe, err = mailing.ParseAddress(*unsubscribe); err != nil {
					return err
				}
			}
		}
		if f.given("unsubscribe-url") {
			if id.UnsubscribeURL, err = parsePage(*page); err != nil {
				return err
			}
		}
		if id != before {
			if err := svc.Store.SetIdentity(c.ctx, id); err != nil {
				return err
			}
		}
		return c.show(identityJSON{id.Business, id.PostalAddress, id.Unsubscribe, id.UnsubscribeURL}, func(w io.Writer) {
			table(w, []string{"Business", orNone(id.Business)}, [][]string{
				{"Postal address", orNone(id.PostalAddress)},
				{"Unsubscribe by mail to", orNone(id.Unsubscribe)},
				{"Unsubscribe page", orNone(id.UnsubscribeURL)},
			})
		})
	}
}

func orNone(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

func parsePage(s string) (string, error) {
	if s = strings.TrimSpace(s); s == "" {
		return "", nil
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "https" || u.Host == "" {
		return "", &Problem{Title: fmt.Sprintf("“%s” is not a web address that can be used here.", plain(s)), Do: "Write it like https://example.com/unsubscribe.", Err: mailing.ErrInvalid}
	}
	return s, nil
}

func practice(f *flags) func(*call) error {
	port := f.Int("port", 0, "listen on this `P`; 0 takes a free one")
	return func(c *call) error {
		if *port < 0 || *port > 65535 {
			return c.misused("--port is a number from 0 to 65535")
		}
		box, err := c.env.Practice(c.ctx, c.dir, net.JoinHostPort("127.0.0.1", strconv.Itoa(*port)))
		if err != nil {
			return &Problem{Title: "The practice mailbox could not be started.", Do: "Choose another port, or none.", Err: err}
		}
		fmt.Fprintf(c.env.Stdout, "%s\n", box.Addr())
		c.warn("The practice mailbox listens on %s (no encryption, no login). Ctrl-C ends it.", box.Addr())
		err = box.Watch(c.ctx, func(from, to, subject string) {
			fmt.Fprintf(c.env.Stdout, "%s -> %s: %s\n", plain(from), plain(to), plain(subject))
		})
		if c.ctx.Err() != nil {
			err = nil // Ctrl-C is how it ends
		}
		return errors.Join(err, box.Close())
	}
}

func version(f *flags) func(*call) error {
	f.canJSON()
	return func(c *call) error {
		v := map[string]string{"version": c.env.Version, "go": runtime.Version(), "system": runtime.GOOS + "/" + runtime.GOARCH}
		return c.show(v, func(w io.Writer) { fmt.Fprintf(w, "evenpost %s (%s, %s)\n", v["version"], v["go"], v["system"]) })
	}
}
