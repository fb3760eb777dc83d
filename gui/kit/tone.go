package kit

import (
	"fyne.io/fyne/v2"

	"evenpost/mailing"
)

// Tone is what a pill, notice or bar says by its colour, and always by a picture too.
type Tone int

// The tones.
const (
	Neutral  Tone = iota
	Good          // sent, finished, all well
	Pending       // waiting, scheduled
	Bad           // failed, stopped
	Doubtful      // in doubt, needs a look
	Resting       // paused
)

// Color is the colour for text and lines in this tone.
func (t Tone) Color() fyne.ThemeColorName {
	switch t {
	case Good:
		return ColorSent
	case Pending:
		return ColorWaiting
	case Bad:
		return ColorFailed
	case Doubtful:
		return ColorDoubt
	case Resting:
		return ColorPaused
	}
	return ColorMuted
}

// Ground is the pale background for text in this tone.
func (t Tone) Ground() fyne.ThemeColorName { return SoftOf(t.Color()) }

// Icon is the picture of this tone.
func (t Tone) Icon() fyne.Resource {
	switch t {
	case Good:
		return IconTick
	case Pending:
		return IconClock
	case Bad:
		return IconCross
	case Doubtful:
		return IconQuestion
	case Resting:
		return IconPause
	}
	return IconDash
}

// ToneOf is the tone of a delivery state.
func ToneOf(s mailing.DeliveryState) Tone {
	switch s {
	case mailing.Sent:
		return Good
	case mailing.Waiting, mailing.Sending:
		return Pending
	case mailing.Failed:
		return Bad
	case mailing.InDoubt:
		return Doubtful
	}
	return Neutral
}

// StateWord is a delivery state in the user's language.
func StateWord(s mailing.DeliveryState) string {
	switch s {
	case mailing.Waiting:
		return T("waiting")
	case mailing.Sending:
		return T("being sent")
	case mailing.Sent:
		return T("sent")
	case mailing.Failed:
		return T("failed")
	case mailing.InDoubt:
		return T("in doubt")
	case mailing.Skipped:
		return T("skipped")
	case mailing.Cancelled:
		return T("cancelled")
	}
	return string(s)
}

// CampaignTone is the tone of a campaign state.
func CampaignTone(s mailing.CampaignState) Tone {
	switch s {
	case mailing.Scheduled, mailing.CampaignSending:
		return Pending
	case mailing.Paused:
		return Resting
	case mailing.Finished:
		return Good
	}
	return Neutral
}

// CampaignWord is a campaign state in the user's language.
func CampaignWord(s mailing.CampaignState) string {
	switch s {
	case mailing.Draft:
		return T("draft")
	case mailing.Scheduled:
		return T("scheduled")
	case mailing.CampaignSending:
		return T("sending")
	case mailing.Paused:
		return T("paused")
	case mailing.Finished:
		return T("finished")
	case mailing.CampaignCancelled:
		return T("cancelled")
	}
	return string(s)
}
