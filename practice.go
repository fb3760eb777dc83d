package main

import (
	"context"
	"net"
	"path/filepath"
	"strconv"
	"sync"

	"evenpost/cli"
	"evenpost/mailing"
	"evenpost/sender/practice"
)

// practiceBox is the practice mailbox of a data folder. It is started when somebody needs it.
type practiceBox struct {
	ctx context.Context //nolint:containedctx // values only: close ends the server, not a signal
	dir string

	mu     sync.Mutex
	server *practice.Server
}

func practiceDir(data string) string { return filepath.Join(data, "practice") }

func newPracticeBox(ctx context.Context, data string) *practiceBox {
	return &practiceBox{ctx: context.WithoutCancel(ctx), dir: practiceDir(data)}
}

// openPractice starts the practice mailbox alone.
func openPractice(ctx context.Context, dir, addr string) (cli.Mailbox, error) {
	return practice.Start(ctx, practiceDir(dir), addr)
}

// start starts the server, once.
func (b *practiceBox) start() (*practice.Server, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.server == nil {
		s, err := practice.Start(b.ctx, b.dir, "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		b.server = s
	}
	return b.server, nil
}

// resolve says where the server is: its port is a free one, found when it starts.
func (b *practiceBox) resolve(mailing.Account) (host string, port int, err error) {
	s, err := b.start()
	if err != nil {
		return "", 0, err
	}
	host, text, err := net.SplitHostPort(s.Addr())
	if err != nil {
		return "", 0, err
	}
	port, err = strconv.Atoi(text)
	return host, port, err
}

func (b *practiceBox) close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.server == nil {
		return nil
	}
	err := b.server.Close()
	b.server = nil
	return err
}
