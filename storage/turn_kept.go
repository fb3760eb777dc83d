package storage

import (
	"context"
	"sync"

	"evenpost/mailing"
)

// turns is what Turn keeps between two calls.
type turns struct {
	mu        sync.Mutex
	served    map[int64]int64             // by account: the campaign that had the last turn
	campaigns map[int64]*mailing.Campaign // that are running, with their frozen messages: nothing of them that a job needs changes
	claimed   map[int64]claimed           // by delivery: claimed by this process and not settled
}

// claimed is a claim that this process made. That the row still holds its ledger entry proves that it is still ours.
type claimed struct{ campaign, ledger int64 }

func (t *turns) lastServed(account int64) int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.served[account]
}

// keep remembers what a committed turn has changed.
func (t *turns) keep(account int64, done *turn) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.claimed == nil {
		t.served, t.claimed = make(map[int64]int64), make(map[int64]claimed)
	}
	if done.served != 0 {
		t.served[account] = done.served
	}
	for _, id := range done.settled {
		delete(t.claimed, id)
	}
	for id, c := range done.claimed {
		t.claimed[id] = c
	}
}

func (t *turns) claim(delivery int64) (claimed, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	c, ok := t.claimed[delivery]
	return c, ok
}

// forget is for the moment when other hands have settled what was claimed.
func (t *turns) forget() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.claimed, t.campaigns = nil, nil
}

// campaign is a running campaign, read once.
func (t *turns) campaign(ctx context.Context, q execer, id int64) (*mailing.Campaign, error) {
	t.mu.Lock()
	kept := t.campaigns[id]
	t.mu.Unlock()
	if kept != nil {
		return kept, nil
	}
	c, err := campaign(ctx, q, id)
	if err != nil {
		return nil, err
	}
	c.Counts = mailing.Counts{} // they would be old soon
	t.mu.Lock()
	defer t.mu.Unlock()
	const few = 32
	if t.campaigns == nil || len(t.campaigns) >= few {
		t.campaigns = make(map[int64]*mailing.Campaign)
	}
	t.campaigns[id] = &c
	return &c, nil
}
