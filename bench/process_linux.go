package main

import (
	"os"
	"strconv"
	"syscall"
)

// priority is that of the rig: other work on the machine shall disturb all of it as little as can be.
const priority = -15

// first puts this process, and all that it starts, before other work. It takes root.
func first() error {
	if os.Geteuid() != 0 {
		return syscall.EPERM
	}
	threads, err := os.ReadDir("/proc/self/task")
	if err != nil {
		return err
	}
	for _, t := range threads {
		id, err := strconv.Atoi(t.Name())
		if err != nil {
			continue
		}
		// A priority is a thread's on Linux; those that follow inherit it.
		if err := syscall.Setpriority(syscall.PRIO_PROCESS, id, priority); err != nil {
			return err
		}
	}
	return nil
}

// inMemory says whether files in a folder are kept in memory alone.
func inMemory(dir string) bool {
	const tmpfs = 0x01021994
	var s syscall.Statfs_t
	return syscall.Statfs(dir, &s) == nil && s.Type == tmpfs
}
