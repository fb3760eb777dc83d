package smtptest

import (
	"strconv"
	"strings"
	"time"

	gosmtp "github.com/emersion/go-smtp"

	"evenpost/mailing"
)

type tlsMode int

const (
	implicitTLS tlsMode = iota + 1
	startTLS
)

type options struct {
	reject     map[string]*gosmtp.SMTPError
	replies    []rule
	deferFor   map[string]int
	dropFor    map[string]bool
	dropEvery  int
	dropAt     mailing.Stage
	busyAfter  int
	busyText   string
	slow       map[mailing.Stage]time.Duration
	perSession int
	user, pass string
	tls        tlsMode
	cert       certKind
	greeting   string
	maxSize    int64
	utf8       bool
	perSecond  float64
	burst      float64
	logPath    string
}

type rule struct {
	stage mailing.Stage
	from  int // the how manieth message it begins with
	count int // for how many; 0: for ever
	err   *gosmtp.SMTPError
}

// Option is a way in which a server behaves.
type Option func(*options)

func reply(code int, enhanced, text string) *gosmtp.SMTPError {
	e := &gosmtp.SMTPError{Code: code, EnhancedCode: gosmtp.NoEnhancedCode, Message: text}
	if parts := strings.Split(enhanced, "."); len(parts) == 3 {
		for i, p := range parts {
			e.EnhancedCode[i], _ = strconv.Atoi(p)
		}
	}
	return e
}

// RejectRecipient refuses RCPT TO for an address.
func RejectRecipient(address string, code int, enhanced, text string) Option {
	return func(o *options) { o.reject[strings.ToLower(address)] = reply(code, enhanced, text) }
}

// RejectAt answers with a refusal at a stage (mail, rcpt, data or dot; data is refused with the dot's reply, login with
// the login's), to every message.
func RejectAt(stage mailing.Stage, code int, enhanced, text string) Option {
	return RejectSome(stage, 0, 0, code, enhanced, text)
}

// RejectSome refuses at a stage the count messages after the first from; count 0 means all of them.
func RejectSome(stage mailing.Stage, from, count, code int, enhanced, text string) Option {
	return func(o *options) {
		o.replies = append(o.replies, rule{stage: stage, from: from, count: count, err: reply(code, enhanced, text)})
	}
}

// Defer refuses an address the first n times with 450 and takes it afterwards (greylisting).
func Defer(address string, n int) Option {
	return func(o *options) { o.deferFor[strings.ToLower(address)] = n }
}

// DropAfterDot takes the message to an address and hangs up without a reply.
func DropAfterDot(address string) Option {
	return func(o *options) { o.dropFor[strings.ToLower(address)] = true }
}

// DropEvery hangs up without a reply after every n-th final dot. The message counts as accepted.
func DropEvery(n int) Option { return func(o *options) { o.dropEvery = n } }

// DropAtStage hangs up at a stage: greeting, login, mail, rcpt, data (inside the content) or dot (the content is thrown
// away).
func DropAtStage(stage mailing.Stage) Option { return func(o *options) { o.dropAt = stage } }

// Reply421 answers 421 to MAIL FROM once n messages were tried over all sessions, and hangs up.
func Reply421(n int, text string) Option {
	return func(o *options) { o.busyAfter, o.busyText = n, text }
}

// MaxPerSession answers 421 to MAIL FROM of the message after the n-th of a session, and hangs up.
func MaxPerSession(n int) Option { return func(o *options) { o.perSession = n } }

// SlowAt lets the server think before its reply at a stage.
func SlowAt(stage mailing.Stage, d time.Duration) Option {
	return func(o *options) { o.slow[stage] = d }
}

// Auth asks for a login.
func Auth(user, pass string) Option { return func(o *options) { o.user, o.pass = user, pass } }

// TLS encrypts from the first byte, with a certificate for 127.0.0.1 from an authority of the test's own (Roots).
func TLS() Option { return func(o *options) { o.tls = implicitTLS } }

// StartTLS offers STARTTLS.
func StartTLS() Option { return func(o *options) { o.tls = startTLS } }

// WrongHost gives the server a certificate for another name.
func WrongHost() Option { return func(o *options) { o.cert = wrongHost } }

// Expired gives the server a certificate that has run out.
func Expired() Option { return func(o *options) { o.cert = expired } }

// Greeting replaces the first line, such as "554 5.7.1 go away". It needs a server without implicit TLS.
func Greeting(line string) Option { return func(o *options) { o.greeting = line } }

// MaxSize announces and enforces a size.
func MaxSize(n int64) Option { return func(o *options) { o.maxSize = n } }

// UTF8 offers SMTPUTF8.
func UTF8() Option { return func(o *options) { o.utf8 = true } }

// Throttle answers 450 4.7.1 to MAIL FROM beyond a rate with a burst (token bucket).
func Throttle(perSecond float64, burst int) Option {
	return func(o *options) { o.perSecond, o.burst = perSecond, float64(burst) }
}

// Log appends a JSON line {"to","id"} per accepted message to a file, synced to disk before the server answers 250. It
// is for tests that kill processes.
func Log(path string) Option { return func(o *options) { o.logPath = path } }
