package postfix

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// Limits are what Postfix's anvil lets one client do in a stretch of time. What is zero is not limited.
type Limits struct {
	Every       time.Duration // whole seconds
	Messages    int
	Recipients  int
	Connections int // begun
	AtOnce      int // connections
}

func (l *Limits) mainCF() []string {
	return []string{
		fmt.Sprintf("anvil_rate_time_unit = %.0fs", l.Every.Seconds()),
		fmt.Sprintf("smtpd_client_message_rate_limit = %d", l.Messages),
		fmt.Sprintf("smtpd_client_recipient_rate_limit = %d", l.Recipients),
		fmt.Sprintf("smtpd_client_connection_rate_limit = %d", l.Connections),
		fmt.Sprintf("smtpd_client_connection_count_limit = %d", l.AtOnce),
		// Otherwise this computer may do anything.
		"smtpd_client_event_limit_exceptions =",
	}
}

// Permitted is how many messages Postfix takes in such a time. It counts in windows, the first of which begins with the
// first message, and looks at whole seconds: a new one begins once more than Every has passed, and that is a second later.
func (l *Limits) Permitted(d time.Duration) float64 {
	window := l.Every + time.Second
	return float64(min(orMany(l.Messages), orMany(l.Recipients))) * d.Seconds() / window.Seconds()
}

func orMany(n int) int {
	if n == 0 {
		return 1 << 30
	}
	return n
}

// overLimit is what Postfix logs whenever it refuses a client's command for one of the limits.
var overLimit = regexp.MustCompile(`warning: (?:Message delivery request|Recipient address|Connection) (?:rate|concurrency) limit exceeded`)

// Refusals is how often a client was refused for a limit so far.
func (s *Server) Refusals() int {
	return len(overLimit.FindAllStringIndex(s.Log(), -1))
}

// Queued is how many messages have been taken so far, delivered or not.
func (s *Server) Queued() int {
	text, err := os.ReadFile(filepath.Join(s.dir, "mail.log"))
	if err != nil {
		s.t.Fatalf("the log of Postfix: %v", err)
	}
	return strings.Count(string(text), ": message-id=<")
}
