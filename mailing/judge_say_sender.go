package mailing

// senderPhrases are what servers say of who we are to a server: account, sender, login, address.
func senderPhrases() map[saying]string {
	return map[saying]string{
		saysListed: `
			dt rbl
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
			Ip|Client|Domain ..3 listed
			rtr|rly|hvu|con bl|b1|b2|b3|b4|b5|ch|rd|ge|bb|nr
			cxbl|cdrbl|ipbl0*|ipbl1*
			bl000*
			wm bli|blu
			rtr|rly`,
		saysAddressBlock: `
			unauthorized|unauthorised Ip|client|host
			your access ..8 Refuse
			access ..2 mail system ..2 Refuse
			black Ip
			bad Ip
			Ip ..2 prison|jail|penalty
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
			access from ..2 Ip ..2 Refuse|Block
			problem occurred ..2 ask ..3 postmaster
			Letter ..2 from ..2 Ip ..6 Defer
			Connect ..2 Refuse ..2 Policy
			Account ..1 outbounds ..1 Suspend
			Ip ..4 Blacklist
			Letter ..2 Your ..1 Client ..5 Not|Refuse|Block`,
		saysReputation: `
			hl rep|mep|ipb
			namespace mining
			mining
			dictionary attack*
			directory harvest*
			Ip ..5 behavior|behaviour
			too many ..1 Unknown|Invalid|bad
			Reputat
			low|poor|bad ..1 Reputat
			spamm* ..2 Ip|source|host|history
			spamming ..1 issues
			incident* ..1 Spam
			abuse*|abusive ..3 Ip|detected|from|reports|source
			block* ..2 abuse
			due|because|wegen ..3 complaints
			Spam ..2 from ..2 Ip|address|adresse|network
			Spam ..2 sent|sending|received ..2 from
			senden ..2 Spam
			snowshoe|botnet
			suspected ..1 Spam Ip
			hl rep|mep|ipb|ihu
			rp cel
			dictionary|harvest* ..2 attack*
			due|because|wegen ..1 abuse`,
		saysSenderBlock: `
			free|trial|test|demo ..1 Account|plan|accounts|purposes
			upgrade ..3 plan|account|subscription
			trial|subscription|plan|abo|abonnement|suscripción|abbonamento ..3 ended|expired|over|abgelaufen|expiré|caducad*|scadut*
			please upgrade
			unusual ..2 activity
			suspicious ..3 activity
			Send|outgoing|outbound ..3 Suspend|Block
			Suspend ..3 from ..2 Send
			Block ..2 from ..2 Send|submitting
			bad outbound Sender
			outbound spam
			Sender Address Block|Suspend
			Sender ..2 Block|banned|Suspend
			tenant ..3 Exceed
			threshold ..2 Exceed
			Exceed ..1 threshold
			Not ..2 allowed|permitted|authorized ..1 to ..1 send|perform|submit
			Domain ..3 Not ..1 allowed ..2 send
			Account ..3 compromised|kompromittiert|hacked
			Send ..3 Not ..1 allowed|permitted|enabled|possible|erlaubt|autorisé
			Send ..2 privileg* ..3 revoked|Suspend
			unblock* me
			to unblock
			entsperr*|débloquer|desbloque*
			verify|verif* ..2 phone
			mailversand ..6 Suspend|Block|deaktiviert
			versand ..4 gesperrt|deaktiviert|blockiert
			cxthrt|cxmj
			hl ihu
			mi spb
			suspicious|sospett*|sospechos*|suspect*|verdächtig*|podejrzan* ~2 activity|attività|actividad|activité|aktivität*|aktywno*
			verification ..2 pending|required
			your|ihre|votre|su|tu|uw|seu ..1 domain|domains|domäne|domaine|dominio|domein|domínio ..2 Not`,
		saysAbuse: `
			spam abuse
			abuse ..2 detected
			sending|send|sent|senden|versenden|envoyer|enviar ..3 Spam
			Spam ..2 sending|activity|versand
			spammer*
			Spam ..3 from ..2 Account|network
			Complaint ~3 Exceed|high|many
			Send ..2 Block ..4 Complaint`,
		saysSenderRefuse: `
			Address ..2 Not verified
			Sender ..1 Address ..3 Refuse|Invalid|Not|Block|unknown
			Sender ..2 Refuse
			unconfigured|unverified|unregistered ..2 Domain|Sender
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
			Sender ..2 Not Send
			absender* ..3 Not ..1 Send
			absender* ..3 passt|entspricht|stimmt ..1 Not
			from ..3 must ..2 equal|same|match|identical
			must ..2 equal|same|match ..4 user|account|login|authenticated
			Sender ..3 differ*|different ..4 Login|Account
			send as denied
			send ..2 as ..3 Sender|user
			Not ..4 send as|on
			Not ..3 to send ..3 from ..3 Address|Sender|domain
			Not owned
			not ..4 belong ..3 to
			gehört ..3 nicht
			Sender ..4 Not ..3 match* ..4 Login
			Sender ..3 does not match|correspond
			Sender ..3 Not ..2 match*|coincid*|corrispond*|correspond*|entspricht|passt|overeen*
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
			Not ..2 authorized|authorised|allowed|permitted ..2 use ..3 Sender|Address
			dt sum
			Sender ~6 Not ..2 Belong
			Sender ~6 Belong ..2 Not
			Not ..2 Belong ..5 Login|user|benutzer*|utilisateur|usuario|utente`,
		saysSenderDomain: `
			Sender ..4 Domain ..4 Not|Unknown|Invalid
			Sender ~2 Domain ~3 Unknown|Invalid
			Sender ..2 Refuse ..1 domain ..1 not found
			Domain ..2 Sender ..4 Not|Invalid
			Domain ..2 Sender address ..5 Not
			Sender verif* ..1 fail*
			Sender ..3 callout|callback|verif*
			Not ..2 verify ..1 Sender
			could not verify ..1 Sender
			Invalid ..1 domain ..1 name
			cxsndr
			mi imf`,
		saysDomainAuth: `
			mi spf|dma
			authentication ..1 level|requirement*|checks|check
			Required ..1 authentication ..1 level
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
			spoof*
			dm000*
			sender id`,
		saysReverse: `
			mismatch* ..2 Ip
			domain ..2 mismatch*
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
			bad dns
			dns ..1 check ..1 fail*
			cxdns
			no rdns
			dns nr
			<ip>|host|ip|client|hostname|helo ..3 Not ..2 resolve*`,
		saysHello: `
			helo|ehlo
			fully qualified
			hello ..1 command
			mi nhd|lhd`,
		saysLogin: `
			xoauth*|oauth* ..3 Not|no
			cannot|unable ..1 Login
			too much|many ..2 Fail ..1 Login
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
			must|debe|deve|doit|devez|müssen|muss|moet|musisz|need ..2 Login
			user ..1 Not permission*
			unauthenticated ..1 command*
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
			authenticate ..3 before|first
			Only ..3 with|mit|avec|con|met ..1 Login
			receive|check|retrieve ..3 before ..1 Send`,
		saysRelay: `
			rp frl
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
			not ..2 open ..1 relay
			local ..1 only
			Not ..4 send ..3 without ..1 Login|authorization
			Relay ..3 Refuse|Not
			Not|Refuse ..3 Relay`,
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
			service ..1 Refuse
			no longer accept* ..1 Connect`,
		saysSendingBlocked: `
			Sending ..3 Suspend|Block
			Suspend ..3 from ..2 Send
			mailversand ..6 Suspend|Block
			versand ..6 Suspend|Block
			your|ihr*|votre|su|tuo|vostro|jouw|uw|seu|sua|twoje ..1 Account ..5 Suspend|Block
			your|ihr*|votre|su|tuo|vostro|jouw|uw|seu|sua|twoje|smtp ..1 Account ..4 Not ..2 activ*|aktiv*|enabled|freigeschaltet|ready
			your|ihr*|votre|su|tuo|vostro|jouw|uw|seu|sua|twoje|smtp ..1 Account ..3 review|investigation|überprüf*
			your|ihr*|votre|su|tuo|vostro|jouw|uw|seu|sua|twoje ..1 Account ..4 Not ..3 send|senden|versenden|verschicken|envoyer|enviar|inviare|spedire
			outbound spam
			bad outbound Sender
			unusual ..2 activity
			Send ..3 Not ..1 allowed|permitted|enabled|possible|erlaubt|autorisé
			Account ..4 Block ..3 Send
			Account ..4 Suspend ..4 Spam|Send
			outbounds ..1 Suspend
			outbound ..3 disabled
			Your ..2 Address|mailbox|postfach ..3 Block
			Sending ..4 turned|switched ..1 off`,
		saysNotListed: `
			Not listed`,
		saysDynamic: `
			dynamic|dynamisch*|residential|dialup|dsl ..2 Ip|address*|adresse*|host*|range*|pool*|users
			dynamic* ..1 assigned`,
		saysBlockWord: `
			Block`,
		saysAccountShut: `
			Account ..4 Suspend
			Account ..3 Block
			Suspend ..2 Account
			Block ..2 Account`,
		saysSwitchedOff: `
			smtp|pop|pop3|imap|smtpclientauthentication ..3 disabled|off|deactivated|aktivieren|deaktiviert|freigeschaltet|désactivé|desactivado|disattivato|uitgeschakeld
			enable|activate|aktivieren ..3 smtp|pop|pop3|imap
			basic ..1 auth* ..2 disabled
			web ..1 login ..1 required`,
	}
}
