package smtp

import (
	"encoding/base64"
	"errors"
	"net/textproto"
	"slices"
	"strings"
	"time"

	gosmtp "github.com/wneessen/go-mail/smtp"

	"evenpost/mailing"
)

// errNoMechanism is a server without a way to log in that Evenpost knows.
var errNoMechanism = errors.New("no common way to log in")

// login proves who we are. On a verified TLS connection the password itself is sent if the server takes it so: that
// works everywhere, while servers that offer a challenge as well often cannot check it for every mailbox. A challenge is
// used where the server takes nothing else.
func (k *dialling) login(client *gosmtp.Client, password string) error {
	k.enter(mailing.StageLogin)
	_, secure := client.TLSConnectionState()
	if !secure && !isLoopback(k.raw.RemoteAddr().String()) {
		return &StageError{
			Reply: mailing.Reply{Stage: mailing.StageLogin, Text: "the password would travel unprotected to another computer"},
			Err:   mailing.ErrPlainRefused,
		}
	}
	if err := k.raw.SetDeadline(time.Now().Add(k.wait.Login)); err != nil {
		return err
	}
	_, offered := client.Extension("AUTH")
	mechanisms := strings.Fields(strings.ToUpper(offered))
	has := func(name string) bool { return slices.Contains(mechanisms, name) }
	var auth gosmtp.Auth
	switch user := k.account.Username; {
	case has("PLAIN"):
		auth = gosmtp.PlainAuth("", user, password, k.host, true)
	case has("LOGIN"):
		auth = gosmtp.LoginAuth(user, password, k.host, true)
	case has("SCRAM-SHA-256"):
		auth = gosmtp.ScramSHA256Auth(user, password)
	case has("SCRAM-SHA-1"):
		auth = gosmtp.ScramSHA1Auth(user, password)
	case has("CRAM-MD5"):
		auth = gosmtp.CRAMMD5Auth(user, password)
	default:
		text := "the server offers no login here"
		if len(mechanisms) > 0 {
			text = "the server takes no password, it offers only " + shorten(cleanText(strings.Join(mechanisms, ", ")), 100)
		}
		return &StageError{Reply: mailing.Reply{Stage: mailing.StageLogin, Text: text}, Err: errNoMechanism}
	}
	if err := exchange(client, auth, &gosmtp.ServerInfo{Name: k.host, TLS: secure, Auth: mechanisms}); err != nil {
		_ = client.Quit() // a courtesy
		return err
	}
	k.passed(k.account.Username)
	return nil
}

// exchange is the conversation of RFC 4954 §4. go-mail's own answers a refusal with a "*", which servers count as a
// mistake of ours.
func exchange(client *gosmtp.Client, auth gosmtp.Auth, server *gosmtp.ServerInfo) error {
	mechanism, answer, err := auth.Start(server)
	if err != nil {
		return err
	}
	line := strings.TrimSpace("AUTH " + mechanism + " " + base64.StdEncoding.EncodeToString(answer))
	for {
		if err := client.Text.PrintfLine("%s", line); err != nil {
			return err
		}
		code, text, err := client.Text.ReadResponse(0)
		switch {
		case err != nil:
			return err
		case code == 235:
			_, err := auth.Next([]byte(text), false)
			return err
		case code != 334:
			return &textproto.Error{Code: code, Msg: text}
		}
		challenge, err := base64.StdEncoding.DecodeString(text)
		if err == nil {
			answer, err = auth.Next(challenge, true)
		}
		if err != nil {
			_ = client.Text.PrintfLine("*") // the server waits for an answer: there is none
			_, _, _ = client.Text.ReadResponse(501)
			return err
		}
		line = base64.StdEncoding.EncodeToString(answer)
	}
}
