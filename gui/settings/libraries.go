package settings

import (
	_ "embed"
	"runtime/debug"
	"strings"
)

// The licences of the modules that are part of the program, one "module licence" a line. A test holds it to go.mod.
//
//go:embed libraries.txt
var licences string

// BuiltWith lists the libraries that this very program was built with.
func BuiltWith() []Library {
	known := map[string]string{}
	for line := range strings.Lines(licences) {
		if name, licence, ok := strings.Cut(strings.TrimSpace(line), " "); ok {
			known[name] = licence
		}
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return nil
	}
	var all []Library
	for _, m := range info.Deps {
		if m.Replace != nil {
			m = m.Replace
		}
		all = append(all, Library{Name: m.Path, Version: m.Version, Licence: known[m.Path]})
	}
	return append(all, Library{Name: "Go", Version: strings.TrimPrefix(info.GoVersion, "go"), Licence: "BSD-3-Clause"})
}
