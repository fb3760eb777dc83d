//go:build !e2e

package main

import "evenpost/mailing"

// schedule is when mails that were put off are tried again.
func schedule() mailing.Schedule { return mailing.Schedule{} }
