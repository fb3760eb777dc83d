package main

import (
	"os"
	"strings"
)

// boot tells one start of the computer from another: what passed says counts from there. "" when that is not known.
func boot() string {
	id, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(id))
}
