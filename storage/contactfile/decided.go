package contactfile

import (
	"iter"

	"evenpost/mailing"
)

// Decided are rows with what the user chose about addresses that may be amiss: corrected, or left out with a reason.
func Decided(rows iter.Seq2[Row, error], choices mailing.HintChoices) iter.Seq2[Row, error] {
	if !choices.Any() {
		return rows
	}
	return func(yield func(Row, error) bool) {
		for row, err := range rows {
			if err == nil && row.Problem == "" {
				row.Contact.Email, row.Problem = choices.Decide(row.Contact.Email)
			}
			if !yield(row, err) {
				return
			}
		}
	}
}
