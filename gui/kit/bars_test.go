package kit

import "testing"

func TestShortNumber(t *testing.T) {
	for n, want := range map[int]string{0: "0", 940: "940", 1000: "1k", 1040: "1k", 1250: "1.3k", 2000: "2k", 1999: "2k", 9900: "9.9k", 9990: "10k", 14_400: "14k", 14_900: "14k"} {
		if got := shortNumber(n); got != want {
			t.Errorf("%d is %q, want %q", n, got, want)
		}
	}
}
