// Command bench measures the built program as a whole process: how many messages it sends with durable records, what each costs,
// how it does over slow lines and against servers that slow it down, how long people wait for it. Yardsticks run in turns
// with the program, on the same machine at the same time: what counts is the ratio. README.md tells how to read the table.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// A measurement fills a part of the table.
type measurement struct {
	name    string
	run     func(context.Context, *rig) error
	patient bool // it takes its time, and hardly anything else
}

func measurements() []measurement {
	return []measurement{
		{name: "window", run: windows},
		{name: "throughput", run: throughput},
		{name: "trips", run: trips},
		{name: "start", run: starts},
		{name: "import", run: imports},
		{name: "million", run: million},
		{name: "search", run: searches},
		{name: "scroll", run: scrolling},
		{name: "flatness", run: flatness},
		{name: "throttle", run: throttled, patient: true},
	}
}

func run() error {
	if len(os.Args) > 1 && os.Args[1] == loopCommand {
		return mailLoop(os.Args[2:])
	}
	var names []string
	for _, m := range measurements() {
		names = append(names, m.name)
	}
	o := options{}
	flag.StringVar(&o.bin, "bin", "dist/evenpost", "the program")
	flag.StringVar(&o.windowBin, "window-bin", "dist/evenpost-e2e", "the program, built with the tag e2e, for its window")
	flag.IntVar(&o.rounds, "rounds", 5, "how often each is measured")
	flag.IntVar(&o.messages, "messages", 20_000, "messages of a round of the throughput")
	flag.DurationVar(&o.scrollFor, "scroll-for", 4*time.Minute, "how long the table is scrolled through while its memory is watched")
	only := flag.String("only", "", "which `MEASUREMENTS`, with commas between: "+strings.Join(names, ", "))
	out := flag.String("out", "", "where the table goes; by default bench/results.md when everything is measured, else nowhere")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()

	chosen, err := choose(*only)
	if err != nil {
		return err
	}
	if *out == "" && *only == "" {
		*out = "bench/results.md"
	}
	if err := first(); err != nil {
		fmt.Fprintln(os.Stderr, "bench: the rig runs at an ordinary priority:", err)
	}
	r, err := newRig(o)
	if err != nil {
		return err
	}
	defer os.RemoveAll(r.dir) //nolint:errcheck // a temporary folder
	tables, err := r.all(ctx, chosen)
	page := page(tables, fmt.Sprintf("%s, %d cores, %s. `make bench` writes this page; [README.md](README.md) explains the rows.",
		time.Now().Format(time.DateOnly), runtime.NumCPU(), runtime.Version()))
	fmt.Print(page)
	if *out != "" && err == nil {
		err = os.WriteFile(*out, []byte(page), 0o644)
	}
	return err
}

// all makes the measurements one after the other; those that take their time and hardly anything else run beside the others.
func (r *rig) all(ctx context.Context, chosen []measurement) ([]*table, error) {
	tables, errs := make([]*table, len(chosen)), make([]error, len(chosen))
	one := func(i int) {
		began := time.Now()
		mine := *r
		mine.table = &table{}
		tables[i] = mine.table
		if err := chosen[i].run(ctx, &mine); err != nil {
			errs[i] = fmt.Errorf("%s: %w", chosen[i].name, err)
		}
		fmt.Fprintf(os.Stderr, "%s took %v\n", chosen[i].name, time.Since(began).Round(time.Second))
	}
	var beside sync.WaitGroup
	for i, m := range chosen {
		if m.patient {
			beside.Go(func() { one(i) })
		}
	}
	for i, m := range chosen {
		if !m.patient && ctx.Err() == nil {
			one(i)
		}
	}
	beside.Wait()
	return slices.DeleteFunc(tables, func(t *table) bool { return t == nil }), errors.Join(errors.Join(errs...), ctx.Err())
}

func choose(only string) ([]measurement, error) {
	all := measurements()
	if only == "" {
		return all, nil
	}
	var chosen []measurement
	for _, name := range strings.Split(only, ",") {
		i := slices.IndexFunc(all, func(m measurement) bool { return m.name == strings.TrimSpace(name) })
		if i < 0 {
			return nil, fmt.Errorf("there is no measurement %q", name)
		}
		chosen = append(chosen, all[i])
	}
	return chosen, nil
}

type options struct {
	bin, windowBin   string
	rounds, messages int
	scrollFor        time.Duration
}

// rig is what all measurements share.
type rig struct {
	options
	dir   string // temporary, on a disk: what is durable must reach one
	self  string // this program
	table *table

	preparing *sync.Mutex
}

func newRig(o options) (*rig, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	r := &rig{options: o, self: self, preparing: new(sync.Mutex)}
	for _, bin := range []*string{&r.bin, &r.windowBin} {
		if *bin, err = filepath.Abs(*bin); err != nil {
			return nil, err
		}
	}
	// Where temporary files are kept in memory a commit would cost nothing.
	base := os.TempDir()
	if inMemory(base) {
		if base, err = os.Getwd(); err != nil {
			return nil, err
		}
	}
	r.dir, err = os.MkdirTemp(base, "evenpost-bench-")
	return r, err
}
