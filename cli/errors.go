package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"evenpost/mailing"
	"evenpost/sender"
)

// misuse is a command that was called wrongly. Nothing has been done.
type misuse struct {
	cmd  *command // nil: none was recognised
	what string
}

func (e *misuse) Error() string { return e.what }

// stopped is work that came to rest before it was done.
type stopped struct{ why string }

func (e *stopped) Error() string { return e.why }

// Problem is an error with words of its own where those of mailing.Explain would be beside the point.
type Problem struct {
	Title string // what happened
	Do    string // what to do, or ""
	Err   error  // for the details, or nil
}

func (e *Problem) Error() string {
	if e.Err == nil {
		return e.Title
	}
	return e.Err.Error()
}

func (e *Problem) Unwrap() error { return e.Err }

// report is the one place that says errors to people.
func report(w io.Writer, err error) {
	var b strings.Builder
	for _, one := range apart(err) {
		say(&b, one)
	}
	io.WriteString(w, b.String()) //nolint:errcheck // nowhere to say that stderr is gone
}

func say(b *strings.Builder, err error) {
	var wrong *misuse
	var rest *stopped
	var own *Problem
	switch {
	case errors.As(err, &wrong):
		fmt.Fprintf(b, "evenpost: %s\n", wrong.what)
		if wrong.cmd == nil {
			b.WriteString("“evenpost help” lists the commands.\n")
			return
		}
		fmt.Fprintf(b, "Usage:  %s [flags]\n“evenpost help %s” says more.\n", wrong.cmd.usage(), wrong.cmd.name)
	case errors.As(err, &rest):
		fmt.Fprintf(b, "evenpost: %s\n", rest.why)
	case errors.As(err, &own):
		sentence(b, own.Title, own.Do)
		if own.Err != nil {
			details(b, own.Err.Error())
		}
	default:
		a := explain(err)
		sentence(b, a.Title, a.Do)
		details(b, err.Error())
	}
}

func sentence(b *strings.Builder, title, do string) {
	fmt.Fprintf(b, "evenpost: %s\n", strings.TrimSpace(title+" "+do))
}

func details(b *strings.Builder, raw string) {
	fmt.Fprintf(b, "(%s)\n", strings.Join(strings.Fields(raw), " "))
}

// explain finds the plain words for an error: what Evenpost itself found, then what a mail server said.
func explain(err error) mailing.Advice {
	a, known := mailing.Explain(err)
	said, byServer := sender.ServerReply(err)
	switch {
	case known:
		return a
	case byServer:
		return mailing.Advise(mailing.Judge(said, time.Now(), mailing.History{}))
	case errors.Is(err, context.DeadlineExceeded):
		return mailing.Advice{Title: "It took too long.", Do: "Try again."}
	}
	return a
}

// apart takes errors.Join apart, so that each problem gets its own sentence. An error that wraps two others in one
// sentence is left whole.
func apart(err error) []error {
	many, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return []error{err}
	}
	parts := many.Unwrap()
	texts := make([]string, len(parts))
	for i, p := range parts {
		texts[i] = p.Error()
	}
	if strings.Join(texts, "\n") != err.Error() {
		return []error{err}
	}
	var all []error
	for _, p := range parts {
		all = append(all, apart(p)...)
	}
	return all
}
