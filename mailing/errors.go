package mailing

import "errors"

// The errors that people meet, told apart with errors.Is. Explain says each in plain words.
var (
	ErrNotFound      = errors.New("not found")
	ErrExists        = errors.New("exists already")
	ErrInUse         = errors.New("data folder in use")
	ErrNewerSchema   = errors.New("data was written by a newer Evenpost")
	ErrDamaged       = errors.New("database is damaged")
	ErrDiskFull      = errors.New("disk is full")
	ErrReadOnly      = errors.New("data folder cannot be written")
	ErrUnreadable    = errors.New("file cannot be read")
	ErrNotText       = errors.New("file is not text")
	ErrNoAddresses   = errors.New("no column with addresses")
	ErrBadAddress    = errors.New("not an e-mail address")
	ErrBadLimit      = errors.New("not a limit")
	ErrBadHours      = errors.New("not sending hours")
	ErrBadTemplate   = errors.New("template cannot be read")
	ErrUnknownField  = errors.New("field does not exist")
	ErrEmptyField    = errors.New("required field is empty")
	ErrWrongState    = errors.New("not possible now")
	ErrNoRecipients  = errors.New("nobody to send to")
	ErrNoOptOut      = errors.New("no way to unsubscribe")
	ErrNoPostal      = errors.New("no postal address")
	ErrNoPassword    = errors.New("password needed")
	ErrNoKeychain    = errors.New("no system keychain")
	ErrPlainRefused  = errors.New("connection would not be protected")
	ErrAccountInUse  = errors.New("account is used by a campaign")
	ErrOtherDomain   = errors.New("accounts send from different domains")
	ErrTemplateInUse = errors.New("template is used by a campaign")
	ErrInvalid       = errors.New("not valid")
)
