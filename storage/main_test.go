package storage

import (
	"flag"
	"os"
	"testing"
)

// TestMain makes the property tests do fewer rounds than is usual: each round opens a database on a disk. For more:
// go test ./storage -rapid.checks=1000
func TestMain(m *testing.M) {
	flag.Parse()
	asked := false
	flag.Visit(func(f *flag.Flag) { asked = asked || f.Name == "rapid.checks" })
	if !asked {
		if err := flag.Set("rapid.checks", "25"); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}
