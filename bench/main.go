// Command bench measures the built program as a whole process: the time until its window is painted, its memory at rest, and
// the messages that it sends per second with durable records. The yardstick for the last one is Debian's smtp-source, with
// the same number of sessions and the same message size, against the same sink, in turns with the program.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"slices"
	"time"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run() error {
	o := options{}
	flag.StringVar(&o.bin, "bin", "dist/evenpost", "the program")
	flag.StringVar(&o.windowBin, "window-bin", "dist/evenpost-e2e", "the program, built with the tag e2e, for its window")
	flag.IntVar(&o.rounds, "rounds", 5, "how often each is measured")
	flag.IntVar(&o.messages, "messages", 5000, "messages of a round")
	flag.IntVar(&o.sessions, "sessions", 4, "connections at once")
	out := flag.String("out", "bench/results.md", "where the table goes")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()

	var table bytes.Buffer
	fmt.Fprintf(&table, "# Measured\n\n%s, %d cores, %s. `make bench` writes this page.\n\n", time.Now().Format(time.DateOnly), runtime.NumCPU(), runtime.Version())
	table.WriteString("| what | least | median | most | rounds |\n|---|---|---|---|---|\n")
	row := func(what, unit string, v []float64) {
		slices.Sort(v)
		fmt.Fprintf(&table, "| %s | %.4g %s | %.4g %s | %.4g %s | %d |\n", what, v[0], unit, median(v), unit, v[len(v)-1], unit, len(v))
	}
	err := errors.Join(windows(ctx, o, row), speed(ctx, o, row))
	fmt.Print(table.String())
	return errors.Join(err, os.WriteFile(*out, table.Bytes(), 0o644))
}

type options struct {
	bin, windowBin             string
	rounds, messages, sessions int
}

func median(sorted []float64) float64 {
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}
