// Package journal keeps, beside the database, a plain list of what was handed over to servers and how it came out. It is
// for the day on which the database is damaged: a copy of yesterday does not know whom today's mails went to, and nobody
// must get one twice.
//
// The list is written with every turn of the engine, when the turn is committed and before anything of it is handed over. A
// start compares its newest files with the database; else it is read when the database is damaged. A
// line has its own checksum and ends with a line break, so that damage is found and does not spread. Lines tell which claim
// they are about by its id in the ledger; ids are never used twice, so the order of lines does not matter.
//
// It costs one write in a turn. It is brought to the disk after every MostUnsynced claims, not with each of them: a process
// that is killed loses nothing of it, and after a power cut what may be missing is bounded by that number.
//
// Beside it lies the trail, see Trail: how far the claims of the engine have come that are not settled yet.
package journal
