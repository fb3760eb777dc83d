package journal

// Handed is which deliveries the journal knows to have been handed over, or that may have been, without the user's word since
// that they are to be sent again. It keeps a few words of each: it is read at every start.
type Handed struct {
	Extent
	latest map[int64]lastClaim // by delivery
}

// lastClaim is the latest claim of a delivery.
type lastClaim struct {
	ledger, campaign int64
	over, again      bool
}

// ReadHanded reads them from a ledger id on.
func ReadHanded(dir string, after int64) (Handed, error) {
	h := Handed{latest: map[int64]lastClaim{}}
	extent, err := walk(dir, after, h.take)
	h.Extent = extent
	return h, err
}

// Over says whether a delivery of a campaign was.
func (h *Handed) Over(delivery, campaign int64) bool {
	l := h.latest[delivery]
	return l.over && !l.again && l.campaign == campaign
}

// None says whether nothing is known of any.
func (h *Handed) None() bool { return len(h.latest) == 0 }

// take follows History's rules on which claim of a delivery is the latest and whose outcome counts.
func (h *Handed) take(kind byte, fields []string) error {
	var ledger, delivery, campaign int64
	switch kind {
	case claim:
		if err := fill(fields, &ledger, &delivery, &campaign); err != nil || delivery == 0 {
			return err
		}
		if l, known := h.latest[delivery]; !known || l.campaign != campaign || l.ledger < ledger {
			h.latest[delivery] = lastClaim{ledger: ledger, campaign: campaign, over: true}
		}
	case outcome:
		var state string
		if err := fill(fields, &ledger, &delivery, &campaign, &state); err != nil || delivery == 0 {
			return err
		}
		l, known := h.latest[delivery]
		if known && l.campaign == campaign && l.ledger != ledger {
			return nil // of an earlier claim
		}
		if !known || l.campaign != campaign {
			l = lastClaim{ledger: ledger, campaign: campaign}
		}
		l.over = state == sent || state == inDoubt
		h.latest[delivery] = l
	case again:
		if err := fill(fields, &delivery, &campaign); err != nil {
			return err
		}
		if l, known := h.latest[delivery]; known && l.campaign == campaign {
			l.again = true
			h.latest[delivery] = l
		}
	}
	return nil
}
