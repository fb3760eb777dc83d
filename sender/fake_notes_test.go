package sender

import (
	"time"

	"evenpost/mailing"
)

func (m *memory) HandedOver(int64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.unnoted
}

func (m *memory) Accepted(int64, mailing.Reply, time.Duration) {}

func (m *memory) NotesLast() bool { return m.notes }
