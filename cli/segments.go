package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"evenpost/mailing"
	"evenpost/storage"
)

func segmentCommands() []*command {
	return []*command{
		{name: "segments", about: "lists the segments: saved rules, with how many contacts each has now", define: listSegments},
		{
			name: "segments add", args: "NAME", least: 1, most: 1, about: "saves a rule under a name, or another rule under that name",
			more: "Conditions of --where are a field, a test and a value: \"city is Graz\", \"company contains bakery\", \"age at-least 18\",\n" +
				"\"email ends .at\", \"last_name empty\". All that is said must hold, with --any one of it. --rule takes a whole rule with\n" +
				"brackets and “not” as JSON, as “segments --json” writes it.",
			define: addSegment,
		},
		{name: "segments delete", args: "NAME", least: 1, most: 1, about: "deletes a segment; its contacts stay", define: deleteSegment},
	}
}

type segmentJSON struct {
	ID       int64        `json:"id"`
	Name     string       `json:"name"`
	Rule     mailing.Rule `json:"rule"`
	Text     string       `json:"text"`
	Contacts int          `json:"contacts"`
}

func listSegments(f *flags) func(*call) error {
	f.canJSON()
	return func(c *call) error {
		svc, err := c.open()
		if err != nil {
			return err
		}
		all, err := svc.Store.Segments(c.ctx)
		if err != nil {
			return err
		}
		names, err := ruleNames(c)
		if err != nil {
			return err
		}
		out := make([]segmentJSON, 0, len(all))
		rows := make([][]string, 0, len(all))
		for _, g := range all {
			n, err := svc.Store.CountContacts(c.ctx, storage.ContactQuery{Rule: g.Rule})
			if err != nil {
				return err
			}
			text := g.Rule.Sentence(names, nil)
			out = append(out, segmentJSON{g.ID, g.Name, g.Rule, text, n})
			rows = append(rows, []string{g.Name, fmt.Sprint(n), text})
		}
		return c.show(out, func(w io.Writer) { table(w, []string{"SEGMENT", "CONTACTS", "WHO"}, rows) })
	}
}

// ruleNames reads the names of lists and campaigns, for sentences about rules.
func ruleNames(c *call) (mailing.RuleNames, error) {
	lists, err := c.svc.Store.Lists(c.ctx)
	if err != nil {
		return mailing.RuleNames{}, err
	}
	campaigns, err := c.svc.Store.Campaigns(c.ctx)
	if err != nil {
		return mailing.RuleNames{}, err
	}
	named := map[string]map[int64]string{"list": {}, "campaign": {}}
	for _, l := range lists {
		named["list"][l.ID] = l.Name
	}
	for _, k := range campaigns {
		named["campaign"][k.ID] = k.Name
	}
	name := func(of string) func(int64) string {
		return func(id int64) string {
			if name := named[of][id]; name != "" {
				return name
			}
			return "deleted"
		}
	}
	return mailing.RuleNames{List: name("list"), Campaign: name("campaign")}, nil
}

// saidRules are the flags that put a rule together.
type saidRules struct {
	where, tags, lists, got *[]string
	replied, bounced        *[]string
	unused, withinDays      *int
	never, anyOf            *bool
	whole                   *string
}

func rulesOf(f *flags) saidRules {
	return saidRules{
		where:      f.list("where", "only those for whom the `CONDITION` holds"),
		tags:       f.list("tag", "only those with the tag `T`"),
		lists:      f.list("list", "only those on the list `L`"),
		got:        f.list("got", "only those who got the campaign `C`"),
		replied:    f.list("replied", "only those who wrote back to the campaign `C`, or to any campaign with \"any\"; answers are read by “inbox”"),
		bounced:    f.list("bounced", "only those from whom the campaign `C` came back, or any campaign with \"any\""),
		withinDays: f.Int("last", 0, "of --replied and --bounced: only in the last `DAYS` days"),
		unused:     f.Int("unused", 0, "only those who were sent nothing for `DAYS` days; two years are 730"),
		never:      f.Bool("never-mailed", false, "only those who were never sent anything"),
		anyOf:      f.Bool("any", false, "one of what is said suffices"),
		whole:      f.String("rule", "", "the rule as `JSON`"),
	}
}

// rule is what the flags say together.
func (s saidRules) rule(c *call, svc *Services) (mailing.Rule, error) {
	rule := mailing.Rule{Any: *s.anyOf}
	add := func(r mailing.Rule) { rule.Rules = append(rule.Rules, r) }
	for _, text := range *s.where {
		add(mailing.Rule{Condition: parseCondition(text)})
	}
	for _, tag := range *s.tags {
		add(mailing.Rule{Condition: mailing.Condition{About: mailing.AboutTag, Value: tag}})
	}
	for _, name := range *s.lists {
		l, err := listByName(c, svc, name)
		if err != nil {
			return rule, err
		}
		add(mailing.Rule{Condition: mailing.Condition{About: mailing.AboutList, ID: l.ID}})
	}
	for _, name := range *s.got {
		k, _, err := c.campaign(name)
		if err != nil {
			return rule, err
		}
		add(mailing.Rule{Condition: mailing.Condition{About: mailing.AboutGot, ID: k.ID}})
	}
	for _, said := range []struct {
		about mailing.About
		names []string
	}{{mailing.AboutReplied, *s.replied}, {mailing.AboutBounced, *s.bounced}} {
		for _, name := range said.names {
			r, err := s.answered(c, said.about, name)
			if err != nil {
				return rule, err
			}
			add(r)
		}
	}
	if *s.unused != 0 {
		add(mailing.Unused(*s.unused))
	}
	if *s.never {
		add(mailing.NeverMailed())
	}
	if *s.whole != "" {
		var r mailing.Rule
		if err := json.Unmarshal([]byte(*s.whole), &r); err != nil {
			return rule, c.misused("--rule: %v", err)
		}
		add(r)
	}
	switch len(rule.Rules) {
	case 0:
		return rule, c.misused("say who is in it, with --where for example")
	case 1:
		rule = rule.Rules[0]
	}
	if err := rule.Check(); err != nil {
		return rule, c.misused("%v", err)
	}
	return rule, nil
}

// answered is the rule about what came in because of a campaign, or of any.
func (s saidRules) answered(c *call, about mailing.About, name string) (mailing.Rule, error) {
	k := mailing.Campaign{}
	if name != "any" {
		var err error
		if k, _, err = c.campaign(name); err != nil {
			return mailing.Rule{}, err
		}
	}
	condition := mailing.Condition{About: about, Test: mailing.TestEver, ID: k.ID}
	if *s.withinDays != 0 {
		condition.Test, condition.Value = mailing.TestWithin, fmt.Sprint(*s.withinDays)
	}
	return mailing.Rule{Condition: condition}, nil
}

func addSegment(f *flags) func(*call) error {
	f.canJSON()
	said := rulesOf(f)
	return func(c *call) error {
		svc, err := c.open()
		if err != nil {
			return err
		}
		rule, err := said.rule(c, svc)
		if err != nil {
			return err
		}
		g := mailing.Segment{Name: c.args[0], Rule: rule}
		if before, err := svc.Store.SegmentByName(c.ctx, g.Name); err == nil {
			g.ID = before.ID
		} else if !errors.Is(err, mailing.ErrNotFound) {
			return err
		}
		if g.ID, err = svc.Store.SaveSegment(c.ctx, g); err != nil {
			return err
		}
		names, err := ruleNames(c)
		if err != nil {
			return err
		}
		n, err := svc.Store.CountContacts(c.ctx, storage.ContactQuery{Rule: rule})
		if err != nil {
			return err
		}
		text := rule.Sentence(names, nil)
		return c.show(segmentJSON{g.ID, g.Name, rule, text, n}, func(w io.Writer) {
			fmt.Fprintf(w, "%s: %s\n", count(n, "contact", "contacts"), plain(text))
		})
	}
}

// parseCondition reads "city is Graz". What makes no sense is told by its Check.
func parseCondition(text string) mailing.Condition {
	field, rest, _ := strings.Cut(strings.TrimSpace(text), " ")
	test, value, _ := strings.Cut(strings.TrimSpace(rest), " ")
	return mailing.Condition{About: mailing.AboutField, Field: mailing.FieldName(field), Test: mailing.Test(test), Value: strings.TrimSpace(value)}
}

func segmentByName(c *call, svc *Services, name string) (mailing.Segment, error) {
	g, err := svc.Store.SegmentByName(c.ctx, name)
	if errors.Is(err, mailing.ErrNotFound) {
		return g, missing("segment", name, "“evenpost segments” shows the segments.", err)
	}
	return g, err
}

func deleteSegment(*flags) func(*call) error {
	return func(c *call) error {
		svc, err := c.open()
		if err != nil {
			return err
		}
		g, err := segmentByName(c, svc, c.args[0])
		if err != nil {
			return err
		}
		return svc.Store.DeleteSegment(c.ctx, g.ID)
	}
}
