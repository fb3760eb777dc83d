package contacts

import (
	"strings"

	"fyne.io/fyne/v2"

	"evenpost/gui/kit"
	"evenpost/mailing"
)

// hinted are the addresses of a file with one kind of hint.
type hinted struct {
	count    int
	examples []string
}

const examplesShown = 3

func (h *hinted) add(address string, hint mailing.Hint) {
	h.count++
	if len(h.examples) == examplesShown {
		return
	}
	if hint.Meant != "" {
		address += " (" + mailing.Domain(hint.Meant) + "?)"
	}
	h.examples = append(h.examples, address)
}

// hintKinds are the kinds that are found without asking anybody, in the order in which they are shown.
func hintKinds() []mailing.HintKind {
	return []mailing.HintKind{mailing.HintTypo, mailing.HintRole, mailing.HintDisposable}
}

// choicesOf are what can be done about a kind of hint.
func choicesOf(k mailing.HintKind) []mailing.HintChoice {
	if k == mailing.HintTypo {
		return []mailing.HintChoice{mailing.LeaveHinted, mailing.CorrectHinted, mailing.SkipHinted}
	}
	return []mailing.HintChoice{mailing.LeaveHinted, mailing.SkipHinted}
}

func choiceWord(c mailing.HintChoice) string {
	switch c {
	case mailing.CorrectHinted:
		return kit.T("Correct them")
	case mailing.SkipHinted:
		return kit.T("Leave them out")
	case mailing.LeaveHinted:
	}
	return kit.T("Take them as they are")
}

func hintTitle(k mailing.HintKind, n int) string {
	switch k {
	case mailing.HintTypo:
		return kit.N("{{.N}} address looks mistyped", "{{.N}} addresses look mistyped", n)
	case mailing.HintRole:
		return kit.N("{{.N}} address belongs to a desk, not to a person", "{{.N}} addresses belong to a desk, not to a person", n)
	case mailing.HintDisposable:
		return kit.N("{{.N}} address was made to be thrown away", "{{.N}} addresses were made to be thrown away", n)
	case mailing.HintNoMail:
	}
	return string(k)
}

// decide asks what becomes of addresses that may be amiss, each kind with examples; nil when there are none.
func (s *lookStep) decide() fyne.CanvasObject {
	var kinds []mailing.HintKind
	for _, k := range hintKinds() {
		if s.found.hints[k] != nil {
			kinds = append(kinds, k)
		}
	}
	if len(kinds) == 0 {
		return nil
	}
	rows := kit.Column(0)
	kit.Ruled(rows, kinds, "", func(k mailing.HintKind) fyne.CanvasObject {
		h := s.found.hints[k]
		examples := strings.Join(h.examples, "\n")
		if h.count > len(h.examples) {
			examples += " …"
		}
		return kit.PadXY(kit.SpaceS, kit.SpaceS, kit.Column(kit.SpaceXS, kit.Sentence(hintTitle(k, h.count)), kit.Hint(examples), s.choice(k)))
	})
	return kit.PartTitle(kit.T("Worth a look before you import"), kit.NewTop(kit.Card(rows)))
}

func (s *lookStep) choice(k mailing.HintKind) fyne.CanvasObject {
	options := choicesOf(k)
	words := make([]string, len(options))
	at := 0
	for i, c := range options {
		words[i] = choiceWord(c)
		if s.choices[k] == c {
			at = i
		}
	}
	pick := kit.NewSelect(words, nil)
	pick.SetSelectedIndex(at)
	pick.OnChanged = func(string) {
		if c := options[max(0, pick.SelectedIndex())]; s.choices[k] != c {
			s.choices[k] = c
			s.read()
		}
	}
	return kit.Row(0, kit.AtLeast(220, 0, pick))
}
