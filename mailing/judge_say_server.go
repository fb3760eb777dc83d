package mailing

// serverPhrases are what servers say of themselves and of the way to another server.
func serverPhrases() map[saying]string {
	return map[saying]string{
		saysResolver: `
			open resolver
			public resolver|dns ..3 query
			query refused
			queries ..2 refused
			rate ..1 limited ..3 query|queries|dnsbl
			open ..1 public ..1 resolver`,
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
			Letter ..2 Refuse|Block
			Letter ..2 Not ..2 allowed|accept*
			Not ..1 accept* ..3 Letter|policy
			transaction ..2 fail*|Refuse
			service ..1 refus*|Refuse
			security
			geoip|country|geograph*
			verstößt|viole*|viola|infring* ..3 Policy
			quarantin*
			Not ..1 comply|conform|compliant
			settings`,
		saysByPolicy: `
			Not authorized|authorised ..1 Msgs
			delivery Not
			Policy`,
		saysDisk: `
			Lack ..2 system ..1 Space|resources|ressourcen
			Lack ..2 disk
			disk ..2 full
			insufficient ..2 resources
			no space ..2 left
			system ..1 storage
			system ..1 resources
			spool ..3 full
			Lack ..2 server ..1 Space
			Space ~3 device`,
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
			too ..1 many ..1 bad
			Not create ..1 output|file|mailbox
			temporarily ..1 not ..1 available
			unable ..2 process
			not ..1 process ..4 time
			unable|cannot|could ..2 rewrite|store|save|write|create|open|read|lock|complete
			chdir|maildir|homedir
			Temporary ~3 Trouble
			Trouble ..3 server
			internal|intern*|interne|interno|interna ~2 Trouble
			out memory
			server ..2 Trouble
			received ..2 headers
			too many ..1 received
			mailer error
			database|directory|ldap|dns|service|server ..1 unavailable|down|overloaded
			command ..3 limit|died|status
			failed ..1 on ..1 data
			temporarily ..1 offline|unreachable|down
			shutting ..1 down
			server ..1 busy|überlast*|overload*|surchargé*|sobrecargado*|sovraccaric*|overbelast*`,
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
			no answer
			server|mailserver|serveur|servidor|host ..4 Not ..2 erreichbar|joignable|reachable|reached|accesible|disponible|raggiungibile|bereikbaar|osiągalny
			server|mailserver|serveur|servidor|host|serwer ..4 Not ..1 Respond
			server|mailserver|serveur|servidor|host|serwer ..4 Respond ..1 Not
			délai|tiempo|tempo|zeit|timeout|czas ..1 Exceed|agotado|esaurito|abgelaufen|scaduto
			unreachable`,
		saysExpired: `
			Msgs ..1 expired
			delivery ..2 time ..1 expired
			queue ..3 too long
			queue ..3 Exceed ..3 time|lifetime
			undelivered ..3 Hours
			retry ..2 time|timeout ..4 Exceed
			not ..2 going ..2 try again
			Not ..2 deliver* ..3 Hours`,
		saysProgram: `
			pipe|procmail|maildrop|command ..3 failed|died|error
			forward* ..3 loop|fail*
			command ..3 limit|died|status`,
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
		saysTLS: `
			tls active|already
			starttls
			start tls
			Not ..2 support* ..2 Tls
			Not Tls
			Not ..1 offer* ..2 Tls
			tls ..6 Not ..1 support*
			tls ..4 Required|fail*|error|Not|negotiation|handshake|alert|version|support*
			Required ..4 Tls
			Tls ..3 Required
			Tls ..4 fail*|error
			x509
			certificate|zertifikat*|certificat|certificado|certificato|certyfikat*
			Tls ~4 handshake
			handshake ..1 fail*|error
			secure link|connection|channel
			encryption ..3 Required|needed
			verschlüsselt* ..4 Required
			mta sts
			dane
			dnssec
			unencrypted`,
		saysOwnTLS: `
			x509
			ssl ..1 routines
			wrong version number
			remote error ..1 tls
			certificate verify failed
			sslhandshake*|sslerror|sslexception`,
		saysOwnServer: `
			Address ..2 Not verified
			identit*
			unconfigured|unverified|unregistered ..2 Domain|Sender
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
	}
}
