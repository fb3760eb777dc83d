package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"evenpost/assets"
	"evenpost/mailing"
)

func explainCommands() []*command {
	return []*command{{
		name: "explain", args: "LINE", least: 1, most: -1, about: "says in plain words what a mail server's line means, and what to do",
		more: "LINE is copied from an error, a log or a mail that came back, with its codes or without; “-” reads it from standard input.\n" +
			"--stage says when it came, if you know: " + strings.Join(stageNames(), ", ") + ".",
		define: explainLine,
	}}
}

// stageNames are the stages that a line can come at.
func stageNames() []string {
	return []string{"connect", "greeting", "tls", "login", "mail", "rcpt", "data", "dot", "bounce"}
}

type explainJSON struct {
	Kind        string       `json:"kind"`
	Scope       string       `json:"scope"`
	Side        string       `json:"side"` // account or recipient
	Permanent   bool         `json:"permanent"`
	WaitSeconds int          `json:"wait_seconds"`
	Until       *string      `json:"until"`
	NeedsUser   bool         `json:"needs_user"`
	Fewer       bool         `json:"fewer_connections"`
	Stage       string       `json:"stage"` // given or guessed; "" when it does not matter
	Code        int          `json:"code"`
	Enhanced    string       `json:"enhanced"`
	Text        string       `json:"text"`
	Limit       *taughtLimit `json:"limit"`
	Title       string       `json:"title"`
	Whose       string       `json:"whose"`
	Do          string       `json:"do"`
	Self        string       `json:"self"`
	Notes       []string     `json:"notes"`
}

// taughtLimit is what the line tells of a limit; what it does not tell is 0.
type taughtLimit struct {
	Limit         int `json:"limit"`
	Used          int `json:"used"`
	WindowSeconds int `json:"window_seconds"`
	PerConnection int `json:"per_connection"`
	Connections   int `json:"connections"`
}

func explainLine(f *flags) func(*call) error {
	f.canJSON()
	stage := f.String("stage", "", "when it was said, `S`: one of the names above; guessed when it is not given")
	language := f.String("lang", "en", "the language of the answer: `en` or de")
	return func(c *call) error {
		if *stage != "" && !slices.Contains(stageNames(), *stage) {
			return c.misused("--stage is one of: %s", strings.Join(stageNames(), ", "))
		}
		speak, err := speakerOf(*language)
		if err != nil {
			return c.misused("--lang is en or de")
		}
		line := strings.Join(c.args, " ")
		if line == "-" {
			read, err := io.ReadAll(io.LimitReader(c.env.Stdin, 1<<20))
			if err != nil {
				return fmt.Errorf("cli: read the line: %w", err)
			}
			line = string(read)
		}
		if strings.TrimSpace(line) == "" {
			return c.misused("the line is empty")
		}
		now := time.Now()
		reply := mailing.ReadLine(line, mailing.Stage(*stage))
		out := explained(reply, mailing.Judge(reply, now, mailing.History{}), speak)
		return c.show(out, func(w io.Writer) { writeExplained(w, out, speak, now) })
	}
}

func explained(r mailing.Reply, v mailing.Verdict, speak speaker) explainJSON {
	a := mailing.AdviseOn(v, r)
	out := explainJSON{
		Kind: string(v.Kind), Scope: string(v.Scope), Side: "recipient", Permanent: v.Permanent, WaitSeconds: int(v.Wait / time.Second), Until: stamp(v.Until),
		NeedsUser: v.NeedsUser, Fewer: v.Fewer, Stage: string(r.Stage), Code: r.Code, Enhanced: r.Enhanced, Text: plain(r.Text),
		Title: speak(a.Title, nil), Whose: speak(a.Whose, nil), Do: speak(a.Do, nil), Self: speak(a.Self, nil), Notes: []string{},
	}
	if v.Scope.OfAccount() {
		out.Side = "account"
	}
	if l := v.Teaches; l != (mailing.Lesson{}) {
		out.Limit = &taughtLimit{l.Limit, l.Used, int(l.Window / time.Second), l.PerConnection, l.Connections}
	}
	for _, n := range a.Notes {
		out.Notes = append(out.Notes, plain(speak(n.Text, n.Facts)))
	}
	return out
}

func writeExplained(w io.Writer, e explainJSON, speak speaker, now time.Time) {
	fmt.Fprintf(w, "%s\n\n", e.Title)
	line := func(label, text string) {
		if text != "" {
			fmt.Fprintf(w, "%s %s\n", speak(label, nil), text)
		}
	}
	line("Whose problem:", e.Whose)
	line("What to do:", e.Do)
	line("What Evenpost does:", e.Self)
	line("What the line says:", strings.Join(e.Notes, " "))
	switch {
	case e.Until != nil:
		if t, err := time.Parse(time.RFC3339, *e.Until); err == nil {
			line("When it is over:", t.In(now.Location()).Format("2006-01-02 15:04"))
		}
	case e.WaitSeconds > 0:
		line("When it is over:", speak("in about {{.Span}}", map[string]any{"Span": spanShort(time.Duration(e.WaitSeconds) * time.Second)}))
	case e.Permanent:
		line("When it is over:", speak("not by itself", nil))
	}
	line("Kind:", fmt.Sprintf("%s (%s)", e.Kind, e.Scope))
}

// spanShort writes a length of time as in "4 h" or "45 min".
func spanShort(d time.Duration) string {
	switch {
	case d >= 48*time.Hour:
		return fmt.Sprintf("%d d", d/(24*time.Hour))
	case d >= time.Hour:
		return strings.TrimSuffix(fmt.Sprintf("%d h %d min", d/time.Hour, d%time.Hour/time.Minute), " 0 min")
	case d >= time.Minute:
		return strings.TrimSuffix(fmt.Sprintf("%d min %d s", d/time.Minute, d%time.Minute/time.Second), " 0 s")
	}
	return fmt.Sprintf("%d s", d/time.Second)
}

// speaker says an English string in a language, with what stands for its {{.Names}}.
type speaker func(english string, facts map[string]any) string

// speakerOf reads the words that the window speaks too.
func speakerOf(language string) (speaker, error) {
	words := map[string]string{}
	switch language {
	case "en":
	case "de":
		for _, name := range []string{"translations/de.json", "translations/replies.de.json"} {
			b, err := assets.Translations.ReadFile(name)
			if err != nil {
				return nil, fmt.Errorf("cli: words: %w", err)
			}
			var file map[string]json.RawMessage // some are forms for one and for many, which are not needed here
			if err := json.Unmarshal(b, &file); err != nil {
				return nil, fmt.Errorf("cli: words: %w", err)
			}
			for english, raw := range file {
				var s string
				if json.Unmarshal(raw, &s) == nil {
					words[english] = s
				}
			}
		}
	default:
		return nil, fmt.Errorf("%w: language %q", mailing.ErrInvalid, language)
	}
	return func(english string, facts map[string]any) string {
		s := english
		if in, ok := words[english]; ok {
			s = in
		}
		pairs := make([]string, 0, 2*len(facts))
		for name, fact := range facts {
			pairs = append(pairs, "{{."+name+"}}", fmt.Sprint(fact))
		}
		return strings.NewReplacer(pairs...).Replace(s) // one pass: what a fact holds is not looked at again
	}, nil
}
