package contactfile

import (
	"strconv"
	"strings"
	"unicode"

	"evenpost/mailing"
)

// titles are the column titles that say what the column holds, as plainTitle writes them. "name" and its like mean the
// whole name, the last or the first one, depending on what else the file has: see targets.
var titles = map[Target][]string{
	Email: {
		"email", "mail", "emails", "emailaddress", "mailaddress", "primaryemail", "email1", "email1value", "emailid",
		"workemail", "homeemail", "contactemail", "customeremail", "emailadresse", "mailadresse", "emailprivat",
		"emailgeschaftlich", "emailkunde", "kundenemail", "elektronischepostadresse", "adresseemail", "adressemail",
		"adresseelectronique", "adressedemessagerie", "courriel", "mel", "correo", "correoelectronico", "direcciondecorreo",
		"direcciondecorreoelectronico", "indirizzoemail", "indirizzodipostaelettronica", "postaelettronica", "emailadres",
		"mailadres", "enderecodeemail", "adresemail", "adresmail", "epost", "epostadress", "epostadresse", "sahkoposti",
		"eposta", "emailovaadresa", "emailcim", "emailadresa", "adresadeemail", "элпочта", "электроннаяпочта", "адресэлектроннойпочты",
		"почта", "електроннапошта", "имейл", "ηλεκτρονικοταχυδρομειο", "sahkopostiosoite", "epostadresi",
	},
	FirstName: {
		"firstname", "first", "givenname", "forename", "vorname", "vornamen", "rufname", "prenom", "prenoms",
		"nombredepila", "primernombre", "voornaam", "primeironome", "imie", "jmeno", "krestnijmeno", "fornamn", "fornavn",
		"etunimi", "keresztnev", "utonev", "meno", "krstnemeno", "ime", "prenume", "ad", "adi", "имя", "імʼя", "імя", "име", "ονομα", "vardas", "vards", "eesnimi",
	},
	LastName: {
		"lastname", "last", "surname", "familyname", "secondname", "nachname", "familienname", "zuname", "nomdefamille",
		"apellido", "apellidos", "cognome", "achternaam", "sobrenome", "apelido", "nazwisko", "prijmeni", "efternamn",
		"etternavn", "efternavn", "sukunimi", "vezeteknev", "csaladnev", "priezvisko", "prezime", "priimek", "numedefamilie", "soyad", "soyadi", "фамилия", "прізвище",
		"фамилно", "επωνυμο", "pavarde", "uzvards", "perekonnanimi",
	},
	FullName: {
		"fullname", "displayname", "contactname", "customername", "vollername", "vorundnachname", "vornachname",
		"vornameundnachname", "kundenname", "anzeigename", "kunde", "nomcomplet", "nometprenom", "nomprenom", "prenometnom",
		"prenomnom", "nombrecompleto", "nombreyapellidos", "nombreyapellido", "nomecompleto", "nomeecognome",
		"volledigenaam", "imieinazwisko", "fulltnamn",
	},
	Company: {
		"company", "companyname", "organization", "organisation", "organizationname", "organization1name", "business",
		"businessname", "firma", "firmenname", "unternehmen", "betrieb", "societe", "entreprise", "raisonsociale",
		"empresa", "compania", "azienda", "societa", "ditta", "bedrijf", "bedrijfsnaam", "spolecnost", "foretag", "yritys", "virksomhed", "bedrift", "ragionesociale", "denominazione", "cegnev", "ceg", "nazwafirmy", "nazevfirmy",
		"tvrtka", "podjetje", "sirket", "firmaadi", "компания", "организация", "компанія", "фирма", "εταιρεια",
	},
	Lists:     {plainTitle(listsTitle)},
	Consent:   {plainTitle(consentTitle)},
	ConsentAt: {plainTitle(consentAtTitle)},
	Tags: {
		"tags", "tag", "labels", "label", "categories", "keywords", "schlagworte", "schlagworter", "schlagwort",
		"stichworte", "kategorien", "etiketten", "etiquettes", "motscles", "etiquetas", "etichette", "trefwoorden", "groupmembership",
	},
}

// nameTitles mean "name" by itself: the whole one, or beside a column for only one of the two names the other. In a file
// with "Vorname", "Name" is the last name; beside "Apellidos", "Nombre" is the first.
var nameTitles = map[string]bool{
	"name": true, "names": true, "namen": true, "nom": true, "nombre": true, "nome": true, "naam": true, "nazwa": true,
	"nev": true, "nimi": true, "navn": true, "namn": true, "nume": true,
}

var titleTargets = func() map[string]Target {
	m := map[string]Target{}
	for target, all := range titles {
		for _, title := range all {
			m[title] = target
		}
	}
	return m
}()

// plainTitle writes a title without case, accents, spaces and signs, so that "E-Mail Adresse:" is "emailadresse".
func plainTitle(title string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, mailing.Fold(title))
}

// known says whether a title is one of those above.
func known(title string) bool {
	plain := plainTitle(title)
	return titleTargets[plain] != "" || nameTitles[plain]
}

// targets says what the columns with these titles hold; email is the column with the addresses. Every target is given
// once; a second column for it becomes a further field, so that nothing of a file is lost.
func targets(header []string, email int) []Target {
	out := make([]Target, len(header))
	taken := map[Target]bool{Email: true}
	out[email] = Email
	for i, title := range header {
		if t := titleTargets[plainTitle(title)]; i != email && t != "" && !taken[t] && (t != FullName || Field(title).reserved() || !hasBothNames(header, email)) {
			out[i], taken[t] = t, true
		}
	}
	for i, title := range header {
		if out[i] != Skip || i == email || !nameTitles[plainTitle(title)] {
			continue
		}
		t := FullName
		switch {
		case taken[FirstName] && !taken[LastName]:
			t = LastName
		case taken[LastName] && !taken[FirstName]:
			t = FirstName
		case taken[FirstName] && !Field(title).reserved():
			continue
		}
		if !taken[t] {
			out[i], taken[t] = t, true
		}
	}
	for i, title := range header {
		if out[i] != Skip || i == email || isNote(title) {
			continue
		}
		t := Field(title)
		if t.reserved() && t != Skip {
			t += "_2"
		}
		base := t
		for n := 2; t != Skip && taken[t]; n++ {
			t = base + Target("_"+strconv.Itoa(n))
		}
		out[i], taken[t] = t, true
	}
	return out
}

func (t Target) reserved() bool { return !t.Custom() }

func hasBothNames(header []string, email int) bool {
	first, last := false, false
	for i, title := range header {
		t := titleTargets[plainTitle(title)]
		first = first || i != email && t == FirstName
		last = last || i != email && t == LastName
	}
	return first && last
}
