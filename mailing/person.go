package mailing

import "time"

// Person is everything that is kept about somebody with an address, for whoever asks what that is.
type Person struct {
	Address   string         `json:"address"`
	AskedAt   time.Time      `json:"asked_at"`
	Contact   *PersonContact `json:"contact"` // nil: there is none (any more)
	Lists     []string       `json:"lists"`
	Never     *PersonNever   `json:"never_mailed"` // nil: may be mailed
	Mails     []PersonMail   `json:"mails"`
	Answers   []PersonAnswer `json:"answers"`
	Imports   []PersonImport `json:"imports"`
	Earlier   []PersonBefore `json:"earlier"` // kept so that a change of many contacts can be undone
	Forgotten bool           `json:"forgotten"`
}

// PersonContact is what stands in the contact.
type PersonContact struct {
	Email         string            `json:"email"`
	FirstName     string            `json:"first_name"`
	LastName      string            `json:"last_name"`
	Company       string            `json:"company"`
	Fields        map[string]string `json:"fields"`
	Tags          []string          `json:"tags"`
	Notes         string            `json:"notes"`
	ConsentSource string            `json:"consent_source"`
	ConsentAt     time.Time         `json:"consent_at,omitzero"`
	CreatedAt     time.Time         `json:"created_at,omitzero"`
	UpdatedAt     time.Time         `json:"updated_at,omitzero"`
}

// PersonNever is why the address is never mailed.
type PersonNever struct {
	Reason SuppressionReason `json:"reason"`
	Note   string            `json:"note"`
	At     time.Time         `json:"at,omitzero"`
}

// PersonMail is a mailing the person was in, and what became of it.
type PersonMail struct {
	Campaign string        `json:"campaign"`
	Address  string        `json:"address"`
	State    DeliveryState `json:"state"`
	At       time.Time     `json:"at,omitzero"`
	Tries    []PersonTry   `json:"tries"`
}

// PersonTry is one try to hand a mail over, in the server's words.
type PersonTry struct {
	At       time.Time `json:"at,omitzero"`
	Code     int       `json:"code"`
	Enhanced string    `json:"enhanced"`
	Text     string    `json:"text"`
}

// PersonAnswer is a mail that came back, or that the person or their server wrote.
type PersonAnswer struct {
	Kind     AnswerKind `json:"kind"`
	At       time.Time  `json:"at,omitzero"`
	Campaign string     `json:"campaign"`
	Address  string     `json:"address"`
	From     string     `json:"from"`
	Excerpt  string     `json:"excerpt"`
	Code     int        `json:"code"`
	Enhanced string     `json:"enhanced"`
	Text     string     `json:"text"`
}

// PersonImport is an import that added or changed the contact.
type PersonImport struct {
	Source string    `json:"source"` // the name of the file
	At     time.Time `json:"at,omitzero"`
	Added  bool      `json:"added"` // otherwise it changed it
}

// PersonBefore is how a contact was before a change of many.
type PersonBefore struct {
	At      time.Time     `json:"at,omitzero"`
	Contact PersonContact `json:"contact"`
}

// PersonContactOf is a contact as it is shown to the person.
func PersonContactOf(c Contact) PersonContact {
	return PersonContact{
		Email: c.Email, FirstName: c.FirstName, LastName: c.LastName, Company: c.Company, Fields: c.Fields, Tags: c.Tags, Notes: c.Note,
		ConsentSource: c.Consent.Source, ConsentAt: c.Consent.At, CreatedAt: c.CreatedAt, UpdatedAt: c.UpdatedAt,
	}
}
