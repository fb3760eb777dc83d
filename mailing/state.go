package mailing

import "slices"

// DeliveryState is where one campaign stands with one recipient.
type DeliveryState string

// The states of a delivery. Waiting and Sending are open, the others are at rest.
const (
	Waiting   DeliveryState = "waiting"   // will be sent, perhaps not before its due time
	Sending   DeliveryState = "sending"   // written durably before the message is handed to the server
	Sent      DeliveryState = "sent"      // the server took it
	Failed    DeliveryState = "failed"    // trouble of this one recipient or message that will not pass by itself
	InDoubt   DeliveryState = "in_doubt"  // the connection died after the message was handed over, before the reply
	Skipped   DeliveryState = "skipped"   // suppressed, no address, or an empty required field
	Cancelled DeliveryState = "cancelled" // the user cancelled the campaign before it was sent
)

// DeliveryStates lists every state in the order in which people read them.
func DeliveryStates() []DeliveryState {
	return []DeliveryState{Waiting, Sending, Sent, Failed, InDoubt, Skipped, Cancelled}
}

// CanBecome says whether a delivery in state s may change to state t. No other change is ever written.
func (s DeliveryState) CanBecome(t DeliveryState) bool {
	switch s {
	case Waiting:
		return slices.Contains([]DeliveryState{Sending, Skipped, Cancelled}, t)
	case Sending:
		return slices.Contains([]DeliveryState{Sent, Failed, InDoubt, Waiting, Skipped}, t)
	case Failed, Skipped:
		return t == Waiting // tried again by the user
	case Sent:
		return t == Failed // it came back
	case InDoubt:
		return t == Sent || t == Waiting || t == Failed // "it arrived", "send again": only the user decides; or it came back
	default:
		return false
	}
}

// CampaignState is where a campaign stands.
type CampaignState string

// The states of a campaign. A finished one opens again when failed deliveries are tried again.
const (
	Draft             CampaignState = "draft"
	Scheduled         CampaignState = "scheduled"
	CampaignSending   CampaignState = "sending"
	Paused            CampaignState = "paused"
	Finished          CampaignState = "finished"
	CampaignCancelled CampaignState = "cancelled"
)

// CanBecome says whether a campaign in state s may change to state t.
func (s CampaignState) CanBecome(t CampaignState) bool {
	switch s {
	case Draft:
		return t == Scheduled || t == CampaignSending
	case Scheduled:
		return slices.Contains([]CampaignState{Draft, CampaignSending, Paused, CampaignCancelled}, t)
	case CampaignSending:
		return slices.Contains([]CampaignState{Paused, Finished, CampaignCancelled}, t)
	case Paused:
		return slices.Contains([]CampaignState{CampaignSending, Scheduled, Finished, CampaignCancelled}, t)
	case Finished:
		return t == CampaignSending
	default:
		return false
	}
}

// Running says whether the engine works on a campaign in this state.
func (s CampaignState) Running() bool { return s == CampaignSending }
