//go:build e2e

package main

import (
	"log/slog"
	"os"
	"time"

	"evenpost/mailing"
)

// schedule lets a test of the whole program shorten the five minutes before a second try.
func schedule() mailing.Schedule {
	s := os.Getenv("EVENPOST_RETRY_AFTER")
	if s == "" {
		return mailing.Schedule{}
	}
	first, err := time.ParseDuration(s)
	if err != nil {
		slog.Error("EVENPOST_RETRY_AFTER", "error", err)
	}
	return mailing.Schedule{First: first}
}
