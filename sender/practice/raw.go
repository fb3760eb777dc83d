package practice

import (
	"fmt"
	"os"

	"evenpost/mailing"
)

// Raw is a mail as it came. The error wraps mailing.ErrNotFound.
func (b *box) Raw(id string) (string, error) {
	if timeOf(id) == 0 { // only names given here become paths
		return "", fmt.Errorf("practice mailbox: %w", mailing.ErrNotFound)
	}
	raw, err := os.ReadFile(b.path(id))
	if os.IsNotExist(err) {
		return "", fmt.Errorf("practice mailbox: %w", mailing.ErrNotFound)
	}
	if err != nil {
		return "", fmt.Errorf("practice mailbox: %w", err)
	}
	_, _, content := envelope(raw)
	return string(content), nil
}
