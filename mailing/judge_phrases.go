package mailing

// What a text can say.
const (
	saysNothing       saying = iota
	saysQuota                // a sending limit is used up: what is counted is sent, or the count is by hours and days
	saysSending              // …, in words that cannot mean a mailbox
	saysQuotaWord            // "quota exceeded", of what is not said
	saysHourly               // … by the hour
	saysPerMinutes           // … per minutes or seconds
	saysThrottle             // slow down
	saysConnections          // too many connections
	saysPerSession           // too many messages in one connection
	saysTooMany              // too many recipients or messages, in what time is not said
	saysReceives             // the recipient is getting too much
	saysToThisOne            // … from this sender
	saysGrey                 // greylisting
	saysResolver             // the server's own look-up in a blocklist is broken
	saysListed               // a blocklist
	saysAddressBlock         // the client's address is refused
	saysReputation           // …, for what it did before
	saysSenderBlock          // the sending account is blocked
	saysAbuse                // …, for sending spam
	saysSenderRefuse         // this sender address is refused
	saysSendAs               // …, for it belongs to somebody else
	saysSenderDomain         // … for its domain cannot be found
	saysDomainAuth           // SPF, DKIM, DMARC
	saysReverse              // the client's address has no name
	saysHello                // the client's name is refused
	saysForm                 // headers, line ends: not as the standards have it
	saysLogin                // the login failed
	saysLoginFirst           // a login is wanted
	saysRelay                // no relaying
	saysTLS                  // encryption is wanted or failed
	saysUnknown              // no such recipient
	saysDisabled             // the recipient exists no longer
	saysUnavailable          // "mailbox unavailable", for whatever reason
	saysDomain               // the recipient's domain does not exist or takes no mail
	saysRecipient            // it is the recipient('s address) that is refused
	saysByRecipient          // the recipient does not want it
	saysFull                 // the mailbox is full
	saysIsFull               // …, in words that cannot mean a sending limit
	saysSpam                 // looks like spam
	saysFilter               // refused by a filter for its content
	saysVirus                // virus or attachment
	saysSize                 // too large
	saysPolicy               // a rule of the server
	saysDisk                 // the server's own storage
	saysLater                // try again later
	saysTrouble              // the server's own trouble
	saysNoConnections        // the server takes no connections from the client
	saysUnreachable          // another server could not be reached
	saysOwnServer            // only one's own provider says such a thing
	saysNoWay                // this computer's own words: the server cannot do what the account wants
	saysProgram              // a program failed on the way
)

// phrases are what servers say, by meaning. Order does not matter; how phrases are written is at type phrase.
func phrases() map[saying]string {
	return map[saying]string{
		saysQuota: `
			Send ..2 Limit ..4 Exceed
			Exceed ..4 Send ..2 Limit
			Exceed ..4 Limit ..2 Send
			Send Limit
			Send quota
			Limit ..1 envoi|envío|envios|envíos|invio|verzenden|envio
			Hours ..3 Limit|quota
			Limit ..3 Hours
			Exceed ..6 Hours
			Hours ..4 Exceed
			number|anzahl|nombre|número|numero|numer|liczb*|aantal|amount ..2 Msgs ..4 Exceed
			Exceed ..4 number|anzahl|nombre|número|numero|liczb*|aantal|amount ..3 Msgs|Send
			Limit ..1 Msgs ..4 Exceed|sent
			Msgs ..2 Limit ..3 Exceed
			Exceed ..3 Msgs Limit
			Limit ..2 Msgs ..1 Exceed
			Msgs ..1 per|pro|par|por|je|por ..1 Hours
			Msgs ..1 Hours Limit|quota|maximum
			<number> ..1 Msgs ..2 Per ..2 Hours|Minutes
			only|nur|seulement|solo|sólo|soltanto|máximo|maximal ..4 Per ..2 Hours|Minutes
			too many|much ..2 Msgs|Send ..5 Hours
			TooMany ..2 Msgs ..5 Hours
			zu viele|viel ..2 Msgs ..4 Hours
			credits ..2 Exceed
			Exceed ..3 credits
			insufficient|out|no|not ..2 credits|credit
			refuse quota
			submission quota
			quota|limit ..1 submission|for ..2 sending|outgoing
			max|maximum ..3 Msgs|defers|fails|failures ..4 Hours
			defers ..4 Hours
			wait|warten ..2 until tomorrow
			tomorrow ..6 Limit
			send|sent|gesendet|envoyé|enviado|inviato ..2 too|zu ..1 many|viele|much ..2 Msgs
			you ..2 sent ..2 too ..1 many
			plan|subscription|tarif|trial|free|billing ..4 Limit ..3 Exceed
			versandlimit*|sendelimit*|maillimit*|tageslimit*|stundenlimit*|sendlimit*
			лимит ..3 писем|сообщений|отправки`,
		saysSending: `
			Send ..2 Limit ..4 Exceed
			Exceed ..4 Send ..2 Limit
			Exceed ..4 Limit ..2 Send
			Send Limit
			Limit ..1 envoi|envío|envios|envíos|invio|verzenden|envio|versand
			Msgs ..1 Per ..1 Hours
			relay quota
			submission quota
			Exceed ..6 Msgs ..1 Per ..1 Hours
			versandlimit*|sendelimit*|maillimit*|tageslimit*|stundenlimit*|sendlimit*`,
		saysQuotaWord: `
			quota|kontingent*|cuota|cota|quote|квота|credits
			Limit ..3 Exceed
			Exceed ..3 Limit
			Exceed ..4 Limit`,
		saysHourly: `
			hour|hours|hourly|hr|stunde|stunden|stündlich*|heure|heures|horaire|hora|horas|ora|ore|orari*|uur|godzin*|час|часа
			stundenlimit*`,
		saysPerMinutes: `
			Per ..2 Minutes
			Minutes ..1 Limit
			every ..1 Minutes
			Msgs ..1 per ..1 Minutes`,
		saysThrottle: `
			throttl*|ratelimit*|slowdown
			Rate ..1 limit*
			Rate ..3 Exceed|high|hoch|élevé|alto|elevad*
			limit* ..1 Rate
			Exceed ..4 Rate
			too|zu|trop|demasiado|troppo|te|zbyt|muito ..1 Fast
			TooMany Fast
			slow* ..1 down
			langsamer|verlangsam*|ralenti*|spowol*
			unusual ..2 Rate
			unexpected ..1 volume
			high ..1 volume
			reduce|decrease ..3 Rate|volume|sending
			Rate ..2 unsolicited
			Send ..1 Rate
			frequency ..1 limit*
			request* limit|limits ..2 Exceed
			too many|much ..1 requests|commands|attempts|transactions
			too much mail|email|traffic
			Limit ..2 Minutes ..3 Exceed
			Msgs ..1 per ..1 Minutes
			user complaints
			excessive ..3 Msgs|Rate|Connect|Send|traffic
			flood*
			anti flood`,
		saysConnections: `
			too many ..3 Connect|Simul
			TooMany ..2 Connect
			zu viele ..2 Connect
			Simul ..2 Connect|Limit|Send|smtp|client*|delivery
			Connect ..3 Limit
			Connect ..2 Exceed
			Limit ..4 Connect ..3 Exceed
			maximum|max|maximal* ..3 Connect
			Exceed ..4 Connect
			Limit ..3 Connect
			Connect Rate
			only ..3 Connect`,
		saysPerSession: `
			Msgs ..1 per|pro|par|por ..1 Connect
			Msgs ..2 in|on|diese*|single|one ..1 Connect
			too many ..2 Msgs Connect
			Connect ..1 Msgs ..1 Limit
			Limit ..3 Msgs ..3 Connect
			too many ..1 Msgs|rcpt|errors ..2 Connect`,
		saysTooMany: `
			too many ..3 Msgs
			TooMany ..2 Msgs
			zu viele|viel ..2 Msgs
			te veel ..2 Msgs
			zbyt wiele|dużo ..2 Msgs
			too many|much ..1 rcpt
			Limit ..2 Msgs
			Exceed ..3 Limit ..2 Msgs`,
		saysReceives: `
			Person ..6 receiving ..5 Rate|Fast|many|quickly
			Person ..3 Exceed ..5 Rate
			Person ..3 Exceed ..8 receive
			Person ..6 Exceed ..4 Limit ..6 receive
			Person ..3 receiv* ..1 too
			recipient* ..2 rate ..1 limit*
			recipient* ..1 throttl*`,
		saysToThisOne: `
			Sender ..8 Limit ..10 recipient ..1 per
			Sender ..8 Limit ..10 to recipient
			Msgs ..3 to recipient ..2 per|Hours`,
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
		saysListed: `
			Blacklist
			Black List
			Block ..1 using|via|durch
			listed ..1 in|on|by|at
			found|currently ..1 listed
			gelistet|aufgeführt
			on ..3 Black List
			Block ..3 List
			liste noire
			lista negra
			lista nera
			czarnej liście
			zen|xbl|sbl|pbl|bl|dbl|cbl
			jmrp|snds
			Ip|Client|Domain ..3 listed`,
		saysAddressBlock: `
			Ip ..4 Block
			Ip ..4 Refuse
			Block|banned ..3 Ip
			Refuse ..3 Ip
			Ip ..2 Invalid
			Invalid ..1 Ip
			Ip ..3 Not ..1 allowed|accepted|authorized|zugelassen|autorisé*|authorised|permitted|welcome
			Not ..1 accept* ..2 from ..2 Ip
			Not ..1 accept* ..3 Msgs ..2 from ..4 Ip
			client host Refuse|Block
			client host <host>|<ip>|unknown|address ..2 Refuse|Block
			client host ..3 Refuse|Block|blocked
			host ..2 Refuse ..2 Ip
			Client ..1 Not ..1 allowed|permitted|accepted
			network ..1 Not ..1 allowed
			Msgs ..2 from <ip> ..2 Block|Refuse|Not|wurd*
			part ..2 network ..3 Block
			no access|service ..2 from ..2 mail|server|Ip
			access ..2 denied ..3 Ip
			traffic ..2 Not accept*
			Ip ..3 problem
			open relay|proxy
			dynamic ..2 Ip
			dynamic|dynamisch*|residential|dialup|dsl ..2 Ip|address*|adresse*|host*|range*|pool*
			use ..3 smtp|mail ..2 server|relay ..4 isp|provider
			Ip ..3 dynam*|residential
			mail* ..2 from ..2 network|server|host ..3 Not|Block|Refuse
			access from ..2 Ip ..2 Refuse|Block`,
		saysReputation: `
			Reputat
			low|poor|bad ..1 Reputat
			spamm* ..2 Ip|source|host|history
			spamming ..1 issues
			incident* ..1 Spam
			aup
			abuse*|abusive ..3 Ip|detected|from|reports|source
			block* ..2 abuse
			due|because|wegen ..3 complaints
			spam ..2 from ..2 Ip|address|adresse|network
			Spam ..2 sent|sending|received ..2 from
			senden ..2 Spam
			snowshoe|botnet`,
		saysSenderBlock: `
			unusual ..2 activity
			suspicious ..3 activity
			Send|outgoing|outbound ..3 Suspend|Block
			Suspend ..3 from ..2 Send
			Block ..2 from ..2 Send|submitting
			Account ..4 Suspend
			Account ..3 Block
			Suspend ..2 Account
			Block ..2 Account
			bad outbound Sender
			outbound spam
			Sender Address Block|Suspend
			Sender ..2 Block|banned|Suspend
			tenant ..3 Exceed
			threshold ..2 Exceed
			Exceed ..1 threshold
			Not ..2 allowed|permitted|authorized ..1 to ..1 send
			Domain ..3 Not ..1 allowed ..2 send
			Account ..3 compromised|kompromittiert|hacked
			Send ..3 Not ..1 allowed|permitted|enabled|possible|erlaubt|autorisé
			Send ..2 privileg* ..3 revoked|Suspend
			unblock* me
			to unblock
			entsperr*|débloquer|desbloque*
			verify|verif* ..2 phone
			mailversand ..3 Suspend|Block|deaktiviert
			versand ..4 gesperrt|deaktiviert|blockiert`,
		saysAbuse: `
			spam abuse
			abuse ..2 detected
			sending|send|sent|senden|versenden|envoyer|enviar ..3 Spam
			Spam ..2 sending|activity|versand
			spammer*
			Spam ..3 from ..2 Account|network`,
		saysSenderRefuse: `
			Sender ..1 Address ..3 Refuse|Invalid|Not|Block|unknown
			Sender ..2 Refuse
			Sender ..1 Invalid
			Sender ..2 Not ..2 Exist|allowed|accept*|verified|authorized|owned|permitted|match*
			Refuse ..2 Sender
			Not ..3 Sender
			Sender ..2 denied
			Sender verif* ..1 fail*
			Sender ..1 verif* ..2 fail*|Not
			absender* ..4 Not|Refuse|Invalid|gesperrt
			verified Sender
			Address ..3 Not verified
			Sender ..5 verif*
			mail from ..5 Refuse|Invalid|Not
			envelope ..1 Sender
			Sender ..2 Block
			from ..2 address ..4 Not
			from ..2 header ..4 Not|Invalid`,
		saysSendAs: `
			send as denied
			send ..2 as ..3 Sender|user
			Not ..4 send as|on
			Not ..3 to send ..3 from ..3 Address|Sender|domain
			Not owned
			not ..4 belong ..3 to
			gehört ..3 nicht
			Sender ..4 Not ..3 match* ..4 Login
			Sender ..3 does not match|correspond
			must ..2 match ..4 Login|Account|user
			Not logged ..1 in ..2 as
			permission* ..2 send
			permission* ..4 send as
			Not ..2 allowed|permitted|erlaubt|berechtigt ..5 as
			Not ..2 erlaubt|berechtigt|autorisé|autorizado|autorizzato|uprawn* ..6 Sender
			Sender ..6 Not ..1 erlaubt|berechtigt|zulässig|autorisé*|autorizad*|autorizzat*|dozwolon*
			impersonat*
			Sender ..4 Not ..2 authorized|authorised|allowed|permitted
			authenticated ..1 user|as ..5 Sender
			Not ..2 authorized|authorised|allowed|permitted ..2 use ..3 Sender|Address`,
		saysSenderDomain: `
			Sender ..4 Domain ..4 Not|Unknown|Invalid
			Sender ..2 Refuse ..1 domain ..1 not found
			Domain ..2 Sender ..4 Not|Invalid
			Domain ..2 Sender address ..5 Not
			Sender verif* ..1 fail*
			Sender ..3 callout|callback|verif*
			Not ..2 verify ..1 Sender
			could not verify ..1 Sender
			Invalid ..1 domain ..1 name`,
		saysDomainAuth: `
			dmarc
			dkim
			spf
			arc ..2 fail*
			unauthenticated ..1 Msgs|Sender|email
			unauthenticated senders
			Not ..1 authenticated ..3 Sender|domain|Msgs
			Sender ..3 unauthenticated
			Sender ..2 policy framework
			Msgs ..3 Not ..2 authenticat* ..4 spf|dkim
			anti spoof*
			spoof*`,
		saysReverse: `
			reverse ..2 dns|lookup|hostname|name|record|entry|mapping
			rdns
			ptr
			reverse
			not find ..2 hostname|host
			hostname ..3 not found
			ip ..1 name ..1 lookup
			inverse|inverso|inversa|inverser
			rückwärts*
			Not ..2 reverse|rdns|ptr
			dns ..3 Client
			bad dns`,
		saysHello: `
			helo|ehlo
			fully qualified
			hello ..1 command`,
		saysForm: `
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
			mime ..3 Invalid|error|malformed`,
		saysLogin: `
			Login ..3 Fail
			Fail ..3 Login
			Login ..2 Invalid
			Invalid ..2 Login
			Login ..2 Not
			Login ..2 Suspend
			Account|username ..2 or|und|oder|ou|lub|and|et|y Login ..4 Fail
			username ..3 password
			benutzername ..3 passwort
			app|application ..1 specific ..1 password
			app password
			app passwort
			web ..1 login ..1 required
			log ..2 web ..1 browser
			basic ..1 auth* ..5 disabled|Not
			smtp ..1 auth* ..4 disabled|Not
			smtp ..1 client ..1 auth*
			please log ..1 in
			less ..1 secure ..1 app*
			mechanism* ..3 Not|unsupported
			unsupported|unrecognized ..2 mechanism*|auth*
			two factor|step
			too many ..2 Login
			Login ..3 too many
			not ..2 accepted ..2 Login
			username ..3 Not ..2 accepted
			token ..3 expired|Invalid
			mot passe
			user ..1 authenti*
			license`,
		saysLoginFirst: `
			Login ..2 Required
			Required ..3 Login
			Not ..2 authenticat* ..2 send
			client ..2 not authenticated
			not ..2 authenticated ..3 send
			not logged ..1 in
			anmeldung ..3 erforderlich
			log ..1 in first
			must ..2 Login
			must ..2 authenticate
			please authenticate
			pop ..1 before ..1 smtp
			check ..3 mail ..3 before
			sin autenti*
			must ..3 log
			authenticate ..3 before|first`,
		saysRelay: `
			relay* ..2 Refuse|Not
			Not ..3 relay*
			Refuse ..2 relay*
			relay* ..1 access
			unable ..1 to ..1 relay
			relay* ..2 prohibited
			mail ..2 not local
			not ..2 local ..1 domain
			not ..3 gateway
			rcpthosts
			relay ..1 attempt*
			relais ..3 Refuse|Not
			not ..2 open ..1 relay`,
		saysTLS: `
			starttls
			start tls
			Not ..2 support* ..2 Tls
			tls ..4 Required|fail*|error|Not|negotiation|handshake|alert|version|support*
			Required ..4 Tls
			Tls ..3 Required
			Tls ..4 fail*|error
			x509
			certificate|zertifikat*|certificat|certificado|certificato|certyfikat*
			handshake
			secure link|connection|channel
			encryption ..3 Required|needed
			verschlüsselt* ..4 Required
			mta sts
			dane
			dnssec
			unencrypted`,
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
		saysIsFull: `
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
			Later
			try again
			come back
			not now`,
		saysTrouble: `
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
		saysNoConnections: `
			Not ..1 accept* ..1 Connect
			Not ..1 accept* ..2 Msgs ..2 from
			Connect ..3 Not ..3 accept*
			Connect ..3 Refuse
			Refuse ..2 Connect
			no ..1 smtp ..1 service
			service ..1 refus*
			no service
			go away
			Not ..2 accepting
			service ..1 Refuse`,
		saysUnreachable: `
			Msgs ..1 expired
			delivery ..2 time ..1 expired
			connection ..1 refused
			connection ..1 timed
			connection ..1 lost|dropped|reset
			host ..2 unreachable
			network ..1 unreachable
			no ..1 route ..1 to ..1 host
			could not ..2 connect
			retry ..2 timeout
			unable ..2 connect
			server ..2 not respond*
			no answer
			mail ..2 loop*`,
		saysOwnServer: `
			storedrv submission
			storedrv ..1 submission
			client submission
			outbound|outgoing|submission
			smtp relay limit`,
		saysNoWay: `
			not supported|offered
			does not offer|speak
			no ..1 Login ..1 offered
			offers ..1 no
			no ..2 mechanism
			no ..1 password
			password needed
			not ..2 protected
			unencrypted`,
		saysProgram: `
			pipe|procmail|maildrop|command ..3 failed|died|error
			forward* ..3 loop|fail*`,
	}
}
