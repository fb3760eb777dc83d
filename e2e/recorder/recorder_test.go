package recorder_test

import (
	"net"
	"net/smtp"
	"strconv"
	"testing"

	"evenpost/e2e/recorder"
)

func TestRecorderRemembersWhatItAccepted(t *testing.T) {
	s, err := recorder.Start(t.Context(), recorder.Options{})
	if err != nil {
		t.Fatal(err)
	}
	addr := net.JoinHostPort("127.0.0.1", strconv.Itoa(s.Port()))
	body := []byte("Subject: Hello\r\nMessage-ID: <7@example.at>\r\n\r\nHello\r\n")
	if err := smtp.SendMail(addr, nil, "from@example.at", []string{"Anna@example.at"}, body); err != nil {
		t.Fatal(err)
	}
	if err := s.AwaitCount(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	if err := s.AwaitQuiet(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := recorder.Accepted{To: "anna@example.at", MessageID: "7@example.at", Subject: "Hello", Text: "Hello\r\n", Size: len(body)}
	if got := s.Accepted(); len(got) != 1 || got[0] != want {
		t.Errorf("accepted %+v, want %+v", got, want)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}
