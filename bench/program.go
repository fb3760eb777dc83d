package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"evenpost/mailing"
	"evenpost/storage"
)

// program is Evenpost with a data folder.
type program struct {
	bin, data string
	env       []string
}

// prepared is a data folder with so many people on the list "all" and the newsletter as the template "news". It is made once
// and copied for each round, so that every round begins at the same point.
func (r *rig) prepared(ctx context.Context, people int) (program, error) {
	home := filepath.Join(r.dir, "prepared-"+strconv.Itoa(people))
	p := r.program(home)
	r.preparing.Lock()
	defer r.preparing.Unlock()
	if _, err := os.Stat(home); err == nil {
		return p, nil
	}
	if err := os.MkdirAll(home, 0o700); err != nil {
		return p, err
	}
	csv, page := filepath.Join(home, "people.csv"), filepath.Join(home, "news.html")
	html, _ := newsletter()
	if err := errors.Join(writePeople(csv, people), os.WriteFile(page, []byte(liquid(html)), 0o600)); err != nil {
		return p, err
	}
	return p, p.do(ctx,
		[]string{"contacts", "import", csv, "--list", "all"},
		[]string{"templates", "add", "--name", "news", "--subject", liquid(subject), page},
		[]string{"backup"}) // the copy of the day is made, as it is for most of a day
}

func (r *rig) program(home string) program {
	return program{
		bin: r.bin, data: filepath.Join(home, "data"),
		env: []string{"HOME=" + home, "PATH=" + os.Getenv("PATH"), "LANG=C.UTF-8", "DBUS_SESSION_BUS_ADDRESS=disabled:"},
	}
}

func writePeople(path string, n int) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	fmt.Fprintln(w, "email,first_name,last_name,company")
	for i := range n {
		p := recipient(i)
		fmt.Fprintf(w, "%s,%s,%s,%s\n", p.Email, p.First, p.Last, p.Company)
	}
	return errors.Join(w.Flush(), f.Close())
}

// copied is the same program on a copy of its data folder. Nothing may have the original open.
func (p program) copied(r *rig) (program, error) {
	home, err := os.MkdirTemp(r.dir, "round-")
	if err != nil {
		return p, err
	}
	q := r.program(home)
	return q, os.CopyFS(q.data, os.DirFS(p.data))
}

// remove takes the data folder away: a table of rounds would fill the disk.
func (p program) remove() { os.RemoveAll(filepath.Dir(p.data)) } //nolint:errcheck // a temporary folder

func (p program) start(ctx context.Context, args ...string) (*child, error) {
	return start(ctx, p.env, p.bin, append([]string{"--data", p.data}, args...)...)
}

func (p program) run(ctx context.Context, args ...string) (usage, error) {
	c, err := p.start(ctx, args...)
	if err != nil {
		return usage{}, err
	}
	return c.wait()
}

// do runs commands one after the other.
func (p program) do(ctx context.Context, commands ...[]string) error {
	for _, args := range commands {
		if _, err := p.run(ctx, args...); err != nil {
			return err
		}
	}
	return nil
}

// campaign makes an account at a server on this computer and a campaign "c" to everybody.
func (p program) campaign(ctx context.Context, port, connections int, more ...string) error {
	return p.do(ctx,
		append([]string{
			"accounts", "add", "--name", "a", "--host", "127.0.0.1", "--port", strconv.Itoa(port), "--security", "none",
			"--from", "Shop <shop@example.at>", "--connections", strconv.Itoa(connections),
		}, more...),
		[]string{"campaigns", "create", "--name", "c", "--template", "news", "--account", "a", "--list", "all", "--not-bulk"})
}

// settled is how long it took from the first to the last message that was recorded as sent, and how many were. Nothing may
// have the data folder open.
func (p program) settled(ctx context.Context) (sent int, took time.Duration, err error) {
	err = p.open(ctx, func(s *storage.Store) error {
		c, err := s.CampaignByName(ctx, "c")
		if err != nil {
			return err
		}
		all, err := s.Deliveries(ctx, storage.DeliveryQuery{CampaignID: c.ID, States: []mailing.DeliveryState{mailing.Sent}})
		if err != nil || len(all) == 0 {
			return err
		}
		first, last := all[0].ChangedAt, all[0].ChangedAt
		for _, d := range all {
			if d.ChangedAt.Before(first) {
				first = d.ChangedAt
			}
			if d.ChangedAt.After(last) {
				last = d.ChangedAt
			}
		}
		sent, took = len(all), last.Sub(first)
		return nil
	})
	return sent, took, err
}

// open works on the data folder itself.
func (p program) open(ctx context.Context, work func(*storage.Store) error) error {
	s, err := storage.Open(ctx, p.data)
	if err != nil {
		return err
	}
	return errors.Join(work(s), s.Close())
}
