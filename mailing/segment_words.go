package mailing

import "strings"

// RuleNames are the names of what rules point to.
type RuleNames struct {
	List, Campaign func(id int64) string
	Field          func(name string) string
	Value          func(value string) string // a day or a number as people read it; nil: as it is kept
}

// RuleWords are the pieces of a sentence about a rule in one language. Conditions hold {field}, {value} and {name}.
type RuleWords struct {
	Everybody, Nobody string
	And, Or, Not      string // "not: {rule}"
	Conditions        map[string]string
}

// Sentence says a rule in words: in English, unless w has those of another language.
func (r Rule) Sentence(names RuleNames, w *RuleWords) string {
	if w == nil {
		w = EnglishRules()
	}
	return r.sentence(names, w, true)
}

func (r Rule) sentence(names RuleNames, w *RuleWords, outermost bool) string {
	var text string
	switch {
	case r.About != "":
		text = r.Condition.sentence(names, w)
		outermost = true // one condition needs no brackets
	case len(r.Rules) == 0 && r.Any:
		text, outermost = w.Nobody, true
	case len(r.Rules) == 0:
		text, outermost = w.Everybody, true
	default:
		join := w.And
		if r.Any {
			join = w.Or
		}
		parts := make([]string, len(r.Rules))
		for i, inner := range r.Rules {
			parts[i] = inner.sentence(names, w, len(r.Rules) == 1 && !r.Not)
		}
		text = strings.Join(parts, " "+join+" ")
		outermost = outermost && !r.Not || len(r.Rules) == 1
	}
	if !outermost {
		text = "(" + text + ")"
	}
	if r.Not {
		text = strings.ReplaceAll(w.Not, "{rule}", text)
	}
	return text
}

func (c Condition) sentence(names RuleNames, w *RuleWords) string {
	name := ""
	switch {
	case c.About == AboutList && names.List != nil:
		name = names.List(c.ID)
	case c.About.OfCampaign() && c.ID != 0 && names.Campaign != nil:
		name = names.Campaign(c.ID)
	}
	field := c.Field
	if names.Field != nil {
		field = names.Field(c.Field)
	}
	value, to := strings.TrimSpace(c.Value), strings.TrimSpace(c.To)
	if names.Value != nil {
		value, to = names.Value(value), names.Value(to)
	}
	return strings.NewReplacer("{field}", field, "{value}", value, "{to}", to, "{name}", name).Replace(w.Conditions[c.key()])
}

// key tells apart what is said differently.
func (c Condition) key() string {
	key := string(c.About)
	if c.Test != "" && len(c.About.Tests()) > 0 {
		key += " " + string(c.Test)
	}
	if c.About.OfCampaign() && c.ID == 0 {
		key += " any"
	}
	return key
}

// EnglishRules are the English words; their keys are all that a translation has to say.
func EnglishRules() *RuleWords {
	return &RuleWords{
		Everybody: "everybody", Nobody: "nobody", And: "and", Or: "or", Not: "not: {rule}",
		Conditions: map[string]string{
			"field is": "{field} is “{value}”", "field contains": "{field} contains “{value}”", "field begins": "{field} begins with “{value}”",
			"field ends": "{field} ends with “{value}”", "field at-least": "{field} is at least {value}", "field at-most": "{field} is at most {value}",
			"field empty": "{field} is empty", "field more": "{field} is more than {value}", "field less": "{field} is less than {value}",
			"field between": "{field} is between {value} and {to}", "field on": "{field} is {value}", "field before": "{field} is before {value}",
			"field since": "{field} is {value} or later", "field within": "{field} was in the last {value} days", "field older": "{field} was more than {value} days ago",
			"field next": "{field} is in the next {value} days", "field anniversary": "{field} has its day in the next {value} days",
			"field yes": "{field} is yes", "field no": "{field} is no",
			"tag": "has the tag “{value}”", "list": "is on the list “{name}”",
			"consent is": "consent is “{value}”", "consent contains": "consent contains “{value}”", "consent begins": "consent begins with “{value}”",
			"consent ends": "consent ends with “{value}”", "consent at-least": "consent is at least {value}", "consent at-most": "consent is at most {value}",
			"consent empty": "there is no consent on record",
			"agreed before": "agreed before {value}", "agreed since": "agreed on {value} or later", "agreed within": "agreed in the last {value} days",
			"agreed older": "agreed more than {value} days ago", "agreed empty": "has no date of consent",
			"added before": "was added before {value}", "added since": "was added on {value} or later", "added within": "was added in the last {value} days",
			"added older": "was added more than {value} days ago", "added empty": "has no date of adding",
			"changed before": "was changed before {value}", "changed since": "was changed on {value} or later", "changed within": "was changed in the last {value} days",
			"changed older": "was not changed for {value} days", "changed empty": "has no date of a change",
			"mailed before": "was last mailed before {value}", "mailed since": "was mailed on {value} or later", "mailed within": "was mailed in the last {value} days",
			"mailed older": "was last mailed more than {value} days ago", "mailed empty": "was never mailed",
			"got": "got the campaign “{name}”", "got any": "got any campaign",
			"failed": "could not be sent the campaign “{name}”", "failed any": "could not be sent a campaign",
			"replied ever": "wrote back to the campaign “{name}”", "replied ever any": "wrote back to a campaign",
			"replied within": "wrote back to the campaign “{name}” in the last {value} days", "replied within any": "wrote back in the last {value} days",
			"replied since": "wrote back to the campaign “{name}” on {value} or later", "replied since any": "wrote back on {value} or later",
			"bounced ever": "the campaign “{name}” came back", "bounced ever any": "a mail came back",
			"bounced within": "the campaign “{name}” came back in the last {value} days", "bounced within any": "a mail came back in the last {value} days",
			"bounced since": "the campaign “{name}” came back on {value} or later", "bounced since any": "a mail came back on {value} or later",
			"suppressed": "must never be mailed",
		},
	}
}

// GermanRules are the German words.
func GermanRules() *RuleWords {
	return &RuleWords{
		Everybody: "alle", Nobody: "niemand", And: "und", Or: "oder", Not: "nicht: {rule}",
		Conditions: map[string]string{
			"field is": "{field} ist „{value}“", "field contains": "{field} enthält „{value}“", "field begins": "{field} beginnt mit „{value}“",
			"field ends": "{field} endet mit „{value}“", "field at-least": "{field} ist mindestens {value}", "field at-most": "{field} ist höchstens {value}",
			"field empty": "{field} ist leer", "field more": "{field} ist mehr als {value}", "field less": "{field} ist weniger als {value}",
			"field between": "{field} liegt zwischen {value} und {to}", "field on": "{field} ist {value}", "field before": "{field} liegt vor dem {value}",
			"field since": "{field} ist am {value} oder später", "field within": "{field} war in den letzten {value} Tagen", "field older": "{field} ist mehr als {value} Tage her",
			"field next": "{field} ist in den nächsten {value} Tagen", "field anniversary": "{field} jährt sich in den nächsten {value} Tagen",
			"field yes": "{field} ist ja", "field no": "{field} ist nein",
			"tag": "hat das Schlagwort „{value}“", "list": "steht auf der Liste „{name}“",
			"consent is": "Einwilligung ist „{value}“", "consent contains": "Einwilligung enthält „{value}“", "consent begins": "Einwilligung beginnt mit „{value}“",
			"consent ends": "Einwilligung endet mit „{value}“", "consent at-least": "Einwilligung ist mindestens {value}", "consent at-most": "Einwilligung ist höchstens {value}",
			"consent empty": "keine Einwilligung ist vermerkt",
			"agreed before": "hat vor dem {value} eingewilligt", "agreed since": "hat ab dem {value} eingewilligt", "agreed within": "hat in den letzten {value} Tagen eingewilligt",
			"agreed older": "hat vor mehr als {value} Tagen eingewilligt", "agreed empty": "hat kein Datum der Einwilligung",
			"added before": "wurde vor dem {value} angelegt", "added since": "wurde ab dem {value} angelegt", "added within": "wurde in den letzten {value} Tagen angelegt",
			"added older": "wurde vor mehr als {value} Tagen angelegt", "added empty": "hat kein Anlagedatum",
			"changed before": "wurde vor dem {value} geändert", "changed since": "wurde ab dem {value} geändert", "changed within": "wurde in den letzten {value} Tagen geändert",
			"changed older": "wurde seit {value} Tagen nicht geändert", "changed empty": "hat kein Änderungsdatum",
			"mailed before": "wurde zuletzt vor dem {value} angeschrieben", "mailed since": "wurde ab dem {value} angeschrieben", "mailed within": "wurde in den letzten {value} Tagen angeschrieben",
			"mailed older": "wurde zuletzt vor mehr als {value} Tagen angeschrieben", "mailed empty": "wurde nie angeschrieben",
			"got": "hat die Aussendung „{name}“ bekommen", "got any": "hat irgendeine Aussendung bekommen",
			"failed": "konnte die Aussendung „{name}“ nicht bekommen", "failed any": "konnte eine Aussendung nicht bekommen",
			"replied ever": "hat auf die Aussendung „{name}“ geantwortet", "replied ever any": "hat auf eine Aussendung geantwortet",
			"replied within": "hat in den letzten {value} Tagen auf die Aussendung „{name}“ geantwortet", "replied within any": "hat in den letzten {value} Tagen geantwortet",
			"replied since": "hat ab dem {value} auf die Aussendung „{name}“ geantwortet", "replied since any": "hat ab dem {value} geantwortet",
			"bounced ever": "die Aussendung „{name}“ kam zurück", "bounced ever any": "eine Mail kam zurück",
			"bounced within": "die Aussendung „{name}“ kam in den letzten {value} Tagen zurück", "bounced within any": "eine Mail kam in den letzten {value} Tagen zurück",
			"bounced since": "die Aussendung „{name}“ kam ab dem {value} zurück", "bounced since any": "eine Mail kam ab dem {value} zurück",
			"suppressed": "darf nie angeschrieben werden",
		},
	}
}
