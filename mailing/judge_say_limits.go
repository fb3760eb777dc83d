package mailing

// limitPhrases are what servers say of limits and speed.
func limitPhrases() map[saying]string {
	return map[saying]string{
		saysQuota: `
			mi stc
			rp trc|rcl
			Hours ..2 zu viele|viel ..2 Msgs
			Hours ..2 too many ..2 Msgs
			Hours ..2 trop|demasiados|troppi ..2 Msgs
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
			<number> <number> ..1 used|sent|verbraucht|versendet|gesendet
			Send ..6 resume*
			Send ..3 Not ..2 tomorrow
			Send ..4 until|bis|jusqu*|jusqua|hasta|fino ..2 tomorrow|morgen|demain|mañana|domani|amanhã|jutro
			until|bis|jusqu*|jusqua|hasta|fino ..2 tomorrow|morgen|demain|mañana|domani|amanhã|jutro ..4 Send
			send|sent|gesendet|envoyé|enviado|inviato ..2 too|zu ..1 many|viele|much ..2 Msgs
			you ..2 sent ..2 too ..1 many
			plan|subscription|tarif|trial|free|billing ..4 Limit ..3 Exceed
			versandlimit*|sendelimit*|maillimit*|tageslimit*|stundenlimit*|sendlimit*|versandkontingent*|sendekontingent*|mailkontingent*|tageskontingent*|stundenkontingent*|versandobergrenze*
			лимит ..3 писем|сообщений|отправки
			limits ..6 Msgs ..4 Hours
			daglimiet*|uurlimiet*|verzendlimiet*
			already|bereits|schon|déjà|ya|già|już|já ..2 <number> ..2 Msgs ..2 sent|Send
			Hours ..1 Msgs Limit
			Limit ..3 Msgs ..1 Exceed
			Hours ..2 Limit ..4 Exceed`,
		saysSending: `
			you|vous|sie|usted|u|você|avete|hai ..3 Exceed ..4 Limit
			your|ihr*|votre|vos|su|sus|tuo|uw|seu ..3 Limit ..3 Exceed
			Exceed ..2 your|ihr*|votre|su|uw|seu ..3 Limit
			Policy ..2 quota
			Limit ..3 Send ..2 Exceed
			outgoing limits|limit
			outbound limits|limit
			Send ..2 Limit ..4 Exceed
			Exceed ..4 Send ..2 Limit
			Exceed ..4 Limit ..2 Send
			Send Limit
			Limit ..1 envoi|envío|envios|envíos|invio|verzenden|envio|versand
			Msgs ..1 Per ..1 Hours
			relay quota
			submission quota
			Exceed ..6 Msgs ..1 Per ..1 Hours
			versandlimit*|sendelimit*|maillimit*|tageslimit*|stundenlimit*|sendlimit*|versandkontingent*|sendekontingent*|mailkontingent*|tageskontingent*|stundenkontingent*|versandobergrenze*
			*versandlimit|*sendelimit|daglimiet*|uurlimiet*|verzendlimiet*
			already|bereits|schon|déjà|ya|già|już|já ..2 <number> ..2 Msgs ..2 sent|Send`,
		saysQuotaWord: `
			quota|kontingent*|cuota|cota|квота|credits
			Limit ..3 Exceed
			Exceed ..3 Limit
			Exceed ..4 Limit`,
		saysHourly: `
			hour|hours|hourly|hr|stunde|stunden|stündlich*|heure|heures|horaire|hora|horas|ora|ore|orari*|uur|godzin*|час|часа
			stundenlimit*`,
		saysPerMinutes: `
			per|pro|par|por|je|every|alle ..2 Minutes
			Minutes ..1 Limit
			every ..1 Minutes
			Msgs ..1 per ..1 Minutes`,
		saysThrottle: `
			hl ifc
			mi frq|sfq|ccl|cel
			rp qrc|cel
			Limit ..5 request*
			Limit ..5 from ..2 host|ip|client
			throttl*|ratelimit*|slowdown
			Rate ..1 limit*
			Rate ..3 Exceed
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
			Limit ..5 Minutes ..3 Exceed
			Msgs ..1 per ..1 Minutes
			user complaints
			excessive ..3 Msgs|Rate|Connect|Send|traffic
			flood*
			anti flood
			dyn t1|t2|t3|t4
			gedrosselt*|drossel*
			Sender ..3 throttl*
			Sender ..6 gedrosselt
			tss01|tss02|tss04|tss05|ts01|ts02|ts03
			rl000*
			cxmxrt
			rp ccl
			too many bad commands
			no data before greeting
			excessive ..1 use|usage
			Rate ..3 High
			TooMany ..1 Sending|envois|envíos|invii|envios
			High ..1 Rate`,
		saysConnections: `
			hl icc
			te veel ..1 Connect
			zbyt wiele ..1 Connect
			troppe|troppi|trop ..1 Connect
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
			only ..3 Connect
			cxcnct
			cn000*`,
		saysPerSession: `
			mi dmc
			rp drc
			Msgs ..1 per|pro|par|por ..1 Connect
			Msgs ..2 in|on|diese*|single|one ..1 Connect
			too many ..2 Msgs Connect
			Connect ..1 Msgs ..1 Limit
			Limit ..3 Msgs ..3 Connect
			too many ..1 Msgs|rcpt|errors ..2 Connect`,
		saysTooMany: `
			troppi|troppe|trop ..2 Msgs
			too many ..3 Msgs
			TooMany ..2 Msgs
			zu viele|viel ..2 Msgs
			te veel ..2 Msgs
			zbyt wiele|dużo ..2 Msgs
			too many|much ..1 rcpt
			Limit ..2 Msgs
			Exceed ..3 Limit ..2 Msgs`,
		saysReceives: `
			Person ..7 receiving|erhält|empfängt|reçoit|recebendo|recibiendo|recibe|ricevendo|riceve|ontvangt ..6 Rate|Fast|many|rasch|viele
			Person ..3 Exceed ..5 Rate
			Person ..3 Exceed ..8 receive
			Person ..6 Exceed ..4 Limit ..6 receive
			Person ..3 receiv* ..1 too
			recipient* ..1 throttl*
			recipient|mailbox|user ..1 thread|concurren* ..3 Limit|Exceed`,
		saysToThisOne: `
			Sender ..8 Limit ..10 recipient ..1 per
			Sender ..8 Limit ..10 to recipient
			Msgs ..3 to recipient ..2 per|Hours`,
		saysByTime: `
			Hours`,
		saysSendFailure: `
			failure|problem*|trouble|error|unable ..1 Send`,
		saysComeBack: `
			again|retry|wait ..2 <number> ..1 Minutes
			erneut|warten|réessayez|reintente ..3 <number> ..1 Minutes
			<number> ..1 Minutes ..1 later|again|retry`,
		saysManyInOne: `
			message ..1 too many recipients|rcpt
			recipients ..1 per|in|one ..1 message`,
		saysManyRecipients: `
			too many ..2 recipients|recipient|rcpt|rcpts
			zu viele ..1 empfänger*
			trop ..1 destinataires
			demasiados ..1 destinatarios
			troppi ..1 destinatari
			te veel ..1 ontvangers
			allow ..1 rcpt`,
		saysFromHere: `
			from ..1 <ip>|<host>|host|client|your`,
		saysAgain: `
			again|retr*|wait*|try|come|resume|next|until|till|erneut|nochmal*|warten|versuch*|réess*|patient*|attend*|intent*|inténtelo|esper*|reintent*|riprov*|opnieuw|wacht*|ponow*|próbuj*|sprobuj|poczek*|tente|aguard*
			Later
			Block
			Suspend
			greylist*|graylist*|grey|gray|liste|lista
			throttl*|delay*|defer*|expire*|lift*|bis|hasta|jusqu|fino
			wieder|nuevamente|nouveau|nuovo|ponownie|weer
			nächst*|next|prochain*|próxim*|prossim*|volgende|następn*
			reset*|renew*|zurückgesetzt*`,
		saysUnit: `
			Minutes
			Hours
			minut*|stund*|sekund*|second*|segund*|heure*|hora*|jour*|dni|uren`,
		saysMorrow: `
			tomorrow|morgen|demain|mañana|domani|amanhã|jutro|завтра|midnight|mitternacht|minuit|medianoche|mezzanotte
			next day
			nächsten tag`,
	}
}
