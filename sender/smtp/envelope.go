package smtp

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"evenpost/mailing"
)

// step is one command that a server answers, or the final dot.
type step struct {
	stage mailing.Stage
	cmd   string
	wait  time.Duration
}

const reset = "RSET"

// goesOn says whether the reply to a step lets the message go on.
func (st step) goesOn(code int) bool {
	if st.stage == mailing.StageData {
		return code == 354
	}
	return code/100 == 2
}

// refuses says whether the reply to a step is a refusal. What is neither is nothing that a mail server may say there.
func refuses(code int) bool { return code/100 == 4 || code/100 == 5 }

// envelope are the steps up to the content: sender, recipient, and the question whether the content may come. There is no
// telling them when the message or an address is nothing that this server could take: then the reply says why.
func (s *Session) envelope(from, to string, msg shape) ([]step, *mailing.Reply) {
	args, refused := s.arguments(from, to, msg)
	if refused != nil {
		return nil, refused
	}
	steps := make([]step, 0, 4)
	if s.dirty {
		steps = append(steps, step{mailing.StageMail, reset, s.wait.Mail})
	}
	return append(steps,
		step{mailing.StageMail, "MAIL FROM:<" + from + ">" + args, s.wait.Mail},
		step{mailing.StageRcpt, "RCPT TO:<" + to + ">", s.wait.Rcpt},
		step{mailing.StageData, "DATA", s.wait.Data},
	), nil
}

// arguments checks what can be known before a word is said, and writes the parameters of MAIL FROM.
func (s *Session) arguments(from, to string, msg shape) (string, *mailing.Reply) {
	var args strings.Builder
	for _, a := range []struct {
		address string
		stage   mailing.Stage
	}{{from, mailing.StageMail}, {to, mailing.StageRcpt}} {
		if a.address == "" || strings.ContainsFunc(a.address, func(r rune) bool {
			return unicode.IsControl(r) || unicode.IsSpace(r) || r == '<' || r == '>'
		}) {
			return "", &mailing.Reply{Stage: a.stage, Code: 501, Enhanced: "5.1.3", Text: "this address cannot be written in a mail"}
		}
		if !sevenBit([]byte(a.address)) {
			if !s.utf8 {
				return "", &mailing.Reply{
					Stage: a.stage, Code: 553, Enhanced: "5.6.7",
					Text: "the server does not take addresses with letters outside of ASCII before the @",
				}
			}
			if args.Len() == 0 {
				args.WriteString(" SMTPUTF8")
			}
		}
	}
	if s.maxSize > 0 && msg.size > s.maxSize {
		return "", &mailing.Reply{
			Stage: mailing.StageMail, Code: 552, Enhanced: "5.3.4",
			Text: fmt.Sprintf("message too big: it has %s, the server takes at most %s", megabytes(msg.size), megabytes(s.maxSize)),
		}
	}
	if s.sized {
		fmt.Fprintf(&args, " SIZE=%d", msg.size)
	}
	if s.eightBit && msg.eightBit {
		args.WriteString(" BODY=8BITMIME")
	}
	return args.String(), nil
}

func megabytes(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }
