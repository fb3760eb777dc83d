package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	html "html/template"
	"os"
	"sync"
	"sync/atomic"
	text "text/template"
	"time"

	"github.com/wneessen/go-mail"
)

// loopCommand makes this program the yardstick: what one writes in an afternoon to send a mailing with go-mail. It keeps no
// records. Its templates are parsed once, not for each message, which is the harder yardstick.
const loopCommand = "go-mail-loop"

// loopResult is what the loop says when it is done.
type loopResult struct {
	Seconds float64 `json:"seconds"` // from the first message, all connections being open
}

func mailLoop(args []string) error {
	f := flag.NewFlagSet(loopCommand, flag.ContinueOnError)
	port := f.Int("port", 0, "of the server on this computer")
	connections := f.Int("connections", 1, "how many")
	messages := f.Int("messages", 1000, "how many")
	if err := f.Parse(args); err != nil {
		return err
	}
	ctx := context.Background()
	l, err := newLoop()
	if err != nil {
		return err
	}
	clients := make([]*mail.Client, *connections)
	for i := range clients {
		c, err := mail.NewClient("127.0.0.1", mail.WithPort(*port), mail.WithTLSPolicy(mail.NoTLS), mail.WithHELO("bench.example"), mail.WithTimeout(5*time.Minute))
		if err != nil {
			return err
		}
		if err := c.DialWithContext(ctx); err != nil {
			return err
		}
		clients[i] = c
	}
	began := time.Now()
	var next atomic.Int64
	var all sync.WaitGroup
	failed := make(chan error, len(clients))
	for _, c := range clients {
		all.Go(func() {
			for i := next.Add(1); i <= int64(*messages); i = next.Add(1) {
				m, err := l.message(recipient(int(i)))
				if err == nil {
					err = c.Send(m)
				}
				if err != nil {
					failed <- fmt.Errorf("message %d: %w", i, err)
					return
				}
			}
		})
	}
	all.Wait()
	took := time.Since(began)
	select {
	case err := <-failed:
		return err
	default:
	}
	for _, c := range clients {
		if err := c.Close(); err != nil {
			return err
		}
	}
	return json.NewEncoder(os.Stdout).Encode(loopResult{took.Seconds()})
}

type loop struct {
	text *text.Template
	page *html.Template
}

func newLoop() (l loop, err error) {
	page, plain := newsletter()
	if l.page, err = html.New("page").Parse(goTemplate(page)); err != nil {
		return l, err
	}
	l.text, err = text.New("text").Parse(goTemplate(plain))
	return l, err
}

func (l loop) message(p person) (*mail.Msg, error) {
	m := mail.NewMsg()
	if err := m.FromFormat("Shop", "shop@example.at"); err != nil {
		return nil, err
	}
	if err := m.AddToFormat(p.First+" "+p.Last, p.Email); err != nil {
		return nil, err
	}
	m.Subject("News for " + p.First + " from the bakery")
	m.SetDate()
	m.SetMessageID()
	if err := m.SetBodyTextTemplate(l.text, p); err != nil {
		return nil, err
	}
	return m, m.AddAlternativeHTMLTemplate(l.page, p)
}
