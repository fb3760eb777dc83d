package throttle

import (
	"fmt"
	"time"

	"github.com/emersion/go-smtp"
)

// Stage is where in the conversation the server looks at what is saved up.
type Stage int

// The stages.
const (
	AtMail Stage = iota
	AtRcpt
	AtDot
)

// Refusal is what a server says that wants no more for now.
type Refusal struct {
	Stage    Stage
	Code     int
	Enhanced smtp.EnhancedCode
	Text     string
	HangUp   bool // behind it
}

// What providers say.
var (
	// TooMuchMail is Postfix's.
	TooMuchMail = Refusal{AtMail, 450, smtp.EnhancedCode{4, 7, 1}, "Error: too much mail from 203.0.113.5", false}
	// SlowDown is Microsoft Exchange's.
	SlowDown = Refusal{AtMail, 421, smtp.EnhancedCode{4, 4, 2}, "Message submission rate for this client has exceeded the configured limit", true}
	// UnusualRate is Google's.
	UnusualRate = Refusal{
		AtMail, 421,
		smtp.EnhancedCode{4, 7, 28},
		"Gmail has detected an unusual rate of email. To protect our users from spam, email has been temporarily rate limited.", true,
	}
	// MaximumRate is that of Amazon SES.
	MaximumRate = Refusal{AtDot, 454, smtp.NoEnhancedCode, "Throttling failure: Maximum sending rate exceeded.", false}
	// RateLimit is what smaller hosts say.
	RateLimit = Refusal{AtRcpt, 452, smtp.EnhancedCode{4, 5, 3}, "rate limit exceeded", false}
	// ConnectionUsed is Yahoo's at the end of a connection's share.
	ConnectionUsed = Refusal{AtMail, 421, smtp.NoEnhancedCode, "Max message per connection reached, closing transmission channel", true}
	// Crowd is what is said at the door to a connection that is one too many, by Orange and others.
	Crowd = Refusal{Code: 421, Enhanced: smtp.EnhancedCode{4, 3, 2}, Text: "Too many connections, slow down.", HangUp: true}
)

// Until is a refusal that says how long to wait.
func (r Refusal) Until(wait time.Duration) Refusal {
	r.Text += fmt.Sprintf(" Try again in %.0f seconds.", wait.Seconds())
	return r
}

func (r Refusal) reply() *smtp.SMTPError {
	return &smtp.SMTPError{Code: r.Code, EnhancedCode: r.Enhanced, Message: r.Text}
}

// line is the refusal as it goes over the wire.
func (r Refusal) line() string {
	if r.Enhanced == smtp.NoEnhancedCode {
		return fmt.Sprintf("%d %s\r\n", r.Code, r.Text)
	}
	return fmt.Sprintf("%d %d.%d.%d %s\r\n", r.Code, r.Enhanced[0], r.Enhanced[1], r.Enhanced[2], r.Text)
}
