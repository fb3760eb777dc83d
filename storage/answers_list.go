package storage

import (
	"context"
	"strings"

	"evenpost/mailing"
)

// AnswerQuery chooses answers. What is left empty does not choose.
type AnswerQuery struct {
	AccountID  int64
	CampaignID int64
	ContactID  int64 // and those that were merged into it
	Kinds      []mailing.AnswerKind
	Limit      int // 0: all
}

func (q AnswerQuery) where() (string, []any) {
	conditions, args := []string{"1"}, []any(nil)
	and := func(condition string, a ...any) {
		conditions = append(conditions, condition)
		args = append(args, a...)
	}
	if q.AccountID != 0 {
		and(`a.account_id = ?`, q.AccountID)
	}
	if q.CampaignID != 0 {
		and(`a.campaign_id = ?`, q.CampaignID)
	}
	if q.ContactID != 0 {
		and(everID(`a.contact_id`), q.ContactID, q.ContactID)
	}
	if len(q.Kinds) > 0 {
		and(`a.kind IN (SELECT value FROM json_each(?))`, toJSON(q.Kinds))
	}
	return strings.Join(conditions, ` AND `), args
}

func scanAnswer(row scanner) (a mailing.Answer, err error) {
	var at int64
	a.Reply.Stage = mailing.StageBounce
	err = row.Scan(&a.ID, &a.AccountID, &a.Kind, &at, &a.CampaignID, &a.Campaign, &a.DeliveryID, &a.ContactID, &a.Address, &a.From, &a.Excerpt,
		&a.Reply.Code, &a.Reply.Enhanced, &a.Reply.Text, &a.Verdict.Kind, &a.Verdict.Scope, &a.Verdict.Permanent)
	if a.Verdict.Kind == "" {
		a.Reply = mailing.Reply{}
	}
	a.At = fromMillis(at)
	return a, err
}

// Answers lists answers, the newest first.
func (s *Store) Answers(ctx context.Context, q AnswerQuery) ([]mailing.Answer, error) {
	where, args := q.where()
	limit := q.Limit
	if limit <= 0 {
		limit = -1
	}
	all, err := selectAll(ctx, s.r, scanAnswer, `SELECT a.id, a.account_id, a.kind, a.at, coalesce(a.campaign_id, 0), coalesce(c.name, ''), coalesce(a.delivery_id, 0),
		coalesce(m.contact_id, a.contact_id, 0), a.address, a.sender, a.excerpt, a.code, a.enhanced, a.text, a.verdict, a.scope, a.permanent
		FROM answers a LEFT JOIN campaigns c ON c.id = a.campaign_id LEFT JOIN merged m ON m.old_id = a.contact_id
		WHERE `+where+` ORDER BY a.at DESC, a.id DESC LIMIT ?`, append(args, limit)...)
	return all, wrap(err, "storage: answers")
}

// CountAnswers says how many recipients of a campaign answered in which way, each once.
func (s *Store) CountAnswers(ctx context.Context, campaignID int64) (counts mailing.AnswerCounts, err error) {
	type part struct {
		kind mailing.AnswerKind
		n    int
	}
	parts, err := selectAll(ctx, s.r, func(row scanner) (p part, err error) { return p, row.Scan(&p.kind, &p.n) },
		`SELECT kind, count(DISTINCT delivery_id) FROM answers WHERE campaign_id = ? GROUP BY kind`, campaignID)
	for _, p := range parts {
		counts.Add(p.kind, p.n)
	}
	return counts, wrap(err, "storage: count answers")
}
