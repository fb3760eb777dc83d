package boot_test

import (
	"runtime"
	"testing"
	"time"

	"evenpost/storage/boot"
)

func TestBoot(t *testing.T) {
	if id := boot.ID(); id != boot.ID() || id == "" && runtime.GOOS == "linux" {
		t.Errorf("this start is %q", id)
	}
	passed := boot.Passed()
	if passed == nil {
		t.Skip("no clock counts from the start here")
	}
	began, from := time.Now(), passed()
	for time.Since(began) < time.Millisecond {
		runtime.Gosched()
	}
	if gone := passed() - from; from <= 0 || gone < time.Millisecond/2 || gone > time.Since(began)+time.Second {
		t.Errorf("%v after the start %v passed in %v", from, gone, time.Since(began))
	}
}
