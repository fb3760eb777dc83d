package cli

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
)

// command is one command of the program. define declares its flags and returns what it does.
type command struct {
	name        string // "contacts import"
	args        string // the positional arguments as help shows them
	least, most int    // how many of them; most < 0: any number
	about       string // one line
	more        string // further help
	define      func(*flags) func(*call) error
}

// commands lists every command in the order in which help shows them.
func commands() []*command {
	return slices.Concat(
		contactCommands(), privacyCommands(), segmentCommands(), fieldCommands(), suppressionCommands(), templateCommands(), accountCommands(), healthCommands(), campaignCommands(),
		workCommands(), inboxCommands(), failureCommands(), explainCommands(), copyCommands(), otherCommands(),
	)
}

// find takes the command's words off the arguments. A nil command without an error is a group whose help is asked for.
func find(args []string) (*command, []string, error) {
	all := commands()
	words := args
	for i, a := range args {
		if strings.HasPrefix(a, "-") {
			words = args[:i]
			break
		}
	}
	for n := min(2, len(words)); n > 0; n-- {
		name := strings.Join(words[:n], " ")
		for _, cmd := range all {
			if cmd.name == name {
				return cmd, args[n:], nil
			}
		}
	}
	if len(words) == 0 {
		return nil, nil, &misuse{what: fmt.Sprintf("%q is not a command", args[0])}
	}
	var group []string
	for _, cmd := range all {
		if sub, ok := strings.CutPrefix(cmd.name, words[0]+" "); ok {
			group = append(group, sub)
		}
	}
	switch {
	case len(group) == 0:
		return nil, nil, &misuse{what: fmt.Sprintf("%q is not a command", words[0])}
	case len(words) == 1 && slices.ContainsFunc(args, func(a string) bool { return a == "--help" || a == "-h" || a == "-help" }):
		return nil, nil, nil
	case len(words) == 1:
		return nil, nil, &misuse{what: fmt.Sprintf("%q needs one of: %s", words[0], strings.Join(group, ", "))}
	}
	return nil, nil, &misuse{what: fmt.Sprintf("%q has no %q; it has: %s", words[0], words[1], strings.Join(group, ", "))}
}

// flags are the flags of a command. Those that every command has are declared already.
type flags struct {
	*flag.FlagSet
	data string
	json bool
}

func newFlags(cmd *command, data string) *flags {
	f := &flags{FlagSet: flag.NewFlagSet(cmd.name, flag.ContinueOnError)}
	f.SetOutput(io.Discard)
	f.StringVar(&f.data, "data", data, "the data folder, `DIR`, instead of $EVENPOST_DATA or the usual place")
	return f
}

// canJSON declares --json.
func (f *flags) canJSON() { f.BoolVar(&f.json, "json", false, "write the result as JSON") }

// list declares a flag that may be given several times.
func (f *flags) list(name, usage string) *[]string {
	var all []string
	f.Func(name, usage+"; may be given several times", func(s string) error {
		if strings.TrimSpace(s) == "" {
			return errors.New("it is empty")
		}
		all = append(all, s)
		return nil
	})
	return &all
}

// ids declares the repeatable --id.
func (f *flags) ids() *[]int64 {
	var all []int64
	f.Func("id", "the delivery with this `ID`, as “failed” lists it; may be given several times", func(s string) error {
		id, err := parseID(s)
		all = append(all, id)
		return err
	})
	return &all
}

// given says whether a flag was set.
func (f *flags) given(name string) (yes bool) {
	f.Visit(func(set *flag.Flag) { yes = yes || set.Name == name })
	return yes
}

// parse reads flags and positional arguments in any order; after "--" everything is positional.
func (f *flags) parse(args []string) (positional []string, err error) {
	for {
		if err := f.Parse(args); err != nil {
			return nil, err
		}
		rest := f.Args()
		if read := len(args) - len(rest); len(rest) == 0 || read > 0 && args[read-1] == "--" {
			return append(positional, rest...), nil
		}
		positional, args = append(positional, rest[0]), rest[1:]
	}
}

// flagWords says in this program's words what package flag found.
func flagWords(err error) string {
	s := err.Error()
	if name, ok := strings.CutPrefix(s, "flag provided but not defined: -"); ok {
		return "there is no flag --" + strings.TrimPrefix(name, "-")
	}
	if name, ok := strings.CutPrefix(s, "flag needs an argument: -"); ok {
		return "--" + name + " needs a value"
	}
	if i := strings.Index(s, " for flag -"); i >= 0 {
		name, why, _ := strings.Cut(s[i+len(" for flag -"):], ": ")
		value := strings.TrimPrefix(strings.TrimPrefix(s[:i], "invalid boolean value "), "invalid value ")
		return fmt.Sprintf("--%s cannot be %s: %s", name, value, why)
	}
	return s
}

func (cmd *command) usage() string {
	return strings.TrimSpace("evenpost " + cmd.name + " " + cmd.args)
}

// help writes all about a command.
func (cmd *command) help(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\nUsage:  %s [flags]\n", cmd.about, cmd.usage())
	if cmd.more != "" {
		fmt.Fprintf(&b, "\n%s\n", cmd.more)
	}
	b.WriteString("\nFlags:\n")
	f := newFlags(cmd, "")
	cmd.define(f)
	t := tabwriter.NewWriter(&b, 0, 0, 3, ' ', 0)
	f.VisitAll(func(one *flag.Flag) {
		value, usage := flag.UnquoteUsage(one)
		if value == "string" || value == "value" {
			value = ""
		}
		if one.DefValue != "" && one.DefValue != "false" && one.DefValue != "0" && one.Name != "data" {
			usage += " (" + one.DefValue + ")"
		}
		fmt.Fprintf(t, "  --%s\t%s\n", strings.TrimSpace(one.Name+" "+value), usage)
	})
	if err := t.Flush(); err != nil {
		return err
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func help(w io.Writer, words []string) error {
	if len(words) == 0 {
		return overview(w)
	}
	if len(words) == 1 {
		if group := commandsOf(words[0]); len(group) > 0 {
			return list(w, group)
		}
	}
	cmd, rest, err := find(words)
	if cmd == nil || len(rest) > 0 {
		if err == nil {
			err = &misuse{what: fmt.Sprintf("%q is not a command", strings.Join(words, " "))}
		}
		return err
	}
	return cmd.help(w)
}

// commandsOf are the commands of a group, such as those of "campaigns".
func commandsOf(group string) []*command {
	return slices.DeleteFunc(commands(), func(c *command) bool { return !strings.HasPrefix(c.name, group+" ") })
}

// list writes one line for each command.
func list(w io.Writer, cmds []*command) error {
	t := tabwriter.NewWriter(w, 0, 0, 3, ' ', 0)
	for _, cmd := range cmds {
		fmt.Fprintf(t, "  %s\t%s\n", strings.TrimSpace(cmd.name+" "+cmd.args), cmd.about)
	}
	return t.Flush()
}

func overview(w io.Writer) error {
	var b strings.Builder
	b.WriteString(`Evenpost sends mailings through the mailbox you have, at the pace it allows.

  evenpost [--data DIR]      opens the window

Without a window:
`)
	if err := list(&b, commands()); err != nil {
		return err
	}
	b.WriteString(`
“evenpost help COMMAND” says more about one of them. Flags may stand before or after names.
Passwords come from the system's keychain, from $EVENPOST_PASSWORD, or are asked for; never from a flag.
Exit codes: 0 done, 1 error, 2 wrong use, 3 stopped or waiting (the reason is on stderr).

A first mailing, to the practice mailbox on this computer:

  evenpost contacts import customers.csv --list Customers
  evenpost templates add --name News --subject "Hello {{ first_name | default: 'there' }}" news.md
  evenpost settings --business "Baker Huber" --postal "Hauptplatz 1, 8010 Graz"
  evenpost campaigns create --name March --template News --account "Practice mailbox" --list Customers
  evenpost campaigns start March --wait
`)
	_, err := io.WriteString(w, b.String())
	return err
}
