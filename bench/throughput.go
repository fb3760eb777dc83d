package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"time"
)

// throughput measures messages per second and what one costs, by turns with smtp-source and a loop around go-mail, all
// against one smtp-sink.
func throughput(ctx context.Context, r *rig) error {
	people, err := r.prepared(ctx, r.messages)
	if err != nil {
		return err
	}
	few, err := r.prepared(ctx, syncMessages)
	if err != nil {
		return err
	}
	file, size, err := r.message(ctx)
	if err != nil {
		return err
	}
	port, stop, err := smtpSink(ctx)
	if err != nil {
		return err
	}
	defer stop()
	t := throughputRun{rig: r, people: people, port: port, file: file}
	p := r.table.part("Throughput")
	p.note("%d messages of %d octets (HTML and text, personal), each claimed durably before it goes out, against Debian's smtp-sink.", r.messages, size)

	for _, n := range []int{4, 10} {
		var o, s4, s10, l runs
		for range r.rounds {
			// The closest comparison is between neighbours: the base comes right before the program.
			if err := errors.Join(t.smtpSource(ctx, 10, &s10), t.smtpSource(ctx, 4, &s4), t.evenpost(ctx, n, &o), t.loop(ctx, n, &l)); err != nil {
				return err
			}
		}
		p.row(fmt.Sprintf("**%d connections**: Evenpost", n), "/s", target{}, o.rate...)
		p.row("Evenpost, its start and end included", "/s", target{}, o.whole...)
		p.row("smtp-source -d -s 4, which keeps no records", "/s", target{}, s4.rate...)
		p.row("smtp-source -d -s 10, which keeps no records", "/s", target{}, s10.rate...)
		p.row(fmt.Sprintf("loop around go-mail with %d connections, which keeps no records", n), "/s", target{}, l.rate...)
		p.row("rate: Evenpost ÷ smtp-source -s 4", "", atLeast(0.8), by(o.rate, s4.rate)...)
		p.row("rate: Evenpost ÷ smtp-source -s 10", "", target{}, by(o.rate, s10.rate)...)
		p.row("rate: Evenpost ÷ loop around go-mail", "", atLeast(2.5), by(o.rate, l.rate)...)
		p.row("CPU of a message: Evenpost", "µs", target{}, o.cpu...)
		p.row("CPU of a message: smtp-source -s 4", "µs", target{}, s4.cpu...)
		p.row("CPU of a message: loop around go-mail", "µs", target{}, l.cpu...)
		p.row("CPU: Evenpost ÷ smtp-source -s 4", "", atMost(2), by(o.cpu, s4.cpu)...)
		syncs, err := t.syncs(ctx, few, n)
		if err != nil {
			return err
		}
		most := target{}
		if n == 10 {
			most = atMost(0.5)
		}
		p.row("fsync and fdatasync of a message", "", most, syncs)
		p.row("peak memory of the engine", "MB", atMost(60), o.peak...)
	}
	return nil
}

// runs are the rounds of one contestant.
type runs struct{ rate, whole, cpu, peak []float64 }

func (u *runs) add(n int, took time.Duration, of usage) {
	u.rate = append(u.rate, float64(n)/took.Seconds())
	u.whole = append(u.whole, float64(n)/of.wall.Seconds())
	u.cpu = append(u.cpu, float64(of.cpu.Microseconds())/float64(n))
	u.peak = append(u.peak, of.peakMB)
}

type throughputRun struct {
	*rig
	people program
	port   int
	file   string
}

func (t throughputRun) smtpSource(ctx context.Context, connections int, into *runs) error {
	u, err := smtpSource(ctx, t.port, connections, t.messages, t.file)
	into.add(t.messages, u.wall, u)
	return err
}

func (t throughputRun) evenpost(ctx context.Context, connections int, into *runs) error {
	p, err := t.people.copied(t.rig)
	if err != nil {
		return err
	}
	defer p.remove()
	if err := p.campaign(ctx, t.port, connections); err != nil {
		return err
	}
	if err := p.do(ctx, []string{"campaigns", "start", "c"}); err != nil {
		return err
	}
	u, err := p.run(ctx, "run", "--max-wait", "1m")
	if err != nil {
		return err
	}
	sent, took, err := p.settled(ctx)
	if err == nil && sent != t.messages {
		err = fmt.Errorf("%d of %d messages are recorded as sent", sent, t.messages)
	}
	into.add(t.messages, took, u)
	return err
}

// loop is shorter than the others: nothing of its start is in its rate, and it is slow.
func (t throughputRun) loop(ctx context.Context, connections int, into *runs) error {
	messages := t.messages / 4
	u, took, err := runLoop(ctx, t.rig, t.port, connections, messages)
	into.add(messages, took, u)
	return err
}

func runLoop(ctx context.Context, r *rig, port, connections, messages int) (usage, time.Duration, error) {
	c, err := start(ctx, nil, r.self, loopCommand, "-port", strconv.Itoa(port), "-connections", strconv.Itoa(connections), "-messages", strconv.Itoa(messages))
	if err != nil {
		return usage{}, 0, err
	}
	u, err := c.wait()
	if err != nil {
		return u, 0, err
	}
	var said loopResult
	if err := json.Unmarshal(u.out, &said); err != nil {
		return u, 0, fmt.Errorf("%s: %w", loopCommand, err)
	}
	return u, time.Duration(said.Seconds * float64(time.Second)), nil
}

// message is one of the program's own messages in a file, as smtp-source wants it, and its size on the way.
func (r *rig) message(ctx context.Context) (file string, size int, err error) {
	s, err := newSink(ctx)
	if err != nil {
		return "", 0, err
	}
	defer s.close()
	one, err := r.prepared(ctx, 1)
	if err != nil {
		return "", 0, err
	}
	p, err := one.copied(r)
	if err != nil {
		return "", 0, err
	}
	defer p.remove()
	if err := p.campaign(ctx, s.port(), 1); err != nil {
		return "", 0, err
	}
	if err := p.do(ctx, []string{"campaigns", "start", "c", "--wait"}); err != nil {
		return "", 0, err
	}
	file = filepath.Join(r.dir, "message")
	return file, len(s.message()), os.WriteFile(file, bytes.ReplaceAll(s.message(), []byte("\r\n"), []byte("\n")), 0o600)
}

// syncMessages is how many messages the synchronisations of the disk are counted over. Counting slows the program down.
const syncMessages = 3000

var callsOf = regexp.MustCompile(`(?m)^\s*[\d.]+\s+[\d.]+\s+\d+\s+(\d+).*\b(?:fsync|fdatasync)$`)

// syncs counts how often the program waits for the disk, for each message.
func (t throughputRun) syncs(ctx context.Context, few program, connections int) (float64, error) {
	strace, err := exec.LookPath("strace")
	if err != nil {
		return 0, fmt.Errorf("strace (packaging/deps.sh measure): %w", err)
	}
	p, err := few.copied(t.rig)
	if err != nil {
		return 0, err
	}
	defer p.remove()
	if err := p.campaign(ctx, t.port, connections); err != nil {
		return 0, err
	}
	if err := p.do(ctx, []string{"campaigns", "start", "c"}); err != nil {
		return 0, err
	}
	counts := filepath.Join(t.dir, "syncs")
	// With a filter in the kernel only the calls that are counted are slower.
	c, err := start(ctx, p.env, strace, "-f", "--seccomp-bpf", "-c", "-e", "trace=fsync,fdatasync", "-o", counts, p.bin, "--data", p.data, "run", "--max-wait", "1m")
	if err != nil {
		return 0, err
	}
	if _, err := c.wait(); err != nil {
		return 0, err
	}
	text, err := os.ReadFile(counts)
	if err != nil {
		return 0, err
	}
	calls := 0
	for _, found := range callsOf.FindAllSubmatch(text, -1) {
		n, err := strconv.Atoi(string(found[1]))
		if err != nil {
			return 0, err
		}
		calls += n
	}
	return float64(calls) / syncMessages, nil
}
