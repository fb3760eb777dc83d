package instance

import (
	"bufio"
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"evenpost/mailing"
)

const raiseTimeout = 2 * time.Second

// listener waits on this computer for a second start. Whoever connects must know the token, which only this user can
// read from the data folder: any other program of the computer may find the port.
type listener struct {
	net.Listener
	path  string
	token string
	raise func()
	busy  sync.WaitGroup
}

// OnRaise calls raise whenever Raise is called for the data folder, by this program or another. A later call replaces
// the function. Where nothing can listen on this computer a second start only says that the first one runs.
func (l *Lock) OnRaise(ctx context.Context, raise func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.listen != nil {
		if err := l.listen.close(); err != nil {
			slog.Warn("instance: stop listening for a second start", "error", err)
		}
		l.listen = nil
	}
	n, err := listen(ctx, filepath.Join(l.dir, raiseName), raise)
	if err != nil {
		slog.Warn("instance: cannot listen for a second start", "error", err)
		return
	}
	n.busy.Go(n.serve)
	l.listen = n
}

func listen(ctx context.Context, path string, raise func()) (*listener, error) {
	var config net.ListenConfig
	ln, err := config.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	n := &listener{Listener: ln, path: path, token: rand.Text(), raise: raise}
	if err := n.publish(); err != nil {
		return nil, errors.Join(err, ln.Close())
	}
	return n, nil
}

// publish writes port and token for Raise, whole or not at all.
func (n *listener) publish() error {
	next := n.path + ".new"
	if err := os.Remove(next); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.WriteFile(next, []byte(n.Addr().String()+"\n"+n.token+"\n"), 0o600); err != nil {
		return err
	}
	return os.Rename(next, n.path)
}

func (n *listener) serve() {
	for {
		c, err := n.Accept()
		if err != nil {
			return
		}
		n.busy.Go(func() { n.answer(c) })
	}
}

func (n *listener) answer(c net.Conn) {
	defer c.Close()
	if c.SetDeadline(time.Now().Add(raiseTimeout)) != nil {
		return
	}
	line, err := bufio.NewReader(io.LimitReader(c, 256)).ReadString('\n')
	if err != nil || subtle.ConstantTimeCompare([]byte(strings.TrimSpace(line)), []byte(n.token)) != 1 {
		return
	}
	n.raise()
	fmt.Fprintln(c, "raised")
}

func (n *listener) close() error {
	err := n.Close()
	n.busy.Wait()
	if rm := os.Remove(n.path); rm != nil && !errors.Is(rm, fs.ErrNotExist) {
		err = errors.Join(err, rm)
	}
	return err
}

// Raise asks the program that has the lock of the data folder to bring its window to the front. The error wraps
// mailing.ErrNotFound when no window answers.
func Raise(ctx context.Context, dir string) error {
	b, err := os.ReadFile(filepath.Join(dir, raiseName))
	if err != nil {
		return fmt.Errorf("instance: raise: %w: %w", mailing.ErrNotFound, err)
	}
	address, token, _ := strings.Cut(strings.TrimSpace(string(b)), "\n")
	dialer := net.Dialer{Timeout: raiseTimeout}
	c, err := dialer.DialContext(ctx, "tcp", address)
	if err != nil {
		return fmt.Errorf("instance: raise: %w: %w", mailing.ErrNotFound, err)
	}
	defer c.Close()
	if err := c.SetDeadline(time.Now().Add(raiseTimeout)); err != nil {
		return fmt.Errorf("instance: raise: %w", err)
	}
	if _, err := fmt.Fprintln(c, token); err != nil {
		return fmt.Errorf("instance: raise: %w", err)
	}
	if answer, err := bufio.NewReader(c).ReadString('\n'); err != nil || strings.TrimSpace(answer) != "raised" {
		return fmt.Errorf("instance: raise: %w: no answer", mailing.ErrNotFound)
	}
	return nil
}
