package assets

import _ "embed"

// Presets is the catalogue of providers: hosts, ports, limits and where each was found. It is written by assets/presets.
//
//go:embed presets.json
var Presets []byte
