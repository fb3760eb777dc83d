package mailing

// HintChoice is what becomes of rows of a file whose address has a hint.
type HintChoice string

// The choices. Nothing is done to an address that the user did not choose.
const (
	LeaveHinted   HintChoice = "leave"   // taken as it is; "" likewise
	CorrectHinted HintChoice = "correct" // taken as it was probably meant; only of HintTypo
	SkipHinted    HintChoice = "skip"    // left out
)

// HintChoices are the user's, by the kind of hint.
type HintChoices map[HintKind]HintChoice

// Any says whether something else is chosen than to take everything as it is.
func (c HintChoices) Any() bool {
	for _, x := range c {
		if x == CorrectHinted || x == SkipHinted {
			return true
		}
	}
	return false
}

// Decide says how an address is taken. When it is left out, reason says why.
func (c HintChoices) Decide(address string) (taken, reason string) {
	taken = address
	for _, h := range AddressHints(address) {
		switch {
		case c[h.Kind] == SkipHinted:
			return address, LeftOutByChoice + h.Reason
		case c[h.Kind] == CorrectHinted && h.Meant != "":
			taken = h.Meant
		}
	}
	return taken, ""
}

// LeftOutByChoice begins the reason of a row that the user chose to leave out.
const LeftOutByChoice = "left out as you chose: "
