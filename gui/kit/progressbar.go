package kit

import "evenpost/mailing"

// ProgressBar is the bar of Progress alone, for where the numbers stand elsewhere.
type ProgressBar struct {
	box
	bar *bar
}

// NewProgressBar makes a bar of the given height.
func NewProgressBar(height float32) *ProgressBar {
	p := &ProgressBar{bar: newBar(height)}
	p.fillWith(p, Column(0, p.bar))
	return p
}

// Set shows the counts.
func (p *ProgressBar) Set(c mailing.Counts) { p.bar.set(stateSpans(c)...) }

// stateSpans are the parts of a bar that shows how far a campaign is: what still waits is the empty rest.
func stateSpans(c mailing.Counts) []span {
	var spans []span
	for _, s := range []mailing.DeliveryState{mailing.Sent, mailing.Failed, mailing.InDoubt, mailing.Skipped, mailing.Cancelled, mailing.Sending} {
		if n := c.Of(s); n > 0 && c.Total > 0 {
			spans = append(spans, span{share: float64(n) / float64(c.Total), color: ToneOf(s).Color()})
		}
	}
	return spans
}
