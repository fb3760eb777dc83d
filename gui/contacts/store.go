// Package contacts is the page of contacts: the table with search and filters, everything about one of them, those who are
// never mailed, the lists, and the import of a file.
package contacts

import (
	"context"
	"iter"
	"time"

	"evenpost/mailing"
	"evenpost/storage"
	"evenpost/storage/contactfile"
)

// Store is what the page needs of storage.
type Store interface {
	People
	Lists(ctx context.Context) ([]mailing.List, error)
	EnsureList(ctx context.Context, name string) (int64, error)
	RenameList(ctx context.Context, id int64, name string) error
	DeleteList(ctx context.Context, id int64) error
	Tags(ctx context.Context) ([]string, error)
	Segments(ctx context.Context) ([]mailing.Segment, error)
	SaveSegment(ctx context.Context, g mailing.Segment) (int64, error)
	DeleteSegment(ctx context.Context, id int64) error
	Campaigns(ctx context.Context) ([]mailing.Campaign, error)
	Fields(ctx context.Context) ([]mailing.Field, error)
	FieldUses(ctx context.Context, name string) (segments, templates []string, err error)
	AddField(ctx context.Context, f mailing.Field) error
	RenameField(ctx context.Context, name, title string) error
	ShowField(ctx context.Context, name string, shown bool) error
	OrderFields(ctx context.Context, names []string) error
	TryField(ctx context.Context, name string, kind mailing.FieldKind, usual mailing.Spelling) (mailing.FieldTrial, error)
	ChangeFieldKind(ctx context.Context, name string, r mailing.Reading, p storage.Progress) (mailing.BulkReport, error)
	DeleteField(ctx context.Context, name string, p storage.Progress) (mailing.BulkReport, error)

	Suppress(ctx context.Context, all []mailing.Suppression) (added int, err error)
	About(ctx context.Context, address string, now time.Time) (mailing.Person, error)
	Forget(ctx context.Context, address string, now time.Time) (storage.Forgotten, error)
	Unsuppress(ctx context.Context, address string) error
	CountForgotten(ctx context.Context) (int, error)
	Suppressions(ctx context.Context, search string) ([]mailing.Suppression, error)

	Deliveries(ctx context.Context, q storage.DeliveryQuery) ([]mailing.Delivery, error)
	Answers(ctx context.Context, q storage.AnswerQuery) ([]mailing.Answer, error)
	Imports(ctx context.Context) ([]mailing.Import, error)
	UndoImport(ctx context.Context, id int64, all bool, p storage.Progress) (mailing.UndoReport, error)
	ImportContacts(ctx context.Context, rows iter.Seq2[contactfile.Row, error], o storage.ImportOptions) (mailing.ImportReport, error)
}

// People is reading and writing contacts themselves.
type People interface {
	ContactIDs(ctx context.Context, q storage.ContactQuery) ([]int64, error)
	ContactsByID(ctx context.Context, ids []int64) ([]mailing.Contact, error)
	CountContacts(ctx context.Context, q storage.ContactQuery) (int, error)
	ExportContacts(ctx context.Context, q storage.ContactQuery) iter.Seq2[contactfile.Row, error]
	ExportByID(ctx context.Context, ids []int64) iter.Seq2[contactfile.Row, error]
	SetNote(ctx context.Context, id int64, text string) error
	Contact(ctx context.Context, id int64) (mailing.Contact, error)
	AddContact(ctx context.Context, c mailing.Contact) (int64, error)
	UpdateContact(ctx context.Context, c mailing.Contact) error
	ChangeContacts(ctx context.Context, ids []int64, b mailing.Bulk, p storage.Progress) (mailing.BulkReport, error)
	MergeContacts(ctx context.Context, stays int64, others []int64) (mailing.BulkReport, error)
	UndoChange(ctx context.Context, id int64, p storage.Progress) (mailing.BulkUndone, error)
	Twins(ctx context.Context) ([]mailing.Twins, error)
}

// Deps is what the page works with.
type Deps struct {
	Store   Store
	Domains Domains // may be nil: nobody can be asked then
}
