package mailing

import "strings"

// blocklists are the lists that servers ask before they take mail: how their hosts are called, and their names for people.
func blocklists() [][2]string {
	return [][2]string{
		{"spamhaus.", "Spamhaus"},
		{"spamcop.", "SpamCop"},
		{"barracudacentral.", "Barracuda"},
		{"b.barracuda", "Barracuda"},
		{"sorbs.", "SORBS"},
		{"uceprotect", "UCEPROTECT"},
		{"abuseat.", "CBL"},
		{"manitu.", "NiX Spam"},
		{"nixspam", "NiX Spam"},
		{"mailspike.", "Mailspike"},
		{"abusix.", "Abusix"},
		{"invaluement.", "Invaluement"},
		{"surbl.", "SURBL"},
		{"uribl.", "URIBL"},
		{"senderscore.", "Sender Score"},
		{"backscatterer.", "Backscatterer"},
		{"psbl.", "PSBL"},
		{"spamrats.", "SpamRATS"},
		{"spfbl.", "SPFBL"},
		{"talosintelligence.", "Cisco Talos"},
		{"senderbase.", "Cisco Talos"},
		{"junkemailfilter.", "Hostkarma"},
		{"0spam.", "0spam"},
		{"cloudmark.", "Cloudmark"},
		{"proofpoint.com/ipcheck", "Proofpoint"},
		{"ipcheck.proofpoint", "Proofpoint"},
		{"spamhaus", "Spamhaus"},
		{"spamcop", "SpamCop"},
		{"uribl", "URIBL"},
		{"surbl", "SURBL"},
		{"sorbs", "SORBS"},
	}
}

// listNamed is the blocklist that a plain text names, or "".
func listNamed(text string) string {
	for _, l := range blocklists() {
		if strings.Contains(text, l[0]) {
			return l[1]
		}
	}
	return ""
}
