package mailing

// recipientPhrases are what servers say of the recipient.
func recipientPhrases() map[saying]string {
	return map[saying]string{
		saysGrey: `
			greylist*|graylist*|postgrey|greylisted|greylst|sqlgrey|greyfix
			grey|gray|graue*|gris|grise|grigia|cinza|cinzenta|szara|szarej|grijze List|list*
			List ..1 grise|gris|grigia|cinza
			серый|серые|серого списк*`,
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
			destinat* ..3 Invalid
			Person ..2 Not ..2 ok|member|activated|recognized|recognised|verified|configured|defined|hosted|local|unique
			Person ~3 ambiguous
			Not ..3 account|mailbox ..1 here
			not ..1 account|mailbox here
			cannot ..1 find ..3 Person
			cant ..1 find ..3 Person
			Person ~3 Unknown
			bad|wrong ..1 recipients|recipient|address|mailbox|user
			doesnt ..1 account|mailbox
			not unique
			Not ..3 account|mailbox here
			Person ~3 Not ..2 Known
			Invalid ~3 Person
			Not ..3 find|locate|handle|deliver ..4 Person
			name ..2 Not found|exist*
			does ..1 not ..2 account|mailbox
			nosuchuser|userunknown|unknownuser|invaliduser|usernotfound|nouser|mailboxnotfound
			no ..2 entry ..2 Person`,
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
			no longer
			now disabled
			Person ~3 Suspend
			receiving|reception|empfang ..1 Suspend`,
		saysUnavailable: `
			Mailbox ..2 unavailable|indisponible|disponible
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
			no route ..2 domain
			dns ..4 Not ..3 found|find
			Not ..2 find|found ..2 mx|host|domain
			destination computer
			no ..2 hosts ..2 domain
			unable ..1 route
			Domain ..4 Not ..2 resolve*`,
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
			whitelist*
			Person ..1 refused|refuses|declined|declines
			only accept*
			user|recipient reject|rejects|refused|refuses|declined ..2 Letter|to
			Person ..1 Wants ..1 Not
			Person ..3 Not ..1 Wants
			recipient*|empfänger*|destinat*|ontvanger*|odbiorca|user|utilisateur|usuario|benutzer blocked|blocks|blockiert|bloqué|bloqueado|bloccato|geblokkeerd|zablokował ..2 you|your|ihre|vos|sus|suoi|uw|Letter|Sender
			recipient|destinat*|empfänger*|ontvanger*|usuario|utente refuse|lehnt|rechaza|rifiuta|weigert|recusa|odrzuca ..2 Letter|vos|your|ihre|sus|suoi|uw
			Person Not ..1 Accept ..2 Letter
			By ..1 Receiver ..2 Block|Refuse
			Block|Refuse ..2 By ..1 Receiver
			Only ~2 Accept
			owner|inhaber|propriétaire ..5 Block|Refuse
			owner|user|recipient* ..3 Block ..1 you
			Only ..2 intern|interne|internal|interno|interni|interna|members|mitglieder|membres|miembros ..3 Sender|can|may|dürfen|peuvent|pueden
			<address> ..2 Not ..1 Wants
			Not ..1 Wants ..2 Letter`,
		saysTheirSenders: `
			delivery restriction*
			restriction check
			safe|allow|allowed ..1 senders ..1 List
			Sender Not ..3 recipient|recipients ..3 List
			approved|permitted|authorized ..1 List
			Person ..2 Not ..1 Accept ..4 Sender`,
		saysIsFull: `
			too many ..1 Msgs ..1 server|mailbox
			viele|zuviele ..1 Msgs ..3 server|postfach
			Mailbox ..3 Full
			over quota
			Full ..2 Mailbox
			Exceed ..3 message count`,
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
			too full
			Not ..2 receive ..2 more
			Exceed ..3 message count`,
		saysTheirFull: `
			recipient|recipients|empfänger*|destinat* ..3 quota|Full|Space
			recipient|empfänger*|destinat* ..2 overquota
			Receiver ..1 Exceed ..2 Quota|Space
			Receiver ..2 Quota|Space ..3 Exceed`,
		saysNotDone: `
			requested ..1 action ..4 Not|abort*
			requested mail action
			action not taken`,
		saysGone: `
			inactiv*|deactivat*|inactif|inactive|discontinued
			never ..1 logged
			hasnt|not ..1 entered|logged
			no longer|more
			retired|moved|umgezogen|verzogen
			Account|mailbox|user ..2 expired|closed
			address|email|adresse ..1 changed|geändert|cambiado
			inaktiv*|stillgelegt*|deaktiviert*|désactivé*|inactivo|inactiva|inattiv*|nieaktywn*|inativ*
			nicht mehr
			ne ..2 plus
			ya no
			non ..1 più
			niet meer
			już nie`,
		saysUnverified: `
			Not ..3 verify|validate ..4 Person
			Person ..3 verif* ..3 Fail
			Person ..3 Not ..2 verified|validated`,
	}
}
