// Command presets writes assets/presets.json, the catalogue of providers that is part of the program, from a list of
// facts about providers:
//
//	go run ./assets/presets providers.json > assets/presets.json
//
// What the program cannot use stays behind: entries without a server, limits that count something else than messages or
// recipients, and windows of kinds that it does not count. A window about which the facts say nothing becomes a rolling one
// and is marked as assumed. Limits that differ by the age of the contract become one that grows. The result is read back
// before it is written.
package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"evenpost/mailing"
	"evenpost/sender/account"
)

// credits go wherever the hosts and ports go.
var credits = []string{
	"Hosts, ports and login names of many providers come from the Thunderbird autoconfig database " +
		"(https://github.com/thunderbird/autoconfig), Mozilla Public License 2.0 (https://www.mozilla.org/MPL/2.0/). " +
		"This file is a modified form of that data and is available under the same licence.",
}

// provider is an entry of the list of facts.
type provider struct {
	ID             string           `json:"id"`
	Name           string           `json:"name"`
	Kind           string           `json:"kind"`
	Domains        []string         `json:"domains"`
	SMTP           []account.Server `json:"smtp"`
	Username       string           `json:"username"`
	AppPasswordURL string           `json:"app_password_url"`
	SetupSteps     []string         `json:"setup_steps"`
	Limits         []limit          `json:"limits"`
	PerSession     int              `json:"max_messages_per_session"`
	MaxConnections int              `json:"max_connections"`
	Start          *struct {
		PerDay      int   `json:"per_day"`
		PerHour     int   `json:"per_hour"`
		PerMinute   int   `json:"per_minute"`
		GapMillis   int64 `json:"gap_ms"`
		Connections int   `json:"connections"`
	} `json:"suggested_start"`
	Sources []string `json:"sources"`
	Tier    int      `json:"tier"`
}

type limit struct {
	Count    int    `json:"count"`
	Seconds  int    `json:"per_seconds"`
	Unit     string `json:"unit"`
	Window   string `json:"window"`
	Plan     string `json:"plan"`
	Evidence string `json:"evidence"`
	Source   string `json:"source"`
	Note     string `json:"note"`
}

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "presets:", err)
		os.Exit(1)
	}
}

func run(args []string, out io.Writer) error {
	if len(args) != 1 {
		return errors.New("usage: presets providers.json")
	}
	data, err := os.ReadFile(args[0])
	if err != nil {
		return err
	}
	written, err := convert(data)
	if err != nil {
		return err
	}
	_, err = out.Write(written)
	return err
}

func convert(data []byte) ([]byte, error) {
	var facts []provider
	if err := json.Unmarshal(data, &facts); err != nil {
		return nil, err
	}
	slices.SortStableFunc(facts, func(a, b provider) int { return cmp.Compare(a.Tier, b.Tier) })
	var presets []account.Preset
	for _, f := range facts {
		if len(f.SMTP) > 0 {
			presets = append(presets, f.preset())
		}
	}
	// One preset a line: short, and a change of one provider is a change of one line.
	var b bytes.Buffer
	head, err := json.Marshal(credits)
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(&b, "{\"credits\": %s,\n\"presets\": [\n", head)
	for i, p := range presets {
		line, err := json.Marshal(p)
		if err != nil {
			return nil, err
		}
		b.Write(line)
		if i < len(presets)-1 {
			b.WriteByte(',')
		}
		b.WriteByte('\n')
	}
	b.WriteString("]}\n")
	_, err = account.ParsePresets(b.Bytes())
	return b.Bytes(), err
}

func (f provider) preset() account.Preset {
	p := account.Preset{
		ID: f.ID, Name: f.Name, Kind: f.Kind, Username: f.Username, AppPasswordURL: f.AppPasswordURL, Steps: f.SetupSteps, Sources: f.Sources,
	}
	for _, d := range f.Domains {
		p.Domains = append(p.Domains, strings.ToLower(d))
	}
	for _, s := range f.SMTP {
		s.Host = strings.ReplaceAll(s.Host, "%EMAILDOMAIN%", "{domain}")
		p.Servers = append(p.Servers, s)
	}
	rank := map[mailing.Security]int{mailing.TLSOnConnect: 0, mailing.StartTLS: 1, mailing.Plain: 2}
	slices.SortStableFunc(p.Servers, func(a, b account.Server) int { return cmp.Compare(rank[a.Security], rank[b.Security]) })
	for _, l := range f.Limits {
		if converted, ok := l.convert(); ok {
			p.Limits = append(p.Limits, converted)
		}
	}
	grown, grows := growing(f.Limits)
	if grows {
		p.Limits = []account.Limit{grown}
	}
	p.Start.PerConnection, p.MaxConnections = f.PerSession, f.MaxConnections
	if s := f.Start; s != nil {
		p.Start.Gap, p.Start.Connections = time.Duration(s.GapMillis)*time.Millisecond, s.Connections
		for _, l := range []mailing.Limit{
			{N: s.PerMinute, Kind: mailing.Rolling, Span: time.Minute},
			{N: s.PerHour, Kind: mailing.Rolling, Span: time.Hour},
			{N: s.PerDay, Kind: mailing.Rolling, Span: 24 * time.Hour},
		} {
			if l.N > 0 {
				p.Start.Limits = append(p.Start.Limits, f.counted(l))
			}
		}
	}
	if grows { // a beginning below the first step is not needed: it begins there by itself
		p.Start.Limits = []mailing.Limit{grown.Limit}
	}
	return p
}

// counted is a limit to begin with, counted as the provider counts: by the calendar, from the last mail on, refilled.
func (f provider) counted(l mailing.Limit) mailing.Limit {
	for _, published := range f.Limits {
		converted, ok := published.convert()
		if !ok || time.Duration(published.Seconds)*time.Second != l.Span {
			continue
		}
		if converted.Kind != mailing.Rolling {
			l.Kind, l.Span, l.Zone = converted.Kind, converted.Span, converted.Zone
		}
		break // the first is the best known
	}
	return l
}

var age = regexp.MustCompile(`^contract age (?:over (\d+)|\d+-(\d+)) days$`)

// growing is the one limit that several for contracts of different ages make: 50 until the contract is 8 days old, and so on.
func growing(limits []limit) (account.Limit, bool) {
	var all account.Limit
	for _, l := range limits {
		found := age.FindStringSubmatch(l.Plan)
		converted, ok := l.convert()
		if found == nil || !ok {
			return all, false
		}
		steps := all.Steps
		all = converted
		all.Steps, all.Plan = steps, ""
		if last, err := strconv.Atoi(found[2]); err == nil { // its last day is one of those on which it holds
			all.Steps = append(all.Steps, mailing.Step{Until: last + 1, N: l.Count})
		}
	}
	return all, len(all.Steps) > 0
}

var refill = regexp.MustCompile(`refill (\d+)/h`)

// convert maps a limit onto one that the program can keep. Evenpost sends one message per recipient, so messages and
// recipients are the same number.
func (l limit) convert() (account.Limit, bool) {
	to := account.Limit{Plan: l.Plan, Evidence: l.Evidence, Source: l.Source, Note: l.Note}
	to.Limit = mailing.Limit{N: l.Count, Kind: mailing.Rolling, Span: time.Duration(l.Seconds) * time.Second}
	zone, isDay := strings.CutPrefix(l.Window, "calendar-day ")
	switch {
	case l.Unit != "recipients" && l.Unit != "messages":
		return to, false
	case isDay:
		to.Limit = mailing.Limit{N: l.Count, Kind: mailing.CalendarDay, Zone: zone}
	case l.Window == "after-last-send":
		to.Kind = mailing.AfterLast
	case l.Window == "token-bucket":
		to.Kind = mailing.Refill
		if perHour := refill.FindStringSubmatch(l.Plan); perHour != nil {
			if n, err := strconv.Atoi(perHour[1]); err == nil && n > 0 {
				to.Span = time.Duration(l.Count) * time.Hour / time.Duration(n)
			}
		}
	case l.Window == "unknown":
		to.Assumed = true
	case l.Window != "rolling":
		return to, false
	}
	return to, true
}
