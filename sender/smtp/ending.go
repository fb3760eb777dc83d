package smtp

import (
	"time"

	"evenpost/mailing"
)

// interrupted is a server that says something while the content travels.
func (t *stream) interrupted(p *passage, h heard) {
	t.next = nil
	reply := mailing.Reply{Stage: mailing.StageData, Text: errGarbled.Error()}
	switch {
	case h.err != nil:
		reply = replyOf(mailing.StageData, t.cause(h.err))
	case refuses(h.code):
		reply = parseReply(mailing.StageData, h.code, h.text)
	}
	t.finish(p, Outcome{Reply: reply, Broken: true})
	t.cut()
}

// unfinished is a content that the socket did not take to its end, so the server cannot have the final dot. Perhaps it
// said why it hung up.
func (t *stream) unfinished(p *passage, err error) {
	following := t.next
	t.sent, t.next = nil, nil
	out := Outcome{Reply: replyOf(mailing.StageData, t.cause(err)), Broken: true}
	if t.ctx.Err() == nil && !isTimeout(err) {
		select {
		case h := <-t.heard:
			if h.err == nil && refuses(h.code) {
				out.Reply = parseReply(mailing.StageData, h.code, h.text)
			}
		case <-time.After(time.Second):
		}
	}
	t.cut()
	t.finish(p, out)
	if following != nil {
		t.finish(following, Outcome{Reply: replyOf(mailing.StageMail, t.cause(err)), Broken: true, Stale: true})
	}
}

// wounded is a connection that takes nothing more. When a dot is out its reply may come all the same.
func (t *stream) wounded(err error) {
	if t.sent == nil {
		t.lost(err)
		return
	}
	t.last = true
	t.due = t.due[:1] // the dot's
	if p := t.next; p != nil {
		t.next = nil
		t.finish(p, Outcome{Reply: replyOf(mailing.StageMail, t.cause(err)), Broken: true, Stale: true})
	}
}

// lost is the end of the connection: nothing more will be heard.
func (t *stream) lost(err error) {
	stage := mailing.StageMail
	for _, st := range t.due {
		if st.stage != mailing.StageDot {
			stage = st.stage
			break
		}
	}
	t.cut()
	sent, next := t.sent, t.next
	t.sent, t.next, t.due = nil, nil, nil
	if sent != nil {
		out := Outcome{Reply: replyOf(mailing.StageDot, t.cause(err)), Broken: true}
		out.Reply.HandedOver = true
		t.finish(sent, out)
	}
	if next == nil {
		return
	}
	out := Outcome{Reply: replyOf(stage, t.cause(err)), Broken: true}
	begun := stage != mailing.StageMail || t.ctx.Err() != nil
	out.Stale = !begun && (next.behind || next.reused && !isTimeout(err))
	// A server that answers the dot and then nothing of what came with it, the first time that anything did, or that
	// stops in the middle of an envelope, had better not be told more than one thing at a time.
	out.Confused = t.pipelining && t.ctx.Err() == nil && (next.behind && !begun && sent == nil && (isTimeout(err) || !t.ahead) || begun && isTimeout(err))
	t.finish(next, out)
}

// cause is why the connection failed: that we were told to stop comes first.
func (t *stream) cause(err error) error {
	if t.ctx.Err() != nil {
		return t.ctx.Err()
	}
	return err
}
