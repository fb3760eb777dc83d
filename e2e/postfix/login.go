package postfix

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// loginServer is a Dovecot that does nothing but check passwords for Postfix.
type loginServer struct {
	socket string
	cmd    *exec.Cmd
}

func startLogin(ctx context.Context, dir string, l Login, postfixUser string) (*loginServer, error) {
	if err := WriteCertificate(dir); err != nil {
		return nil, err
	}
	base := filepath.Join(dir, "dovecot")
	s := &loginServer{socket: filepath.Join(dir, "login")}
	if err := os.MkdirAll(base, 0o755); err != nil {
		return nil, err
	}
	users := filepath.Join(dir, "users")
	if err := os.WriteFile(users, []byte(l.User+":{PLAIN}"+l.Password+"\n"), 0o644); err != nil {
		return nil, err
	}
	conf := filepath.Join(dir, "dovecot.conf")
	text := strings.Join([]string{
		"base_dir = " + base,
		"state_dir = " + base,
		"log_path = " + filepath.Join(dir, "dovecot.log"),
		"protocols =",
		"ssl = no",
		"auth_mechanisms = plain login",
		"passdb {\n driver = passwd-file\n args = " + users + "\n}",
		"userdb {\n driver = static\n args = uid=nobody gid=nogroup home=/nonexistent\n}",
		"service auth {\n unix_listener " + s.socket + " {\n  mode = 0600\n  user = " + postfixUser + "\n }\n}",
		"service anvil {\n chroot =\n}",
	}, "\n") + "\n"
	if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
		return nil, err
	}
	s.cmd = exec.CommandContext(context.WithoutCancel(ctx), "/usr/sbin/dovecot", "-F", "-c", conf)
	out, err := os.Create(filepath.Join(dir, "dovecot.out"))
	if err != nil {
		return nil, err
	}
	defer out.Close() //nolint:errcheck // Dovecot has its own copy
	s.cmd.Stdout, s.cmd.Stderr = out, out
	if err := s.cmd.Start(); err != nil {
		return nil, fmt.Errorf("dovecot (packaging/deps.sh mail-servers): %w", err)
	}
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if _, err := os.Stat(s.socket); err == nil {
			return s, nil
		}
	}
	s.stop()
	said, _ := os.ReadFile(out.Name())
	return nil, fmt.Errorf("dovecot does not start: %s", said)
}

func (s *loginServer) stop() {
	if err := s.cmd.Process.Signal(os.Interrupt); err != nil {
		return
	}
	s.cmd.Wait() //nolint:errcheck // it was told to end
}

// WriteCertificate makes a certificate for localhost that is its own authority.
func WriteCertificate(dir string) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	now := time.Now()
	c := &x509.Certificate{
		SerialNumber: big.NewInt(now.UnixNano()), Subject: pkix.Name{CommonName: "localhost"},
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(24 * time.Hour),
		KeyUsage:    x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		IsCA:        true, BasicConstraintsValid: true,
		DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, c, c, key.Public(), key)
	if err != nil {
		return err
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	write := func(name, kind string, bytes []byte, mode os.FileMode) error {
		return os.WriteFile(filepath.Join(dir, name), pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: bytes}), mode)
	}
	if err := write("cert.pem", "CERTIFICATE", der, 0o644); err != nil {
		return err
	}
	return write("key.pem", "PRIVATE KEY", private, 0o600)
}
