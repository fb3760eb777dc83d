package mailing

// messagePhrases are what servers say of the message.
func messagePhrases() map[saying]string {
	return map[saying]string{
		saysSpam: `
			dt spm
			Spam
			high probability ..2 Spam
			spamassassin
			junk
			mcspam*`,
		saysIsSpam: `
			Spam classif*
			classif*|clasific*|eingestuft|einstuf*|identif*|rated|ritenut*|jugé* ..3 Spam
			Spam ..3 eingestuft|identif*|erkannt
			Msgs ..2 score|scored ..3 <number>
			score|scored ..8 threshold|required|above
			Refuse ..3 Spam
			Spam ..1 detected|erkannt|rejected
			spam message
			als Spam
			considered ..2 Spam
			likely ..2 Spam
			Spam content
			considerado ..1 Spam
			comme ..1 Spam|indésirable
			score ..8 Limit
			Msgs score
			Spam ..1 score`,
		saysFilter: `
			Letter ..1 filtered
			Content ..2 Refuse|Block|filter*
			filter* ..2 Content|rule|policy
			Refuse ..3 filter*
			Letter ..2 contains|contained|contient|enthält|contiene
			Refuse ..3 Content
			Block ..3 Content
			Letter Refuse
			mail rejete|abgelehnt
			Letter ..2 Refuse ..3 security
			Content ..2 Invalid
			Letter ..3 suspicious|verdächtig|suspect|sospechos*
			suspicious ..3 Content|Letter
			suspicion ..2 Spam
			due ..2 Content
			Block ..2 Letter ..2 Content
			bad|malicious|blacklisted ..1 url|link|urls
			security ..1 polic*
			security ..1 reasons
			Content ..3 security
			present|presents ..2 potential ..2 security
			Letter ~4 Refuse
			filtered ..1 by
			Letter Block
			Content ..4 Block
			Content ~2 Invalid`,
		saysBadLink: `
			listed|blacklisted|blocked url|urls|uri|link|links
			url|urls|uri|link|links ..3 listed|blacklisted
			Msgs ..4 url|urls|uri|link|links ..6 listed|blacklisted|Blacklist
			urlbl*
			Content ..1 Blacklist`,
		saysVirus: `
			Virus
			Attach ..4 Refuse|Block|Not|Invalid|forbidden|illegal|security
			illegal|banned|forbidden|blocked|Refuse|bad ..2 Attach
			banned ..2 file*|filename*|extension*
			file ..2 type ..3 Not|Block|Refuse
			executable
			Not ..4 Attach
			archive|archives|zip|archiv*|archivo* ..3 Not`,
		saysSize: `
			too ..1 large|big|long
			larger|bigger|größer ..1 than|als
			plus grand|grande|gros|volumin*
			Size ..3 Exceed
			Exceed ..4 Size
			Size ..2 Limit
			Msgs ..2 length ..2 exceed*
			zu groß
			trop volumin*|grand|gros*|grande|lourd
			demasiado grande
			troppo grande
			te groot
			zbyt duż*
			Limit ..3 Size
			max* ..2 Msgs ..2 Size
			recip ..1 size ..1 limit
			message ..1 size
			größe ..4 Exceed
			taille ..4 Exceed
			tamaño ..4 Exceed
			слишком больш*
			Attach ..3 Limit
			Exceed ..4 Attach
			too many ..1 Attach
			Exceed ~4 Bytes
			Limit ~3 Bytes`,
		saysNotStandard: `
			Not ..3 rfc ..3 compl*|konform*
			rfc ..3 compl* ..1 Not
			multiple|duplicate|missing|several ..3 header*`,
		saysForm: `
			blank|empty|null ..1 from
			valid ..1 from
			rfc ..2 compl*
			rfc2822|rfc5322|rfc822|rfc5321|rfc2821
			rfc <number>
			rfc ..1 konform
			header* ..4 Invalid|missing|Not|malformed|syntax|duplicate|multiple
			missing|multiple|duplicate|Invalid|Not ..4 header*
			from header
			from domain ..2 Invalid
			provide ..2 valid ..1 from
			missing ..3 from
			bare lf|line|cr|newline
			line ..2 Limit|long
			line ..1 too long
			syntax error
			messageid
			date ..1 header
			Msgs ..2 Not ..2 compliant
			mime ..3 Invalid|error|malformed
			stray`,
	}
}
