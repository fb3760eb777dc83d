package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"evenpost/cli"
)

// explain runs the command in a world without a data folder.
func explain(t *testing.T, stdin string, args ...string) (code int, out string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code = cli.Run(t.Context(), cli.Env{
		Args: append([]string{"explain"}, args...), Stdin: strings.NewReader(stdin), Stdout: &stdout, Stderr: &stderr, Getenv: func(string) string { return "" },
		Open: func(context.Context, string) (*cli.Services, error) {
			t.Error("a data folder was opened")
			return nil, errors.New("none")
		},
	})
	return code, stdout.String() + stderr.String()
}

func TestExplainReadsWhatPeoplePaste(t *testing.T) {
	type answer struct {
		Kind, Scope, Side, Stage, Enhanced, Text string
		Code, WaitSeconds                        int
		Title, Whose, Do, Self                   string
		Limit                                    *struct{ Limit, Used int }
	}
	for name, c := range map[string]struct {
		line, kind, side, stage string
		code                    int
		args                    []string
	}{
		"several lines":     {"550-5.4.5 Daily user sending limit exceeded. For more information on Gmail\n550-5.4.5 sending limits go to\n550 5.4.5 https://support.google.com/a/answer/166852 - gsmtp", "quota", "account", "", 550, nil},
		"a bounce":          {"Final-Recipient: rfc822; anna@example.com\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 <anna@example.com>: Recipient address rejected:\n    User unknown\n\nReturn-Path: <x@y.at>", "hard-bounce", "recipient", "bounce", 550, nil},
		"Postfix's log":     {"Mar  3 10:00:00 mx postfix/smtp[123]: 4XyZ12: to=<a@b.at>, relay=mx.b.at[192.0.2.1]:25, delay=450, dsn=4.2.2, status=deferred (host mx.b.at[192.0.2.1] said: 452 4.2.2 The email account is over quota (in reply to RCPT TO command))", "mailbox-full", "recipient", "bounce", 452, nil},
		"a program's words": {`Expected response code "250" but got code "451", with message "451-Requested action aborted 451 Mails per session limit"`, "throttle", "account", "", 451, nil},
		"without a code":    {"Greylisted for 300 seconds", "greylist", "recipient", "", 0, nil},
		"a login":           {"535 5.7.8 Error: authentication failed", "auth", "account", "login", 535, nil},
		"the stage is told": {"554 no service for you", "blocked", "account", "greeting", 554, []string{"--stage", "greeting"}},
	} {
		t.Run(name, func(t *testing.T) {
			code, out := explain(t, c.line, append(append([]string{"--json"}, c.args...), "-")...)
			var a answer
			if err := json.Unmarshal([]byte(out), &a); err != nil || code != cli.Done {
				t.Fatalf("%d %v: %s", code, err, out)
			}
			if a.Kind != c.kind || a.Side != c.side || a.Stage != c.stage || a.Code != c.code {
				t.Errorf("%+v", a)
			}
			if a.Title == "" || a.Whose == "" || a.Do == "" || a.Self == "" || strings.Contains(a.Text, "\n") {
				t.Errorf("%+v", a)
			}
		})
	}
}

func TestExplainInWords(t *testing.T) {
	code, out := explain(t, "", "550 5.7.1 Sie haben Ihr stündliches Versandlimit von 200 E-Mails erreicht. Bitte versuchen Sie es in 45 Minuten erneut.", "--lang", "de")
	for _, want := range []string{"Das Sendelimit Ihres Kontos ist aufgebraucht.", "Wessen Problem:", "Der Server erlaubt 200.", "in etwa 45 min", "quota (account)"} {
		if code != cli.Done || !strings.Contains(out, want) {
			t.Errorf("no %q in:\n%s", want, out)
		}
	}
	if code, out := explain(t, "", "421", "too", "many", "connections"); code != cli.Done || !strings.Contains(out, "fewer connections") {
		t.Errorf("%d: %s", code, out)
	}
	for _, args := range [][]string{{}, {"x", "--lang", "fr"}, {"x", "--stage", "lunch"}, {"-"}} {
		if code, out := explain(t, "", args...); code != cli.Misused {
			t.Errorf("%v: %d %s", args, code, out)
		}
	}
}
