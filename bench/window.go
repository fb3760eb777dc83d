package main

import (
	"context"
	"path/filepath"
	"strconv"
	"time"

	"evenpost/e2e/window"
)

// windows measures the start of the window on an empty data folder and on one that was used before, and the memory that the
// program holds when nothing happens.
func windows(ctx context.Context, r *rig) error {
	var fresh, again, memory []float64
	for i := range r.rounds {
		data := filepath.Join(r.dir, "window-"+strconv.Itoa(i))
		for _, times := range []*[]float64{&fresh, &again} {
			err := window.Script(ctx, func(t window.T) {
				a := window.Launch(t, r.windowBin, window.Options{Args: []string{"--data", data}, Pictures: r.dir})
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
	p := r.table.part("Window")
	p.row("first start to first frame", "ms", target{}, fresh...)
	p.row("start to first frame", "ms", target{}, again...)
	p.row("memory at rest, five seconds after the start (software OpenGL included)", "MB", target{}, memory...)
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
