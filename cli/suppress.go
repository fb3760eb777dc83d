package cli

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"evenpost/mailing"
	"evenpost/storage/contactfile"
)

func suppressionCommands() []*command {
	return []*command{
		{
			name: "suppress", args: "[ADDRESS...]", most: -1, about: "never mail these addresses again",
			more:   "--from takes those of a file of any kind that “contacts import” reads, such as the list of those who unsubscribed elsewhere.",
			define: suppress,
		},
		{name: "suppressed", about: "lists the addresses that are never mailed", define: suppressed},
		{name: "unsuppress", args: "ADDRESS...", least: 1, most: -1, about: "allow these addresses again", define: unsuppress},
	}
}

func suppress(f *flags) func(*call) error {
	f.canJSON()
	reason := f.String("reason", string(mailing.ByHand), "`WHY`: unsubscribed, complained, hard-bounce, by-hand, or words of your own")
	from := f.String("from", "", "the addresses in `FILE`; “-” is the standard input")
	return func(c *call) error {
		addresses, err := parseAddresses(c.args)
		if err != nil {
			return err
		}
		if *from != "" {
			more, err := addressesIn(c, *from)
			if err != nil {
				return fmt.Errorf("%s: %w", *from, err)
			}
			addresses = append(addresses, more...)
		} else if len(addresses) == 0 {
			return c.misused("which addresses are never to be mailed?")
		}
		known := []mailing.SuppressionReason{mailing.Unsubscribed, mailing.Complained, mailing.Bounced, mailing.ByHand}
		why, note := mailing.SuppressionReason(*reason), ""
		if !slices.Contains(known, why) {
			why, note = mailing.ByHand, *reason
		}
		all := make([]mailing.Suppression, 0, len(addresses))
		for _, a := range addresses {
			all = append(all, mailing.Suppression{Address: a, Reason: why, Note: note, At: time.Now()})
		}
		svc, err := c.open()
		if err != nil {
			return err
		}
		added, err := svc.Store.Suppress(c.ctx, all)
		if err != nil {
			return err
		}
		return c.show(map[string]int{"added": added, "already": len(all) - added}, func(w io.Writer) {
			fmt.Fprintf(w, "%s added, %d known already.\n", count(added, "address", "addresses"), len(all)-added)
		})
	}
}

// addressesIn are those in a contact file.
func addressesIn(c *call, path string) ([]string, error) {
	file, _, done, err := openContacts(c, path, contactfile.Choice{})
	if err != nil {
		return nil, err
	}
	defer done()
	all, bad, err := file.Addresses()
	if bad > 0 {
		fmt.Fprintf(c.env.Stderr, "%s left out: no address that mail can be sent to.\n", count(bad, "row", "rows"))
	}
	return all, err
}

func parseAddresses(args []string) ([]string, error) {
	var good []string
	var bad []error
	for _, s := range args {
		a, err := mailing.ParseAddress(s)
		if err != nil {
			bad = append(bad, err)
		}
		good = append(good, a)
	}
	return good, errors.Join(bad...)
}

func unsuppress(f *flags) func(*call) error {
	return func(c *call) error {
		addresses, err := parseAddresses(c.args)
		if err != nil {
			return err
		}
		svc, err := c.open()
		if err != nil {
			return err
		}
		for _, a := range addresses {
			if listed, err := svc.Store.IsSuppressed(c.ctx, a); err != nil {
				return err
			} else if !listed {
				return missing("suppression of", a, "“evenpost suppressed” lists them.", nil)
			}
		}
		for _, a := range addresses {
			if err := svc.Store.Unsuppress(c.ctx, a); err != nil {
				return err
			}
		}
		return c.show(nil, func(w io.Writer) {
			fmt.Fprintf(w, "%s may be mailed again.\n", count(len(addresses), "address", "addresses"))
		})
	}
}

func suppressed(f *flags) func(*call) error {
	f.canJSON()
	search := f.String("search", "", "only those with `TEXT` in them")
	return func(c *call) error {
		svc, err := c.open()
		if err != nil {
			return err
		}
		all, err := svc.Store.Suppressions(c.ctx, *search)
		if err != nil {
			return err
		}
		type suppressionJSON struct {
			Address string  `json:"address"`
			Reason  string  `json:"reason"`
			Note    string  `json:"note"`
			At      *string `json:"at"`
		}
		out := make([]suppressionJSON, 0, len(all))
		rows := make([][]string, 0, len(all))
		for _, s := range all {
			out = append(out, suppressionJSON{s.Address, string(s.Reason), s.Note, stamp(s.At)})
			rows = append(rows, []string{s.Address, string(s.Reason), s.Note, s.At.Format(time.DateOnly)})
		}
		gone, err := svc.Store.CountForgotten(c.ctx)
		if err != nil {
			return err
		}
		return c.show(out, func(w io.Writer) {
			table(w, []string{"ADDRESS", "REASON", "NOTE", "SINCE"}, rows)
			if gone > 0 {
				fmt.Fprintf(w, "And %s who asked to be forgotten; their addresses are not known any more.\n", count(gone, "person", "people"))
			}
		})
	}
}
