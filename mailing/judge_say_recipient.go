package mailing

// recipientPhrases are what servers say of the recipient, the message and their server.
func recipientPhrases() map[saying]string {
	return map[saying]string{
		saysGrey: `
			greylist*|graylist*|postgrey|greylisted|greylst|sqlgrey|greyfix
			grey|gray|graue*|gris|grise|grigia|cinza|cinzenta|szara|szarej|grijze List|list*
			List ..1 grise|gris|grigia|cinza
			серый|серые|серого списк*`,
		saysResolver: `
			open resolver
			public resolver|dns ..3 query
			query refused
			queries ..2 refused
			rate ..1 limited ..3 query|queries|dnsbl
			open ..1 public ..1 resolver`,
		saysUnknown: `
			Person ..3 Unknown
			Unknown ..1 Person
			Person ..4 Not ..3 Exist
			no|kein*|aucun|ningun|nessun* ..1 Person
			Not ..1 such ..1 Person|here|address|local
			no such ..2 Person|mail*
			no ..1 mailbox
			Person ..4 nonexist*
			Person ..3 not ..2 Exist
			Person ..2 Not ..2 here|known|listed|registered|handled
			Person ..2 Invalid
			Invalid ..1 Person
			Person ..3 Not ..1 valid|gültig|válid*|valide
			Not ..2 valid ..2 Person
			recipient ..2 not ..2 Exist
			recip* not found
			recipnotfound
			not found ..3 directory|lookup|Person
			Not ..3 recipient ..1 List|table|map
			no longer ..4 here|valid|available|exist*|employed|with|work*|active
			not ..2 our customer*
			does not ..1 like recipient
			unrouteable|unroutable|undeliverable ..1 Address
			cannot|could ..3 verify|deliver ..2 Person
			no one ..1 here
			doesnt exist
			Address ..3 Exist ..1 pas|not
			Address ..4 Unknown
			n existe pas
			не существует
			нет такого
			user ..1 doesnt
			adresse ..3 Exist ..1 nicht
			existiert nicht|kein*
			no existe
			non esiste
			bestaat niet
			nie istnieje
			não existe|existe
			kein* ..1 Person ..2 Exist|name*|name
			no account ..2 name|address
			delivery ..2 to ..2 Person ..3 fail*
			mailbox ..2 not ..1 found
			unknown ..1 or ..1 illegal ..1 alias
			Address ..1 Refuse ..2 undeliverable
			unknown address|local|virtual|alias
			not ..1 valid ..1 mailbox
			mailbox ..2 Invalid
			Address ..3 typos
			adresse ..2 Invalid
			destinat* ..3 Invalid`,
		saysDisabled: `
			Person ..3 Suspend
			Suspend ..1 Person
			Person ..2 address ..1 Refuse ..1 Block|inactive|disabled
			recipient ..3 Block
			recipient account ..2 Block
			destinat* ..3 bloque*
			Mailbox ..3 Suspend
			compte ..3 bloque*|désactivé
			over ..2 inactiv*
			account ..2 you ..3 disabled
			cuenta ..2 Suspend|inactiva
			Person ..3 suppress*
			suppression ..1 List
			previously ..1 bounced|complained|unsubscribed
			hard ..1 bounce|bounced
			moved|left
			umgezogen
			no longer`,
		saysUnavailable: `
			Mailbox ..2 unavailable|indisponible|disponible
			requested ..1 action ..4 Not|abort*
			requested mail action
			action not taken
			postfach nicht ..2 verfügbar|erreichbar
			Mailbox ..1 nicht ..1 verfügbar
			mailbox ..1 not ..1 available|accessible
			mailbox ..1 temporarily
			user ..2 unavailable
			recipient ..2 unavailable`,
		saysDomain: `
			recipient ..2 domain ..3 Not|Invalid|Unknown
			Domain ..2 Unknown
			Unknown ..1 Domain|host
			host|domain ..1 not found
			domain ..3 Not ..2 Exist|found|mail|accept*
			no mx
			mx ..5 Not Exist
			null mx
			nullmx
			name ..2 service ..2 not ..2 known
			host ..2 name ..2 lookup ..2 fail*
			no such domain|host
			bad ..1 destination
			domain ..2 Not ..2 accept* ..2 Msgs
			not ..2 accept* ..1 mail ..2 for ..2 domain
			dns ..3 nxdomain
			nxdomain
			unrouteable ..2 domain
			no route ..2 domain`,
		saysRecipient: `
			recipient ..1 Address ..1 Refuse
			recipient ..1 Refuse
			Refuse ..1 recipient
			recipient ..2 Refuse
			empfänger* ..3 Refuse
			destinat* ..3 Refuse
			rcpt ..2 Refuse
			Address ..1 Refuse
			Mailbox ..3 Refuse`,
		saysByRecipient: `
			Refuse ..2 destination
			Refuse ..1 by ..1 recipients|recipient
			recipients ..2 Refuse
			Sender Not ..1 authenticated ..1 for
			Person ..3 Not ..1 want
			Person ..3 doesnt ..1 want
			recipient ..1 preference*
			Block ..2 recipient|user
			user entry
			by ..2 recipient ..2 policy
			target address
			Refuse ..2 by ..2 recipient|user|owner|empfänger
			manually ..1 blocked
			only ..3 accept* ..3 from
			does not accept ..4 from ..4 Sender|outside|external|you|address
			restricted ..3 Sender
			not ..2 permitted ..3 to ..2 recipient
			recipient ..3 not ..2 accept* ..3 Msgs
			recipient ..2 only
			Sender ..4 blocked ..2 by ..2 user|recipient
			prohibited ..2 by ..2 administrator|recipient
			not ..2 allowed|authorized|permitted ..2 to ..1 send ..2 to
			authorization|authorisation ..2 required
			auth required
			members|moderat*|subscribers ..2 only|can|may
			unauthenticated ..2 external
			whitelist*`,
		saysTheirSenders: `
			delivery restriction*
			restriction check
			safe|allow|allowed ..1 senders ..1 List
			Sender Not ..3 recipient|recipients ..3 List`,
		saysBadLink: `
			listed|blacklisted|blocked url|urls|uri|link|links
			url|urls|uri|link|links ..3 listed|blacklisted
			Msgs ..4 url|urls|uri|link|links ..6 listed|blacklisted|Blacklist`,
		saysIsFull: `
			too many ..1 Msgs ..1 server|mailbox
			viele|zuviele ..1 Msgs ..3 server|postfach
			Mailbox ..3 Full
			over quota
			Full ..2 Mailbox`,
		saysFull: `
			Mailbox ..3 Full
			Account ..3 Full
			Person ..3 Full
			Account ..2 over ..1 quota
			over quota
			overquota
			overquotatemp|overquotaperm
			Mailbox|disk|storage|user ..2 quota ..2 Exceed
			quota ..1 Exceed ..2 Mailbox|mailbox
			Mailbox ..4 Limit ..3 Exceed
			Mailbox ..4 quota
			quota ..3 Mailbox
			Exceed ..3 Mailbox ..2 Limit|quota|Size
			Exceed ..4 Space
			Space ..3 Exceed|Full
			Lack ..3 Space
			Person ..2 Exceed ..4 quota|Space|size
			Person ..4 overquota
			Mailbox ..2 Size ..3 Exceed
			not ..1 enough ..2 Space
			mailbox ..2 too ..1 large|full
			storage ..3 quota|Limit
			buzon|buzón ..4 Full
			boîte ..5 Full
			pleine
			disk quota
			Mailbox ..5 Exceed ..3 Limit|Space|Size
			Person ..2 Exceed ..3 Mailbox
			Person ..1 over ..2 quota|Limit
			Account ..2 Exceed ..3 disk|storage|Space
			storage ..2 allocation
			too full`,
		saysSpam: `
			dt spm
			Spam
			high probability ..2 Spam
			spamassassin
			junk
			mcspam*`,
		saysFilter: `
			Msgs ..1 filtered
			Content ..2 Refuse|Block|filter*
			filter* ..2 Content|rule|policy
			Refuse ..3 filter*
			Msgs ..2 contains|contained|contient|enthält|contiene
			Refuse ..3 Content
			Block ..3 Content
			Msgs Refuse
			mail rejete|abgelehnt
			Msgs ..2 Refuse ..3 security
			Content ..2 Invalid
			Msgs ..3 suspicious|verdächtig|suspect|sospechos*
			suspicious ..3 Content|Msgs
			suspicion ..2 Spam
			due ..2 Content
			Block ..2 Msgs ..2 Content
			bad|malicious|blacklisted ..1 url|link|urls
			security ..1 polic*
			security ..1 reasons
			Content ..3 security
			present|presents ..2 potential ..2 security`,
		saysVirus: `
			Virus
			Attach ..4 Refuse|Block|Not|Invalid|forbidden|illegal|security
			illegal|banned|forbidden|blocked|Refuse|bad ..2 Attach
			banned ..2 file*|filename*|extension*
			file ..2 type ..3 Not|Block|Refuse
			executable`,
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
			слишком больш*`,
		saysPolicy: `
			Policy
			local policy
			access ..1 denied
			zugriff verweigert
			accès refusé
			acceso denegado
			Not ..2 allowed|permitted|authorized|authorised|erlaubt|autorisé|permitido
			administrative* ..2 prohibit*
			prohibit*
			envelope block*|reject*
			delivery ..2 Not ..2 authorized|authorised|allowed
			Msgs ..2 Refuse|Block
			Msgs ..2 Not ..2 allowed|accept*
			Not ..1 accept* ..3 Msgs|policy
			transaction ..2 fail*|Refuse
			service ..1 refus*|Refuse
			security
			geoip|country|geograph*`,
		saysDisk: `
			Lack ..2 system ..1 Space|resources|ressourcen
			Lack ..2 disk
			disk ..2 full
			insufficient ..2 resources
			no space ..2 left
			system ..1 storage
			system ..1 resources
			spool ..3 full
			Lack ..2 server ..1 Space`,
		saysLater: `
			in progress
			Later
			try again
			come back
			not now`,
		saysTrouble: `
			upstream ..1 error
			local ..1 error
			internal ..2 error
			server ..1 error
			temporary ..2 fail*|error|problem|unavailable|lookup
			temporarily ..2 unavailable
			service ..2 unavailable
			service ..2 not available
			service ..2 currently
			resources ..2 unavailable
			system ..2 error|problem|busy|unavailable|maintenance
			lookup ..2 fail*
			dns ..2 error|fail*|timeout|lookup
			maintenance|wartung*
			queue ..2 error|full|file|quota
			server ..1 busy
			too busy
			configuration ..1 error
			technical|technische* ..2 problem*|störung
			could ..2 not ..2 complete
			Sender ..2 verify ..2 defer*
			cannot ..2 process
			timeout|timed|zeitüberschreitung
			storage ..2 error
			loops|loop|hops
			try again later
			too many ..1 errors|hops
			erreur ..2 temporaire|interne
			error ..2 temporal|interno
			too ..1 many ..1 bad`,
		saysUnreachable: `
			eof
			broken pipe
			reset by peer
			connection ..1 refused
			connection ..1 timed
			connection ..1 lost|dropped|reset
			lost|dropped ..1 connection
			host ..2 unreachable
			network ..1 unreachable
			no ..1 route ..1 to ..1 host
			could not ..2 connect
			unable ..2 connect
			server ..2 not respond*
			no answer`,
		saysExpired: `
			Msgs ..1 expired
			delivery ..2 time ..1 expired
			queue ..3 too long
			queue ..3 Exceed ..3 time|lifetime
			undelivered ..3 Hours
			retry ..2 time|timeout ..4 Exceed
			not ..2 going ..2 try again
			Not ..2 deliver* ..3 Hours`,
		saysOwnNetwork: `
			dial|read|write ..1 tcp|udp
			lookup ..6 no such host
			econnrefused|econnreset|etimedout|enotfound|ehostunreach|enetunreach|econnaborted|eai|esocket
			getaddrinfo|getaddresses|gethostbyname
			errno|winerror
			cannot|could|unable ..3 resolve ..2 host|hostname|name|address|server
			temporary failure ..1 name resolution
			unknown host exception
			socket ..2 timeout|error|closed|exception`,
		saysByPolicy: `
			Not authorized|authorised ..1 Msgs
			delivery Not
			Policy`,
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
			comme ..1 Spam|indésirable`,
		saysNotStandard: `
			Not ..3 rfc ..3 compl*|konform*
			rfc ..3 compl* ..1 Not
			multiple|duplicate|missing|several ..3 header*`,
		saysProgram: `
			pipe|procmail|maildrop|command ..3 failed|died|error
			forward* ..3 loop|fail*`,
	}
}
