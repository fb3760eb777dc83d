package sender

import (
	"flag"
	"os"
	"strconv"
	"testing"
)

// rounds sets how many cases a property test tries in every run, where the usual hundred take too long with the race
// detector; without it they are twice as many, and with EVENPOST_SOAK=1 a hundred times. Who asks for another number with
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
	switch {
	case os.Getenv("EVENPOST_SOAK") != "":
		n *= 100
	case !raced:
		n *= 2
	}
	set(strconv.Itoa(n))
	tb.Cleanup(func() { set(before) })
}
