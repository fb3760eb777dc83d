package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"evenpost/e2e/window"
)

// windows measures the start of the window on an empty data folder and on one that was used before, and the memory that the
// program holds when nothing happens.
func windows(ctx context.Context, o options, row func(string, string, []float64)) error {
	folder, err := os.MkdirTemp("", "evenpost-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder) //nolint:errcheck // a temporary folder
	var fresh, again, memory []float64
	for i := range o.rounds {
		data := filepath.Join(folder, strconv.Itoa(i))
		for _, times := range []*[]float64{&fresh, &again} {
			err := window.Script(ctx, func(t window.T) {
				a := window.Launch(t, o.windowBin, window.Options{Args: []string{"--data", data}, Pictures: folder})
				*times = append(*times, a.Started.Seconds()*1000)
				if times == &again {
					memory = append(memory, atRest(ctx, t, a.PID()))
				}
				a.Close()
			})
			if err != nil {
				return err
			}
		}
	}
	row("first start to first frame", "ms", fresh)
	row("start to first frame", "ms", again)
	row("memory at rest, five seconds after the start (software OpenGL included)", "MB", memory)
	return nil
}

// atRest is the resident memory of a process after it was left alone for a while.
func atRest(ctx context.Context, t window.T, pid int) float64 {
	select {
	case <-ctx.Done():
	case <-time.After(5 * time.Second):
	}
	kilobytes, err := statusField(pid, "VmRSS:")
	if err != nil {
		t.Errorf("memory: %v", err)
	}
	return kilobytes / 1000
}

func statusField(pid int, name string) (float64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(text)) {
		if fields := strings.Fields(line); len(fields) > 1 && fields[0] == name {
			return strconv.ParseFloat(fields[1], 64)
		}
	}
	return 0, fmt.Errorf("no %s", name)
}
