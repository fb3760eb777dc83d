package smtp

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"strings"
)

// describeTLS names what protects a connection, for the test of an account.
func describeTLS(state tls.ConnectionState) string {
	text := tls.VersionName(state.Version)
	if len(state.PeerCertificates) > 0 {
		cert := state.PeerCertificates[0]
		text += fmt.Sprintf(", certificate of %s until %s", namesOf(cert), cert.NotAfter.Format("2 January 2006"))
	}
	return text
}

// CertificateProblem says what is wrong with a server's certificate, in words that help to tell a mistyped server name
// from a server that must be mended; "" when the error is about something else.
func CertificateProblem(err error) string {
	if wrong, ok := errors.AsType[x509.HostnameError](err); ok {
		return fmt.Sprintf("the certificate is for %s, not for %s", namesOf(wrong.Certificate), cleanText(wrong.Host))
	}
	if invalid, ok := errors.AsType[x509.CertificateInvalidError](err); ok {
		if invalid.Reason == x509.Expired && invalid.Cert != nil {
			return fmt.Sprintf("the certificate of %s is valid from %s to %s only", namesOf(invalid.Cert),
				invalid.Cert.NotBefore.Format("2 January 2006"), invalid.Cert.NotAfter.Format("2 January 2006"))
		}
		return "the certificate is not valid: " + cleanText(invalid.Error())
	}
	if unknown, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		if unknown.Cert != nil {
			return fmt.Sprintf("the certificate of %s was issued by %q, which this computer does not trust",
				namesOf(unknown.Cert), cleanText(unknown.Cert.Issuer.String()))
		}
		return "the certificate was issued by somebody whom this computer does not trust"
	}
	if other, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return "the certificate could not be checked: " + cleanText(other.Err.Error())
	}
	return ""
}

// namesOf lists the servers a certificate is for.
func namesOf(cert *x509.Certificate) string {
	const most = 5
	if cert == nil {
		return "nobody"
	}
	names := append([]string{}, cert.DNSNames...)
	for _, ip := range cert.IPAddresses {
		names = append(names, ip.String())
	}
	if len(names) == 0 && cert.Subject.CommonName != "" {
		names = append(names, cert.Subject.CommonName)
	}
	more := ""
	if len(names) > most {
		more = fmt.Sprintf(" and %d more", len(names)-most)
		names = names[:most]
	}
	if len(names) == 0 {
		return "nobody"
	}
	return cleanText(strings.Join(names, ", ")) + more
}
