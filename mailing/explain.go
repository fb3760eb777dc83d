package mailing

import "errors"

// Explain says an error in plain words: by its verdict-like sentinel, never by its text. ok is false when Evenpost
// does not know it; the text then belongs behind "Details" under a general sentence.
func Explain(err error) (Advice, bool) {
	for _, e := range explained() {
		if errors.Is(err, e.is) {
			return e.Advice, true
		}
	}
	return Advice{Title: "Something went wrong that Evenpost does not know.", Whose: WhoseNobodysKnown, Do: "Try again. If it stays, send the details to us."}, false
}

type explanation struct {
	is error
	Advice
}

func explained() []explanation {
	say := func(is error, title, whose, do string) explanation {
		return explanation{is, Advice{Title: title, Whose: whose, Do: do}}
	}
	return []explanation{
		say(ErrInUse, "Another Evenpost is working with this data folder.", WhoseComputer, "Use the window that is open, or close it first."),
		say(ErrNewerSchema, "The data was written by a newer Evenpost.", WhoseComputer, "Install the newest Evenpost; nothing was changed."),
		say(ErrDamaged, "The database is damaged.", WhoseComputer, "Restore the newest copy: in the window that says so, or with “evenpost restore”. Nobody gets a mail twice by that, and nothing is deleted."),
		say(ErrDiskFull, "The disk is full.", WhoseComputer, "Free some space. Nothing was lost; Evenpost goes on when it can write."),
		say(ErrReadOnly, "The data folder cannot be written.", WhoseComputer, "Choose another data folder, or allow writing to this one."),
		say(ErrUnreadable, "The file cannot be read.", WhoseComputer, "Check that it exists and that you may open it."),
		say(ErrPassphrase, "The passphrase is missing or wrong.", WhoseYours, "Type the passphrase that the file was saved with. Without it nobody can read the file, not even we."),
		say(ErrNotSavedFile, "This is no file that Evenpost has saved.", WhoseYours, "Choose a file whose name ends in .evenpost."),
		say(ErrSavedDamaged, "The saved file is damaged: a part of it is missing or was changed.", WhoseComputer, "Copy it again from where it was saved, or choose another one. Nothing was changed here."),
		say(ErrNotText, "The file is not a text file with columns.", WhoseYours, "Open it in your spreadsheet program and save it as CSV."),
		say(ErrLockedBook, "The workbook is protected by a password.", WhoseYours, "Open it in your spreadsheet program and save it without a password, or as CSV. Then choose that file."),
		say(ErrBrokenBook, "The workbook is damaged, or only a part of it is there.", WhoseYours, "Copy or download it once more. If your spreadsheet program can still open it, save it anew there."),
		say(ErrNoAddresses, "The file has no column with e-mail addresses.", WhoseYours, "Say which column holds the addresses, or choose another file."),
		say(ErrManyRows, "The file has more rows than one import takes: 5,000,000.", WhoseYours, "Split it into several files and import them one after the other."),
		say(ErrMostlyBad, "More than a million rows of the file are no contacts.", WhoseYours, "Look whether it is the right file, and whether its columns and characters were recognised rightly."),
		say(ErrBadAddress, "This is not an e-mail address.", WhoseYours, "Write it like anna@example.com."),
		say(ErrForgotten, "This person asked to be forgotten.", WhoseYours, "When they have come back of their own accord, let their address be mailed again first; then it can be a contact."),
		say(ErrBadHours, "These are not hours.", WhoseYours, "Write them like Mon-Fri 08:00-18:00 Europe/Vienna."),
		say(ErrBadLimit, "This is not a limit.", WhoseYours, "Write it like 500/24h, 100/hour or 500/day@Europe/Vienna."),
		say(ErrUnknownField, "The message uses a field that no contact has.", WhoseYours, "Correct the name of the field, or add the field to your contacts."),
		say(ErrBadTemplate, "The message cannot be read.", WhoseYours, "Correct the place that is named; fields are written {{ first_name }}."),
		say(ErrEmptyField, "A field that must not be empty is empty for this contact.", WhoseYours, "Fill in the field at the contact, then try again."),
		say(ErrNoRecipients, "There is nobody to send to.", WhoseYours, "Choose a list with contacts who may be mailed."),
		say(ErrNoOptOut, "The message has no way to unsubscribe.", WhoseYours, "Enter an address for unsubscribing in the settings."),
		say(ErrNoPostal, "The postal address of your business is missing.", WhoseYours, "Enter it in the settings; mailings must carry it by law in most countries."),
		say(ErrNoPassword, "The password of this account is needed.", WhoseYours, "Enter the password."),
		say(ErrNoKeychain, "This computer has no keychain for passwords.", WhoseComputer, "Enter the password; it is kept only until Evenpost is closed."),
		say(ErrPlainRefused, "The connection to this server would not be protected.", WhoseYours, "Choose TLS or STARTTLS in the account."),
		say(ErrAccountInUse, "A campaign still uses this account.", WhoseYours, "Finish or cancel that campaign first."),
		say(ErrOtherDomain, "The two accounts send from different domains.", WhoseYours, "Choose a second account whose sender address has the same part after the @, or none: people trust one sender, and so do their servers."),
		say(ErrTemplateInUse, "A campaign that has not started uses this template.", WhoseYours, "Choose another template for that campaign, or delete it first."),
		say(ErrExists, "There is one with this name or address already.", WhoseYours, "Choose another name, or change the one that exists."),
		say(ErrNotFound, "It does not exist (any more).", WhoseYours, "Check the name."),
		say(ErrWrongState, "That is not possible now.", WhoseYours, "Look at what the campaign is doing."),
		say(ErrInvalid, "Something that was entered is not valid.", WhoseYours, "Correct it and try again."),
	}
}
