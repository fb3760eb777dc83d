package main

import "golang.org/x/sys/unix"

// boot tells one start of the computer from another: what passed says counts from there. "" when that is not known.
func boot() string {
	id, err := unix.Sysctl("kern.bootsessionuuid")
	if err != nil {
		return ""
	}
	return id
}
