package deliveries_test

import (
	"testing"

	"evenpost/gui/deliveries"
)

func TestSuggest(t *testing.T) {
	for in, want := range map[string]string{
		"anna@gmial.com": "anna@gmail.com", "anna@gmail.con": "anna@gmail.com", "x@gmx.ta": "x@gmx.at", "x@hotmial.com": "x@hotmail.com",
		"x@outlok.com": "x@outlook.com", "Anna@GMIAL.COM": "Anna@gmail.com", "x@t-onlin.de": "x@t-online.de",
		"x@gmail.com": "", "x@gmx.at": "", "x@baeckerei.at": "", "x@web.at": "", "anna": "", "@gmial.com": "", "": "",
	} {
		got, ok := deliveries.Suggest(in)
		if got != want || ok != (want != "") {
			t.Errorf("%q: %q, %v; want %q", in, got, ok, want)
		}
	}
}
