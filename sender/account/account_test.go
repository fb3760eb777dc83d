package account

import (
	"context"
	"errors"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/zalando/go-keyring"

	"evenpost/mailing"
)

func shipped(t *testing.T) Presets {
	t.Helper()
	data, err := os.ReadFile("../../assets/presets.json")
	if err != nil {
		t.Fatal(err)
	}
	p, err := ParsePresets(data) // checks hosts, ports, limits and sources
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestShippedPresets(t *testing.T) {
	t.Parallel()
	p := shipped(t)
	if len(p.All()) < 170 || len(p.Credits) == 0 || !strings.Contains(p.Credits[0], "MPL") && !strings.Contains(p.Credits[0], "Mozilla Public License") {
		t.Fatalf("%d presets, credits %q", len(p.All()), p.Credits)
	}
	for _, preset := range p.All() {
		for _, source := range preset.Sources {
			if !strings.HasPrefix(source, "https://") && !strings.HasPrefix(source, "http://") {
				t.Errorf("%s: source %q", preset.ID, source)
			}
		}
		for _, l := range preset.Limits {
			if !strings.HasPrefix(l.Source, "http") {
				t.Errorf("%s: %s has the source %q", preset.ID, l.Limit, l.Source)
			}
		}
		a := preset.Account(mailing.Mailbox{Address: "anna@example.at"})
		if len(a.Limits) == 0 || a.Connections < 1 || a.Gap <= 0 || a.Preset != preset.ID || strings.Contains(a.Host, "{domain}") {
			t.Errorf("%s: %+v", preset.ID, a)
		}
		if a.AllowPlain {
			t.Errorf("%s: a preset never allows a plain connection", preset.ID)
		}
	}
}

func TestSuggest(t *testing.T) {
	t.Parallel()
	p := shipped(t)
	for address, id := range map[string]string{
		"anna@gmail.com": "gmail", "Anna@GoogleMail.com": "gmail", "a@gmx.at": "gmx-net", "x@unheard-of.example": "", "gmail.com": "", "": "",
	} {
		got, ok := p.Suggest(address)
		if got.ID != id || ok != (id != "") {
			t.Errorf("%q: %q %v, want %q", address, got.ID, ok, id)
		}
	}
	gmail, _ := p.ByID("gmail")
	a := gmail.Account(mailing.Mailbox{Name: "Anna", Address: "anna@gmail.com"})
	want := mailing.Account{
		Name: "anna@gmail.com", Host: "smtp.gmail.com", Port: 465, Security: mailing.TLSOnConnect, Username: "anna@gmail.com",
		From:   mailing.Mailbox{Name: "Anna", Address: "anna@gmail.com"},
		Limits: []mailing.Limit{{N: 400, Kind: mailing.Rolling, Span: 24 * time.Hour}}, Connections: 1, Gap: 3 * time.Second, Preset: "gmail",
	}
	if !reflect.DeepEqual(a, want) {
		t.Errorf("got %+v\nwant %+v", a, want)
	}
	if _, ok := p.ByID("nobody"); ok {
		t.Error("an id that does not exist is found")
	}
}

func TestBadPresets(t *testing.T) {
	t.Parallel()
	const good = `"id":"a","name":"A","kind":"mailbox","sources":["https://a.example"],"username":"email"`
	const server = `"servers":[{"host":"mail.a.example","port":465,"security":"tls"}]`
	for name, text := range map[string]string{
		"no JSON":   `{`,
		"no server": `{"presets":[{` + good + `}]}`,
		"no port":   `{"presets":[{` + good + `,"servers":[{"host":"a","security":"tls"}]}]}`,
		"security":  `{"presets":[{` + good + `,"servers":[{"host":"a","port":25,"security":"maybe"}]}]}`,
		"no source": `{"presets":[{` + good + `,` + server + `,"limits":[{"limit":"5/24h","evidence":"secondary"}]}]}`,
		"bad limit": `{"presets":[{` + good + `,` + server + `,"limits":[{"limit":"5/day","evidence":"x","source":"https://a"}]}]}`,
		"bad start": `{"presets":[{` + good + `,` + server + `,"start":{"limits":["many"]}}]}`,
		"twice":     `{"presets":[{` + good + `,` + server + `},{` + good + `,` + server + `}]}`,
	} {
		if _, err := ParsePresets([]byte(text)); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

// The keyring library has one provider for the whole process: these tests do not run in parallel.
func TestKeychain(t *testing.T) {
	keyring.MockInit()
	ctx, k := t.Context(), Keychain{}
	anna := mailing.Account{Username: "anna@example.at", Host: "mail.example.at"}
	other := mailing.Account{Username: "anna@example.at", Host: "mail.example.org"}
	if _, err := k.Get(ctx, anna); !errors.Is(err, mailing.ErrNoPassword) {
		t.Error(err)
	}
	if err := k.Set(ctx, anna, "s3cret"); err != nil {
		t.Fatal(err)
	}
	if got, err := k.Get(ctx, anna); got != "s3cret" || err != nil {
		t.Error(got, err)
	}
	if _, err := k.Get(ctx, other); !errors.Is(err, mailing.ErrNoPassword) {
		t.Error(err)
	}
	for range 2 { // the second time there is none, which is as good
		if err := k.Delete(ctx, anna); err != nil {
			t.Error(err)
		}
	}
	keyring.MockInitWithError(errors.New("no bus"))
	if err := k.Set(ctx, anna, "s3cret"); !errors.Is(err, mailing.ErrNoKeychain) || strings.Contains(fmt.Sprint(err), "s3cret") {
		t.Error(err)
	}
}

func TestKeychainThatHangs(t *testing.T) {
	t.Parallel()
	hang := make(chan struct{})
	defer close(hang)
	call := func() (string, error) { <-hang; return "", nil }
	k := Keychain{patience: 10 * time.Millisecond}
	if _, err := k.ask(t.Context(), call); !errors.Is(err, mailing.ErrNoKeychain) {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := (Keychain{}).ask(ctx, call); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
