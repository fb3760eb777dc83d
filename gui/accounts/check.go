package accounts

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"evenpost/gui/kit"
	"evenpost/mailing"
	"evenpost/sender"
	"evenpost/sender/inbox"
)

// stageLookup is the first step of a test: finding the server by its name.
const stageLookup mailing.Stage = "lookup"

// checkView tests a connection and shows its steps one by one.
type checkView struct {
	ui      *kit.UI
	deps    Deps
	object  fyne.CanvasObject
	rows    *fyne.Container
	steps   []*stepRow
	result  *kit.Slot
	cancel  func()      // nil while no test runs
	changed func()      // its height may have changed
	done    func(error) // nil error: everything went well
	run     int         // which test: what comes late from an earlier one is dropped
	trial   trial
}

// trial is what is tested.
type trial struct {
	stages func(mailing.Account) []mailing.Stage
	run    func(ctx context.Context, a mailing.Account, password string, report func(Step)) error
	works  func() string                       // what a test that went well tells
	why    func(error) (kit.Explanation, bool) // its own explanation of an error, if it has one
}

// sendingTrial is the test of what is needed to send.
func sendingTrial(deps Deps) trial {
	return trial{
		stages: sendingStages, run: deps.Check,
		works: func() string { return kit.T("Everything works. No mail was sent.") },
		why:   func(error) (kit.Explanation, bool) { return kit.Explanation{}, false },
	}
}

// stepRow is one step: a picture of how it went, its name, what was found out.
type stepRow struct {
	stage  mailing.Stage
	object fyne.CanvasObject
	icon   *widget.Icon
	wheel  *widget.Activity
	detail *kit.Text
}

func newCheckView(ui *kit.UI, deps Deps, done func(error)) *checkView {
	v := &checkView{ui: ui, deps: deps, rows: kit.Column(kit.SpaceS), result: kit.NewSlot(), done: done, trial: sendingTrial(deps)}
	content := kit.Column(kit.SpaceM, v.rows, v.result)
	v.object, v.changed = content, content.Refresh
	return v
}

func newStepRow(s mailing.Stage) *stepRow {
	r := &stepRow{stage: s, icon: widget.NewIcon(nil), wheel: widget.NewActivity(), detail: kit.Small("").Cuttable()}
	r.wheel.Hide()
	r.detail.Hide()
	mark := container.NewGridWrap(fyne.NewSquareSize(20), container.NewStack(r.icon, r.wheel))
	r.object = kit.RowTop(kit.SpaceS, kit.NewTop(mark), kit.Grow(kit.Column(0, kit.Sentence(stepName(s)), r.detail)))
	r.set(kit.Neutral, "")
	return r
}

func stepName(s mailing.Stage) string {
	switch s {
	case stageLookup:
		return kit.T("Find the server")
	case mailing.StageConnect:
		return kit.T("Connect")
	case mailing.StageTLS:
		return kit.T("Secure the connection")
	case mailing.StageLogin:
		return kit.T("Log in")
	case inbox.StageOpen:
		return kit.T("Open the inbox")
	}
	return kit.T("Sender address accepted")
}

// set shows how the step went: Good, Bad, Pending for under way, Neutral for not yet.
func (r *stepRow) set(t kit.Tone, detail string) {
	r.wheel.Stop()
	r.wheel.Hide()
	r.icon.Show()
	switch t {
	case kit.Pending:
		r.icon.Hide()
		r.wheel.Show()
		r.wheel.Start()
	case kit.Neutral:
		r.icon.SetResource(theme.NewColoredResource(kit.IconCircle, theme.ColorNameInputBorder))
	default:
		r.icon.SetResource(theme.NewColoredResource(t.Icon(), t.Color()))
	}
	r.detail.SetText(detail)
	if detail == "" {
		r.detail.Hide()
	} else {
		r.detail.Show()
	}
}

// prepare shows the steps that a test of this account has, none done.
func (v *checkView) prepare(a mailing.Account) {
	v.steps, v.rows.Objects = nil, nil
	for _, s := range v.trial.stages(a) {
		r := newStepRow(s)
		v.steps = append(v.steps, r)
		v.rows.Add(r.object)
	}
	v.result.Put(nil)
	v.changed()
}

// sendingStages are the steps of an account on the way to sending.
func sendingStages(a mailing.Account) []mailing.Stage {
	stages := []mailing.Stage{stageLookup, mailing.StageConnect}
	if a.Security != mailing.Plain {
		stages = append(stages, mailing.StageTLS)
	}
	if a.Username != "" && !a.Practice {
		stages = append(stages, mailing.StageLogin)
	}
	return append(stages, mailing.StageMail)
}

// start tests an account. Without a password that of the account as it is stored is used: its login may have been changed since.
func (v *checkView) start(a, stored mailing.Account, password string) {
	v.stop()
	v.prepare(a)
	v.steps[0].set(kit.Pending, "")
	v.run++
	run, deps, try := v.run, v.deps, v.trial.run
	v.cancel = kit.Task(v.ui, func(ctx context.Context) (struct{}, error) {
		if password == "" && stored.ID != 0 && a.Username != "" && !a.Practice {
			var err error
			if password, err = deps.Passwords.Password(ctx, stored); err != nil {
				return struct{}{}, err
			}
		}
		return struct{}{}, try(ctx, a, password, func(s Step) {
			v.ui.Do(func() {
				if run == v.run {
					v.step(s)
				}
			})
		})
	}, func(_ struct{}, err error) {
		if run == v.run {
			v.finish(err)
		}
	})
}

// stop ends a test that runs.
func (v *checkView) stop() {
	if v.cancel != nil {
		v.cancel()
		v.cancel = nil
		v.run++
		v.idle()
	}
}

// onCancel ends a test because the user does not want to wait.
func (v *checkView) onCancel() {
	v.stop()
	v.result.Put(kit.Say(kit.Neutral, kit.T("The test was cancelled.")))
	v.changed()
	v.done(context.Canceled)
}

func (v *checkView) idle() {
	for _, r := range v.steps {
		if r.wheel.Visible() {
			r.set(kit.Neutral, "")
		}
	}
}

// step shows what one step reported. The server's greeting belongs to connecting.
func (v *checkView) step(s Step) {
	stage := s.Stage
	if stage == mailing.StageGreeting {
		if s.Err == nil {
			return
		}
		stage = mailing.StageConnect
	}
	for i, r := range v.steps {
		switch {
		case r.stage != stage:
			continue
		case s.Err != nil:
			v.idle()
			r.set(kit.Bad, "") // the notice below says it in plain words
		default:
			r.set(kit.Good, s.Detail)
			if i+1 < len(v.steps) {
				v.steps[i+1].set(kit.Pending, "")
			}
		}
	}
	v.changed()
}

func (v *checkView) finish(err error) {
	v.cancel = nil
	v.idle()
	switch {
	case errors.Is(err, context.Canceled):
	case err != nil:
		v.ui.Log.Info("test of an account", "error", err)
		v.result.Put(kit.NewNotice(kit.Bad, v.explain(err)))
	default:
		v.result.Put(kit.Say(kit.Good, v.trial.works()))
	}
	v.changed()
	v.done(err)
}

// explain says in plain words why a test failed. What Evenpost does by itself while it sends is left out: here it only tried.
func (v *checkView) explain(err error) kit.Explanation {
	if e, ok := v.trial.why(err); ok {
		return e
	}
	reply, said := sender.ServerReply(err)
	for _, known := range []error{mailing.ErrNoPassword, mailing.ErrPlainRefused, mailing.ErrInvalid} {
		if errors.Is(err, known) {
			return v.ui.Explain(err)
		}
	}
	if !said {
		return v.ui.Explain(err)
	}
	verdict := mailing.Judge(reply, v.ui.Now(), mailing.History{})
	e := kit.AdviceOf(verdict, reply)
	e.Todo = kit.Word(mailing.Advise(verdict).Do)
	if verdict.Kind == mailing.Network {
		e.Todo = kit.T("Check the internet connection, then the server's name, port and security. Your provider's help page calls them “outgoing mail server” or “SMTP”.")
	}
	return e
}
