package main

import (
	"encoding/json"
	"testing"

	"evenpost/mailing"
	"evenpost/sender/account"
)

const facts = `[
{"id":"second","name":"Second","kind":"mailbox","domains":["B.example"],"tier":2,"username":"email","sources":["https://b.example"],
 "smtp":[{"host":"plain.b.example","port":25,"security":"none"},{"host":"mail.%EMAILDOMAIN%","port":587,"security":"starttls"},{"host":"b.example","port":465,"security":"tls"}]},
{"id":"none","name":"No server","kind":"mailbox","tier":1,"sources":["https://n.example"],"smtp":[]},
{"id":"first","name":"First","kind":"mailbox","tier":1,"username":"email","sources":["https://a.example"],
 "smtp":[{"host":"a.example","port":465,"security":"tls"}],
 "limits":[
  {"count":500,"per_seconds":86400,"unit":"recipients","window":"rolling","evidence":"provider-doc","source":"https://a.example/1"},
  {"count":90,"per_seconds":3600,"unit":"messages","window":"unknown","evidence":"secondary","source":"https://a.example/2"},
  {"count":7,"per_seconds":86400,"unit":"recipients","window":"calendar-day America/New_York","evidence":"secondary","source":"https://a.example/3"},
  {"count":1,"per_seconds":86400,"unit":"recipients","window":"after-last-send","evidence":"secondary","source":"https://a.example/4"},
  {"count":2,"per_seconds":86400,"unit":"external-recipients","window":"rolling","evidence":"secondary","source":"https://a.example/5"}],
 "suggested_start":{"per_day":400,"per_minute":20,"gap_ms":3000,"connections":2}}]`

// How the provider counts is kept for the careful beginning, and limits by the age of the contract become one.
func TestConvertCountsAsTheProviderDoes(t *testing.T) {
	t.Parallel()
	out, err := convert([]byte(`[
{"id":"aged","name":"A","kind":"mailbox","tier":1,"sources":["https://a.example"],"smtp":[{"host":"a.example","port":465,"security":"tls"}],
 "max_messages_per_session":10,"max_connections":3,"suggested_start":{"per_hour":40},"limits":[
  {"count":50,"per_seconds":3600,"unit":"recipients","window":"unknown","evidence":"x","source":"https://a.example","plan":"contract age 0-7 days"},
  {"count":100,"per_seconds":3600,"unit":"recipients","window":"unknown","evidence":"x","source":"https://a.example","plan":"contract age over 7 days"}]},
{"id":"last","name":"B","kind":"mailbox","tier":1,"sources":["https://b.example"],"smtp":[{"host":"b.example","port":465,"security":"tls"}],
 "suggested_start":{"per_day":230},"limits":[{"count":250,"per_seconds":86400,"unit":"recipients","window":"after-last-send","evidence":"x","source":"https://b.example"}]},
{"id":"refill","name":"C","kind":"mailbox","tier":1,"sources":["https://c.example"],"smtp":[{"host":"c.example","port":465,"security":"tls"}],
 "limits":[{"count":500,"per_seconds":86400,"unit":"recipients","window":"token-bucket","evidence":"x","source":"https://c.example","plan":"Plus (refill 20/h)"}]}]`))
	if err != nil {
		t.Fatal(err)
	}
	p, err := account.ParsePresets(out)
	if err != nil {
		t.Fatal(err)
	}
	aged, _ := p.ByID("aged")
	last, _ := p.ByID("last")
	refilled, _ := p.ByID("refill")
	a := aged.Account(mailing.Mailbox{Address: "x@a.example"})
	if len(a.Limits) != 1 || a.Limits[0].String() != "50<8d,100/hour" || a.PerConnection != 10 || aged.MaxConnections != 3 {
		t.Errorf("%+v", a)
	}
	if last.Start.Limits[0].String() != "230/24h,after-last" || refilled.Limits[0].String() != "500/25h,refill" {
		t.Errorf("%+v, %+v", last.Start, refilled.Limits)
	}
}

func TestConvert(t *testing.T) {
	t.Parallel()
	out, err := convert([]byte(facts))
	if err != nil {
		t.Fatal(err)
	}
	p, err := account.ParsePresets(out)
	if err != nil || len(p.All()) != 2 || p.All()[0].ID != "first" || len(p.Credits) == 0 {
		t.Fatalf("%v\n%s", err, out)
	}
	first := p.All()[0]
	var limits []string
	for _, l := range first.Limits {
		text := l.String()
		if l.Assumed {
			text += " assumed"
		}
		limits = append(limits, text)
	}
	if got, _ := json.Marshal(limits); string(got) != `["500/24h","90/hour assumed","7/day@America/New_York","1/24h,after-last"]` {
		t.Errorf("%s", got)
	}
	if s := first.Start; len(s.Limits) != 2 || s.Limits[0].String() != "20/minute" || s.Limits[1].String() != "400/24h" || s.Gap.Seconds() != 3 || s.Connections != 2 {
		t.Errorf("%+v", s)
	}
	second, ok := p.Suggest("x@b.example")
	if !ok || second.Servers[0].Security != mailing.TLSOnConnect || second.Servers[1].Host != "mail.{domain}" || second.Servers[2].Security != mailing.Plain {
		t.Errorf("%+v", second)
	}
}
