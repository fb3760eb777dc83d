package mailing

import "time"

// BadRow is a row of a contact file that was left out, and why.
type BadRow struct {
	Line   int    `json:"line"`
	Reason string `json:"reason"`
}

// ImportReport says what an import did. Read = Added + Updated + Unchanged + len(Bad).
type ImportReport struct {
	ID        int64    `json:"import"` // of the import, for who wants to undo it
	Read      int      `json:"read"`
	Added     int      `json:"added"`
	Updated   int      `json:"updated"`
	Unchanged int      `json:"unchanged"`
	Bad       []BadRow `json:"bad"`

	Hinted int         `json:"hinted"`          // rows that were taken and that one may want to look at,
	Hints  []HintedRow `json:"hints,omitempty"` // the first thousand of them

	Unread       int           `json:"unread"`                  // values that do not fit the kind of their field and stay as they are,
	UnreadValues []UnreadValue `json:"unread_values,omitempty"` // the first ten thousand of them
}

// UnreadValue is a value of a row that was taken, which is not what its field is for.
type UnreadValue struct {
	Line  int       `json:"line"`
	Field string    `json:"field"`
	Value string    `json:"value"`
	Kind  FieldKind `json:"kind"` // of the field
}

// HintedRow is a row that was taken although something may be amiss with its address.
type HintedRow struct {
	Line    int    `json:"line"`
	Address string `json:"address"`
	Hints   []Hint `json:"hints"`
}

// Duplicates says what becomes of a contact whose address a file has too.
type Duplicates string

// The ways with contacts that are there already. In each of them they are put on the lists and get the tags that were
// chosen for all.
const (
	UpdateThem Duplicates = "update" // what the file says replaces what was there; empty cells replace nothing
	FillGaps   Duplicates = "fill"   // the file only says what is not known yet
	SkipThem   Duplicates = "skip"   // they stay as they are
)

// ImportState is how far an import has come. One that fails or is cancelled leaves nothing, not even its own record.
type ImportState string

// The states of an import.
const (
	ImportRunning ImportState = "running"
	ImportDone    ImportState = "done"
	ImportUndoing ImportState = "undoing"
	ImportUndone  ImportState = "undone"
)

// Import is the record of one import.
type Import struct {
	ID      int64
	At      time.Time
	EndedAt time.Time
	Source  string // the name of the file
	State   ImportState

	Read, Added, Updated, Unchanged, Bad int
}

// UndoReport says what undoing an import did.
type UndoReport struct {
	Deleted  int    `json:"deleted"`  // contacts that it had added
	Restored int    `json:"restored"` // contacts that are as they were before
	Stayed   int    `json:"stayed"`   // contacts that stay as they are: they were changed or mailed since
	Added    int    `json:"added"`    // those of them that it had added
	Kept     []Kept `json:"kept"`     // the first 10,000 that stay
}

// Kept is a contact that an undone import had touched and that stays as it is.
type Kept struct {
	ID    int64      `json:"id"`
	Email string     `json:"email"`
	Name  string     `json:"name"`
	Why   KeptReason `json:"why"`
}

// KeptReason is why a contact stays.
type KeptReason string

// The reasons: somebody changed, tagged or listed the contact since or wrote a note, or it was added by the import and mailed since.
const (
	KeptChanged KeptReason = "changed"
	KeptMailed  KeptReason = "mailed"
)
