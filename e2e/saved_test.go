//go:build e2e

package e2e_test

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"evenpost/e2e/window"
)

// Everything moves to another computer in one encrypted file. Its window takes it up, closes, and is opened again with it.
func TestSavedFileInTheWindow(t *testing.T) {
	const phrase = "EVENPOST_PASSPHRASE=seven loaves of bread"
	old := newProgram(t, phrase)
	old.must(exitDone, "contacts", "import", sample, "--list", "Customers")
	file := filepath.Join(t.TempDir(), "all.evenpost")
	old.must(exitDone, "backup", "--to", file, "--encrypt")

	p := newProgram(t)
	a := window.Launch(t, p.bin, window.Options{Args: []string{"--data", p.data}, Files: []string{file}, Width: 1300, Height: 1300})
	a.Click("Settings")
	a.Click("Use a saved file…")
	a.DoubleClick("all") // the dialog shows names without their ending
	a.Await("This file is encrypted")
	a.Fill("Passphrase", "six loaves of bread")
	a.Click("Open")
	a.Await("The passphrase is missing or wrong.")
	a.Fill("Passphrase", "seven loaves of bread")
	a.Click("Open")
	a.Await("Use this file?")
	a.Click("Use it and open Evenpost again")
	a.AwaitEnd()
	var again int
	a.Within(time.Minute, "Evenpost open again", func() bool {
		again = processOf(p.data)
		return again != 0
	})
	defer func() {
		if err := syscall.Kill(again, syscall.SIGKILL); err != nil {
			t.Error(err)
		}
	}()
	a.Within(time.Minute, "the contacts of the file", func() bool {
		return strings.Contains(p.must(exitDone, "contacts", "list", "--json").out, "silvia")
	})
}

// processOf is the window that works with a data folder, or 0.
func processOf(data string) int {
	all, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		return 0
	}
	for _, path := range all {
		text, err := os.ReadFile(path)
		if err != nil {
			continue // it has ended
		}
		words := strings.Split(string(text), "\x00")
		if len(words) > 2 && words[1] == "--data" && words[2] == data && (len(words) == 3 || words[3] == "") {
			pid, _ := strconv.Atoi(strings.Split(path, "/")[2])
			return pid
		}
	}
	return 0
}
