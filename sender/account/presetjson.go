package account

import (
	"encoding/json"
	"time"

	"evenpost/mailing"
)

// In the file a limit is written the way people write it: "500/24h".

type limitFile struct {
	Limit    string `json:"limit"`
	Plan     string `json:"plan,omitempty"`
	Evidence string `json:"evidence"`
	Source   string `json:"source"`
	Note     string `json:"note,omitempty"`
	Assumed  bool   `json:"assumed,omitempty"`
}

// MarshalJSON writes the limit for the file of presets.
func (l Limit) MarshalJSON() ([]byte, error) {
	return json.Marshal(limitFile{l.String(), l.Plan, l.Evidence, l.Source, l.Note, l.Assumed})
}

// UnmarshalJSON reads it. The error may wrap mailing.ErrBadLimit.
func (l *Limit) UnmarshalJSON(data []byte) error {
	var f limitFile
	if err := json.Unmarshal(data, &f); err != nil {
		return err
	}
	parsed, err := mailing.ParseLimit(f.Limit)
	if err != nil {
		return err
	}
	*l = Limit{Limit: parsed, Plan: f.Plan, Evidence: f.Evidence, Source: f.Source, Note: f.Note, Assumed: f.Assumed}
	return nil
}

type startFile struct {
	Limits      []string `json:"limits"`
	GapMillis   int64    `json:"gap_ms,omitempty"`
	Connections int      `json:"connections,omitempty"`
	PerConn     int      `json:"per_connection,omitempty"`
}

// MarshalJSON writes the start for the file of presets.
func (s Start) MarshalJSON() ([]byte, error) {
	f := startFile{GapMillis: s.Gap.Milliseconds(), Connections: s.Connections, PerConn: s.PerConnection}
	for _, l := range s.Limits {
		f.Limits = append(f.Limits, l.String())
	}
	return json.Marshal(f)
}

// UnmarshalJSON reads it. The error may wrap mailing.ErrBadLimit.
func (s *Start) UnmarshalJSON(data []byte) error {
	var f startFile
	if err := json.Unmarshal(data, &f); err != nil {
		return err
	}
	*s = Start{Gap: time.Duration(f.GapMillis) * time.Millisecond, Connections: f.Connections, PerConnection: f.PerConn}
	for _, text := range f.Limits {
		l, err := mailing.ParseLimit(text)
		if err != nil {
			return err
		}
		s.Limits = append(s.Limits, l)
	}
	return nil
}

// IsZero says that there is no suggestion.
func (s Start) IsZero() bool {
	return len(s.Limits) == 0 && s.Gap == 0 && s.Connections == 0 && s.PerConnection == 0
}
