package attention

import (
	"evenpost/gui/kit"
	"evenpost/mailing"
)

// words say what a group is about.
type words struct{ title, whose, todo string }

func wordsOf(c cause, v mailing.Verdict) words {
	switch {
	case c.state == mailing.Skipped:
		return words{
			title: kit.T("Skipped"), whose: kit.T("They were left out on purpose"),
			todo: kit.T("They are never mailed, or a field that the message needs is empty. Fill in the field at the contact, then try again."),
		}
	case c.kind == "":
		return words{title: kit.T("No reason is known."), todo: kit.T("Try again.")}
	}
	if c.state == mailing.Failed { // whatever the reply said: the tries are used up
		v.Permanent = true
	}
	e := kit.AdviceOf(v, mailing.Reply{})
	return words{e.What, e.Whose, e.Todo}
}

// tone of a state.
func (c cause) tone() kit.Tone { return kit.ToneOf(c.state) }
