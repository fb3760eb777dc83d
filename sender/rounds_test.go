package sender

import (
	"flag"
	"strconv"
	"testing"
)

// rounds sets how many cases a property test tries in every run, where the usual hundred take too long with the race
// detector; without it they are eight times as many, in the same time. Who asks for another number with
// -rapid.checks gets that.
func rounds(tb testing.TB, n int) {
	tb.Helper()
	checks := flag.Lookup("rapid.checks")
	before := checks.Value.String()
	if before != checks.DefValue {
		return
	}
	set := func(v string) {
		if err := checks.Value.Set(v); err != nil {
			tb.Fatal(err)
		}
	}
	if !raced {
		n *= 8
	}
	set(strconv.Itoa(n))
	tb.Cleanup(func() { set(before) })
}
