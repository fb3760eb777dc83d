package cli

import (
	"strings"
	"testing"
	"time"

	"evenpost/mailing"
)

// A forecast begins with the first day on which something goes out, be it next Sunday.
func TestForecastWordsBeginWithTheFirstDay(t *testing.T) {
	now := time.Date(2026, 11, 26, 9, 0, 0, 0, time.Local)
	sunday := time.Date(2026, 11, 29, 0, 0, 0, 0, time.Local)
	f := mailing.Forecast{Finish: sunday.AddDate(0, 0, 14).Add(2 * time.Hour)}
	for i, n := range []int{9, 9, 3} {
		f.Days = append(f.Days, mailing.DayCount{Day: sunday.AddDate(0, 0, 7*i), Count: n})
	}
	said := forecastWords(f, now)
	if !strings.HasPrefix(said, "9 on Sunday, then up to 9 a day until ") {
		t.Errorf("%q", said)
	}
}
