// Package account knows what it takes to send with a provider: servers, sign-in, limits and a careful start; and where
// passwords are kept.
package account

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"evenpost/mailing"
)

// Presets is the catalogue of providers. The zero value knows none.
type Presets struct {
	// Credits says whose work the catalogue builds on; it is shown where licences are.
	Credits []string

	all      []Preset // as in the file: well-known ones first
	byID     map[string]int
	byDomain map[string]int
}

// Preset is what is known about a provider.
type Preset struct {
	ID             string   `json:"id"`
	Name           string   `json:"name"`
	Kind           string   `json:"kind"` // mailbox, relay or generic
	Domains        []string `json:"domains,omitempty"`
	Servers        []Server `json:"servers"`                    // the best protected first
	Username       string   `json:"username"`                   // how the login name is formed: email, local-part, literal:NAME or something only the user knows
	AppPasswordURL string   `json:"app_password_url,omitempty"` // where a password for programs is made
	Steps          []string `json:"steps,omitempty"`            // what to set up at the provider first
	Limits         []Limit  `json:"limits,omitempty"`
	Start          Start    `json:"start,omitzero"`
	MaxConnections int      `json:"max_connections,omitempty"` // at most so many at once; 0: nothing is known
	Sources        []string `json:"sources"`
}

// Server is a way to hand mail in. Host may contain {domain}, the part of the user's address after the @, and other
// words in braces that the user must fill in.
type Server struct {
	Host     string           `json:"host"`
	Port     int              `json:"port"`
	Security mailing.Security `json:"security"`
}

// Limit is a published limit with where it was found. Several limits of one preset may belong to different plans.
type Limit struct {
	mailing.Limit `json:"limit"`

	Plan     string `json:"plan,omitempty"`
	Evidence string `json:"evidence"` // provider-doc, secondary or unverified
	Source   string `json:"source"`
	Note     string `json:"note,omitempty"`
	// Assumed says that the provider does not tell how it counts. Rolling then is the careful reading: who keeps to it
	// keeps to every other window of that length as well.
	Assumed bool `json:"assumed,omitempty"`
}

// Start is a careful beginning with an account. Users raise it when they know their account better.
type Start struct {
	Limits        []mailing.Limit
	Gap           time.Duration
	Connections   int
	PerConnection int // messages; 0: any number
}

// carefulStart is for providers about whose limits nothing is known.
func carefulStart() Start {
	return Start{
		Limits: []mailing.Limit{{N: 50, Kind: mailing.Rolling, Span: time.Hour}, {N: 200, Kind: mailing.Rolling, Span: 24 * time.Hour}},
		Gap:    5 * time.Second, Connections: 1,
	}
}

// ParsePresets reads the catalogue and checks all of it.
func ParsePresets(data []byte) (Presets, error) {
	var file struct {
		Credits []string `json:"credits"`
		Presets []Preset `json:"presets"`
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return Presets{}, fmt.Errorf("account: presets: %w", err)
	}
	p := Presets{Credits: file.Credits, all: file.Presets, byID: map[string]int{}, byDomain: map[string]int{}}
	for i, preset := range p.all {
		if err := preset.check(); err != nil {
			return Presets{}, fmt.Errorf("account: preset %q: %w", preset.ID, err)
		}
		if _, twice := p.byID[preset.ID]; twice {
			return Presets{}, fmt.Errorf("account: preset %q: %w", preset.ID, mailing.ErrExists)
		}
		p.byID[preset.ID] = i
		for _, d := range preset.Domains {
			if _, taken := p.byDomain[d]; !taken { // the first is the better known
				p.byDomain[d] = i
			}
		}
	}
	return p, nil
}

func (p Preset) check() error {
	if p.ID == "" || p.Name == "" || len(p.Servers) == 0 || len(p.Sources) == 0 {
		return fmt.Errorf("%w: it needs an id, a name, a server and a source", mailing.ErrInvalid)
	}
	for _, s := range p.Servers {
		known := s.Security == mailing.TLSOnConnect || s.Security == mailing.StartTLS || s.Security == mailing.Plain
		if s.Host == "" || strings.ContainsAny(s.Host, " /:%") || s.Port < 1 || s.Port > 65535 || !known {
			return fmt.Errorf("%w: server %+v", mailing.ErrInvalid, s)
		}
	}
	for _, l := range p.Limits {
		if l.Source == "" || l.Evidence == "" {
			return fmt.Errorf("%w: the limit %s has no source", mailing.ErrInvalid, l.Limit)
		}
	}
	return nil
}

// All lists the presets, well-known ones first.
func (p Presets) All() []Preset { return slices.Clone(p.all) }

// ByID finds a preset by its id.
func (p Presets) ByID(id string) (Preset, bool) {
	i, ok := p.byID[id]
	if !ok {
		return Preset{}, false
	}
	return p.all[i], true
}

// Suggest finds the provider of an address by its domain.
func (p Presets) Suggest(address string) (Preset, bool) {
	i, ok := p.byDomain[strings.ToLower(mailing.Domain(address))]
	if !ok || !strings.Contains(address, "@") {
		return Preset{}, false
	}
	return p.all[i], true
}

// Account fills in what the preset knows for somebody with this address: server, login name, limits and pace. What only
// the user knows stays empty or in braces.
func (p Preset) Account(from mailing.Mailbox) mailing.Account {
	a := mailing.Account{Name: from.Address, From: from, Preset: p.ID}
	if len(p.Servers) > 0 {
		s := p.Servers[0]
		a.Host, a.Port, a.Security = strings.ReplaceAll(s.Host, "{domain}", mailing.Domain(from.Address)), s.Port, s.Security
	}
	local, _, _ := strings.Cut(from.Address, "@")
	switch literal, isLiteral := strings.CutPrefix(p.Username, "literal:"); {
	case isLiteral:
		a.Username = literal
	case p.Username == "email":
		a.Username = from.Address
	case p.Username == "local-part":
		a.Username = local
	}
	start, careful := p.Start, carefulStart()
	if len(start.Limits) == 0 {
		start.Limits = careful.Limits
	}
	if start.Gap == 0 {
		start.Gap = careful.Gap
	}
	a.Limits, a.Gap, a.Connections = slices.Clone(start.Limits), start.Gap, max(1, start.Connections)
	a.PerConnection = start.PerConnection
	return a
}
