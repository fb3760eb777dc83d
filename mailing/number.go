package mailing

import (
	"math"
	"strconv"
	"strings"
)

// ParseNumber reads a number as people write it in a field: 12, -3.5 or 3,5.
func ParseNumber(s string) (float64, bool) {
	s = strings.TrimSpace(s)
	if s == "" || !strings.ContainsRune("+-.,0123456789", rune(s[0])) { // most values are words
		return 0, false
	}
	n, err := strconv.ParseFloat(strings.Replace(s, ",", ".", 1), 64)
	return n, err == nil && !math.IsNaN(n) && !math.IsInf(n, 0)
}
