package mailing

import (
	"slices"
	"strings"

	"golang.org/x/net/publicsuffix"
)

// HintKind is what may be amiss with an address that is written well.
type HintKind string

// The hints. None of them keeps an address from being mailed: the user decides.
const (
	HintTypo       HintKind = "typo"       // its domain looks like a well-known one with a slip
	HintRole       HintKind = "role"       // it belongs to a desk and not to a person
	HintDisposable HintKind = "disposable" // it was made to be thrown away
	HintNoMail     HintKind = "no-mail"    // nobody takes mail for its domain; only when asked of the network
)

// Hint is something that the user may want to look at before mailing an address.
type Hint struct {
	Kind   HintKind `json:"kind"`
	Meant  string   `json:"meant,omitempty"` // of a typo: the address that was probably meant
	Reason string   `json:"reason"`          // in words
}

// AddressHints are the hints about an address as ParseAddress returns it. It asks nobody.
func AddressHints(address string) []Hint {
	at := strings.LastIndexByte(address, '@')
	if at < 0 {
		return nil
	}
	var hints []Hint
	local, domain := strings.ToLower(address[:at]), address[at+1:]
	if meant := meantDomain(domain); meant != "" {
		hints = append(hints, Hint{HintTypo, address[:at+1] + meant, "did you mean " + meant + "?"})
	}
	if isRole(local) {
		hints = append(hints, Hint{Kind: HintRole, Reason: "this address belongs to a desk and not to a person"})
	}
	if isDisposable(domain) {
		hints = append(hints, Hint{Kind: HintDisposable, Reason: "this address is one to throw away; it may not exist any more"})
	}
	return hints
}

// MeantAddress is the address that was probably meant by what somebody types, or "".
func MeantAddress(typed string) string {
	address, err := ParseAddress(typed)
	if err != nil {
		return ""
	}
	for _, h := range AddressHints(address) {
		if h.Meant != "" {
			return h.Meant
		}
	}
	return ""
}

// NoMailHint is the hint about an address whose domain was found to take no mail.
func NoMailHint() Hint {
	return Hint{Kind: HintNoMail, Reason: "nobody takes mail for this domain"}
}

// roles are the names of desks in several languages, after what usual servers and offices call them, without signs and accents.
//
//nolint:misspell // other languages
var roles = strings.Fields(`abuse accounting accounts admin administration administrator all anfrage anfragen assistance bestellung bestellungen billing
	bewerbung bewerbungen booking bookings buchhaltung buchung buero buro careers compliance contact datenschutz direktion dpo einkauf empfang enquiries
	everyone feedback finance ftp gdpr hallo hello help helpdesk hilfe hostmaster hr info infos information inquiries invoice it jobs kanzlei kontakt
	kundendienst kundenservice legal list mail mailbox mailerdaemon marketing media news newsletter donotreply noc noreply office order orders
	ordination personal postmaster praxis presse press privacy purchasing rechnung rechnungen rechnungswesen reception recruiting redaktion reservierung
	reservierungen reservation reservations rezeption root sales secretary secretariat sekretariat security service services shop spam staff
	subscribe support team tech technik undisclosedrecipients unsubscribe usenet uucp verkauf versand vertrieb verwaltung vorstand webmaster
	welcome www zentrale
	accueil administratif boutique commande commandes commercial compta comptabilite direction facturation mairie rh vente ventes
	administracion atencionalcliente contacto contabilidad facturacion hola pedidos recepcion secretaria tienda ventas
	acquisti amministrazione assistenza commerciale contabilita contatti direzione fatturazione ordini prenotazioni segreteria vendite
	biuro faktury ksiegowosc redakcja reklamacje rekrutacja sekretariat sklep sprzedaz zamowienia
	eshop fakturace fakturacia kancelar objednavky obchod podpora predaj prodej recepce sekretariat ucetni uctaren
	iroda penzugy rendeles ugyfelszolgalat titkarsag
	administratie bestellingen bestuur boekhouding facturen klantenservice receptie secretariaat verkoop
	asiakaspalvelu bestilling ekonomi faktura kundeservice kundtjanst laskutus okonomi post styrelse toimisto
	comercial contato faturamento financeiro geral vendas`)

// IsRole says whether an address belongs to a desk and not to a person, such as info@example.com.
func IsRole(address string) bool {
	local, _, _ := strings.Cut(strings.ToLower(address), "@")
	return isRole(local)
}

func isRole(local string) bool {
	local, _, _ = strings.Cut(local, "+")
	if strings.ContainsAny(local, "-_.") {
		local = strings.NewReplacer("-", "", "_", "", ".", "").Replace(local)
	}
	_, ok := slices.BinarySearch(sortedRoles, Fold(local))
	return ok
}

var sortedRoles = slices.Sorted(slices.Values(roles))

// disposable are domains whose mailboxes last for minutes or are open to everybody.
var disposable = slices.Sorted(slices.Values(strings.Fields(`10minutemail.com 10minutemail.net 20minutemail.com 33mail.com anonbox.net boun.cr burnermail.io
	byom.de crazymailing.com deadaddress.com discard.email discardmail.com discardmail.de disposablemail.com dispostable.com dropmail.me
	einrot.com emailondeck.com emailsensei.com emltmp.com fakeinbox.com fakemail.net filzmail.com getairmail.com getnada.com grr.la
	guerrillamail.biz guerrillamail.com guerrillamail.de guerrillamail.info guerrillamail.net guerrillamail.org guerrillamailblock.com
	harakirimail.com inboxbear.com inboxkitten.com incognitomail.com jetable.org kasmail.com linshiyouxiang.net mail-temp.com mail-temporaire.fr
	mailcatch.com maildrop.cc mailexpire.com mailforspam.com mailinator.com mailinator.net mailinator2.com mailmoat.com mailnesia.com
	mailnull.com mailpoof.com mailsac.com mailtemp.info mailtothis.com meltmail.com minutemail.com mintemail.com moakt.cc moakt.com mohmal.com
	mt2015.com mytemp.email mytrashmail.com nada.email no-spam.ws nowmymail.com nwytg.net objectmail.com onetimeemail.net owlymail.com pokemail.net
	sharklasers.com shieldemail.com sneakemail.com sofort-mail.de spam4.me spamavert.com spambog.com spambog.de spambox.us spamcowboy.com
	spamex.com spamfree24.org spamgourmet.com spamhole.com spaml.com spammotel.com spoofmail.de temp-mail.io temp-mail.org temp-mail.ru tempail.com
	tempemail.net tempinbox.com tempmail.com tempmail.de tempmail.net tempmail.plus tempmailaddress.com tempmailo.com tempr.email throwam.com
	throwawaymail.com tmail.ws tmailinator.com tmpmail.net tmpmail.org trash-mail.at trash-mail.com trash-mail.de trashmail.at trashmail.com
	trashmail.de trashmail.io trashmail.me trashmail.net trashmail.ws trbvm.com wegwerfadresse.de wegwerfemail.de wegwerfmail.de wegwerfmail.net
	wegwerfmail.org yopmail.com yopmail.fr yopmail.net zehnminutenmail.de`)))

// isDisposable looks at the domain and at what it is a part of.
func isDisposable(domain string) bool {
	for {
		if _, ok := slices.BinarySearch(disposable, domain); ok {
			return true
		}
		_, rest, more := strings.Cut(domain, ".")
		if !more || !strings.Contains(rest, ".") {
			return false
		}
		domain = rest
	}
}

// wellKnown are the providers whose names people mistype, the likelier meant first.
var wellKnown = strings.Fields(`gmail.com hotmail.com outlook.com yahoo.com icloud.com gmx.de gmx.at gmx.net gmx.ch web.de t-online.de googlemail.com
	hotmail.de hotmail.fr hotmail.it hotmail.es hotmail.co.uk outlook.de outlook.fr yahoo.de yahoo.fr yahoo.es yahoo.it yahoo.co.uk live.com live.de
	live.nl live.fr msn.com aol.com aon.at chello.at a1.net bluewin.ch hispeed.ch sunrise.ch freenet.de arcor.de vodafone.de orange.fr wanadoo.fr free.fr
	sfr.fr laposte.net libero.it virgilio.it tiscali.it alice.it telefonica.net seznam.cz centrum.cz wp.pl onet.pl interia.pl o2.pl ziggo.nl kpnmail.nl
	planet.nl telenet.be proton.me protonmail.com mail.com mail.ru yandex.ru me.com mac.com posteo.de mailbox.org`)

// realDomains look like a slip and are none.
var realDomains = strings.Fields(`email.com ymail.com fmail.com cloud.com aon.com gmail.de freemail.de`)

// squatted are the endings of countries that people hit when they mean .com.
var squatted = []string{"co", "cm", "om"}

// meantDomain is the well-known domain that this one is a slip of, or "".
func meantDomain(domain string) string {
	if slices.Contains(wellKnown, domain) || slices.Contains(realDomains, domain) {
		return ""
	}
	name, ending, _ := strings.Cut(domain, ".")
	suffix, exists := publicsuffix.PublicSuffix(domain)
	for _, known := range wellKnown {
		knownName, knownEnding, _ := strings.Cut(known, ".")
		switch {
		case name == knownName && exists && suffix == ending:
			// Most of them have mail in other countries too: hotmail.se is none of hotmail.de.
			if knownEnding == "com" && slices.Contains(squatted, ending) {
				return known
			}
		case name == knownName:
			if oneSlip(ending, knownEnding) || knownEnding == "com" && slices.Contains(comSlips, ending) {
				return known
			}
		case ending == knownEnding:
			if oneSlip(name, knownName) && likely(name, knownName) {
				return known
			}
		}
	}
	return ""
}

// comSlips are endings that are none and have more than one slip.
var comSlips = []string{"vim", "xon", "ocm", "comn", "coom", "comcom"}

// likely says whether a name with one slip is rather one of the well-known names than one of its own: among short names each letter
// makes another company, and hardly anybody mistypes the first letter for another one.
func likely(name, known string) bool {
	if len(known) >= 5 {
		return len(name) != len(known) || name[0] == known[0] || name[:2] == known[1:2]+known[:1]
	}
	return len(name) == len(known) && sameLetters(name, known) || len(name) > len(known) && slices.Equal(slices.Compact([]byte(name)), []byte(known))
}

func sameLetters(a, b string) bool {
	return slices.Equal(slices.Sorted(slices.Values([]byte(a))), slices.Sorted(slices.Values([]byte(b))))
}

// oneSlip says whether a becomes b by one letter that is added, left out, another one, or changed places with its
// neighbour.
func oneSlip(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) < len(b) {
		return a[i:] == b[i+1:]
	}
	switch {
	case i == len(a):
		return false // the same
	case a[i+1:] == b[i+1:]:
		return true
	case i+1 < len(a):
		return a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
	}
	return false
}
