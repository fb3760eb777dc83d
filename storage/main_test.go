package storage

import (
	"flag"
	"os"
	"testing"
)

// TestMain makes the property tests do fewer rounds than is usual: each round opens a database on a disk. For more:
// go test ./storage -rapid.checks=1000, or EVENPOST_SOAK=1.
func TestMain(m *testing.M) {
	flag.Parse()
	asked := false
	flag.Visit(func(f *flag.Flag) { asked = asked || f.Name == "rapid.checks" })
	if !asked {
		rounds := "9"
		if os.Getenv("EVENPOST_SOAK") != "" {
			rounds = "800"
		}
		if err := flag.Set("rapid.checks", rounds); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}
