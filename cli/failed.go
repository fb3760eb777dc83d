package cli

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"evenpost/mailing"
	"evenpost/storage"
)

func failureCommands() []*command {
	return []*command{
		{name: "failed", about: "lists who did not get it and why, and who perhaps did (in doubt)", define: listFailed},
		{
			name: "retry", about: "tries failed deliveries again: all, or those that the flags choose",
			more: "It only puts them back in the queue; the window or “evenpost run” sends them.", define: retry,
		},
		{
			name: "correct", args: "ADDRESS", least: 1, most: 1, about: "corrects the address of a failed delivery and of its contact; then retry it",
			more: "ADDRESS is the right one; --id says whose it is.", define: correct,
		},
		{name: "settle", about: "decides about deliveries in doubt: --arrived, or --send-again", define: settle},
	}
}

// failureFlags choose failed deliveries.
func failureFlags(f *flags) func(*call) (storage.DeliveryQuery, error) {
	campaign := f.String("campaign", "", "only those of the campaign `N`")
	kind := f.String("kind", "", "only those of this `KIND`, as “failed --json” names it: hard-bounce, mailbox-full, content …")
	return func(c *call) (storage.DeliveryQuery, error) {
		q := storage.DeliveryQuery{Kind: mailing.Kind(*kind)}
		if kinds := mailing.Kinds(); *kind != "" && !slices.Contains(kinds, q.Kind) {
			return q, c.misused("--kind is one of: %s", join(kinds))
		}
		if _, err := c.open(); err != nil {
			return q, err
		}
		if *campaign != "" {
			k, _, err := c.campaign(*campaign)
			if err != nil {
				return q, err
			}
			q.CampaignID = k.ID
		}
		return q, nil
	}
}

func join(kinds []mailing.Kind) string {
	var words []string
	for _, k := range kinds {
		words = append(words, string(k))
	}
	return strings.Join(words, ", ")
}

type failedJSON struct {
	ID       int64  `json:"id"`
	Campaign string `json:"campaign"`
	Address  string `json:"address"`
	State    string `json:"state"`
	Kind     string `json:"kind"`
	Scope    string `json:"scope"`
	Stage    string `json:"stage"`
	Code     int    `json:"code"`
	Enhanced string `json:"enhanced"`
	Reply    string `json:"reply"`
	Tries    int    `json:"tries"`
	Advice   string `json:"advice"`
}

func listFailed(f *flags) func(*call) error {
	f.canJSON()
	query := failureFlags(f)
	return func(c *call) error {
		q, err := query(c)
		if err != nil {
			return err
		}
		q.States = []mailing.DeliveryState{mailing.Failed, mailing.InDoubt}
		all, err := c.svc.Store.Deliveries(c.ctx, q)
		if err != nil {
			return err
		}
		out := make([]failedJSON, 0, len(all))
		rows := make([][]string, 0, len(all))
		for _, d := range all {
			a := mailing.Advise(d.Verdict)
			out = append(out, failedJSON{
				ID: d.ID, Campaign: d.Campaign, Address: d.Address, State: string(d.State), Kind: string(d.Verdict.Kind), Scope: string(d.Verdict.Scope),
				Stage: string(d.Reply.Stage), Code: d.Reply.Code, Enhanced: d.Reply.Enhanced, Reply: d.Reply.Text, Tries: d.Tries,
				Advice: strings.TrimSpace(a.Title + " " + a.Do),
			})
			reply := strings.TrimSpace(codes(d.Reply) + " " + d.Reply.Text)
			rows = append(rows, []string{fmt.Sprint(d.ID), d.Address, d.Campaign, strings.ReplaceAll(string(d.State), "_", " "), string(d.Verdict.Kind), reply})
		}
		return c.show(out, func(w io.Writer) {
			switch {
			case len(rows) == 0 && q.Kind != "":
				fmt.Fprintf(w, "Nobody with the kind %s.\n", q.Kind)
				return
			case len(rows) == 0:
				fmt.Fprintln(w, "Nobody: nothing failed, nothing is in doubt.")
				return
			}
			table(w, []string{"ID", "ADDRESS", "CAMPAIGN", "STATE", "KIND", "THE SERVER SAID"}, rows)
		})
	}
}

func retry(f *flags) func(*call) error {
	f.canJSON()
	query := failureFlags(f)
	ids := f.ids()
	return func(c *call) error {
		q, err := query(c)
		if err != nil {
			return err
		}
		q.IDs = *ids
		n, err := c.svc.Store.Retry(c.ctx, q, time.Now())
		if err != nil {
			return err
		}
		if n == 0 && len(*ids) > 0 {
			return &Problem{Title: "None of these deliveries has failed.", Do: "“evenpost failed” shows which have; those in doubt are decided with “evenpost settle”.", Err: mailing.ErrNotFound}
		}
		return c.show(map[string]int{"retried": n}, func(w io.Writer) {
			switch {
			case n == 0 && q.Kind != "":
				fmt.Fprintf(w, "Nothing failed with the kind %s; “evenpost failed” shows what did.\n", q.Kind)
				return
			case n == 0:
				fmt.Fprintln(w, "Nothing failed, so there is nothing to try again.")
				return
			}
			fmt.Fprintf(w, "%s will be tried again. The open window sends them, or “evenpost run”.\n", count(n, "delivery", "deliveries"))
		})
	}
}

func correct(f *flags) func(*call) error {
	f.canJSON()
	ids := f.ids()
	return func(c *call) error {
		if len(*ids) != 1 {
			return c.misused("--id is needed, once")
		}
		address, err := mailing.ParseAddress(c.args[0])
		if err != nil {
			return err
		}
		svc, err := c.open()
		if err != nil {
			return err
		}
		id := (*ids)[0]
		if err := svc.Store.CorrectAddress(c.ctx, id, address); errors.Is(err, mailing.ErrExists) {
			return &Problem{Title: fmt.Sprintf("Another contact has the address %s already.", address), Do: "Look whether the two are the same person.", Err: err}
		} else if errors.Is(err, mailing.ErrNotFound) {
			return missing("delivery", fmt.Sprint(id), "“evenpost failed” shows their ids.", err)
		} else if err != nil {
			return err
		}
		return c.show(map[string]any{"id": id, "address": address}, func(w io.Writer) {
			fmt.Fprintf(w, "The address is %s now. Try it again with: evenpost retry --id %d\n", address, id)
		})
	}
}

func settle(f *flags) func(*call) error {
	f.canJSON()
	ids := f.ids()
	arrived := f.Bool("arrived", false, "they arrived: count them as sent")
	again := f.Bool("send-again", false, "send them again; perhaps somebody gets it twice")
	return func(c *call) error {
		switch {
		case len(*ids) == 0:
			return c.misused("--id is needed")
		case *arrived == *again:
			return c.misused("either --arrived or --send-again is needed")
		}
		svc, err := c.open()
		if err != nil {
			return err
		}
		n, err := svc.Store.SettleDoubt(c.ctx, *ids, *arrived, time.Now())
		if err != nil {
			return err
		}
		if n == 0 {
			return &Problem{Title: "None of these deliveries is in doubt.", Do: "“evenpost failed” shows which are.", Err: mailing.ErrNotFound}
		}
		return c.show(map[string]int{"settled": n}, func(w io.Writer) {
			if *arrived {
				fmt.Fprintf(w, "%s counted as sent.\n", count(n, "delivery", "deliveries"))
				return
			}
			fmt.Fprintf(w, "%s will be sent again. The open window sends them, or “evenpost run”.\n", count(n, "delivery", "deliveries"))
		})
	}
}
