package scram

import (
	"crypto/sha1"
	"crypto/sha256"
	"hash"
	"strings"
	"testing"
)

// The exchanges are the examples of RFC 5802 and RFC 7677.
func TestExchange(t *testing.T) {
	for _, test := range []struct {
		name                           string
		newHash                        func() hash.Hash
		nonce, challenge, final, proof string
	}{
		{
			"SHA-1", sha1.New, "fyko+d2lbbFgONRv9qkxdawL",
			"r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
			"c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=", "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=",
		},
		{
			"SHA-256", sha256.New, "rOprNGfwEbeRWgbNEkqO",
			"r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
			"c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
			"v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := withNonce(test.newHash, "user", "pencil", test.nonce)
			if e.First() != "n,,n=user,r="+test.nonce {
				t.Errorf("first %q", e.First())
			}
			if final, err := e.Final(test.challenge); err != nil || final != test.final {
				t.Errorf("got %q, %v", final, err)
			}
			if err := e.Verify(test.proof); err != nil {
				t.Error(err)
			}
			if err := e.Verify("v=QUJD"); err == nil {
				t.Error("a wrong signature passes")
			}
		})
	}
}

func TestChallengesThatAreRefused(t *testing.T) {
	for _, challenge := range []string{
		"", "r=other,s=QUJD,i=4096", "r=nonceX,s=?,i=4096", "r=nonceX,s=QUJD,i=x", "r=nonceX,s=QUJD,i=0", "r=nonceX,s=QUJD,i=2000000000",
	} {
		if _, err := withNonce(sha256.New, "u", "p", "nonce").Final(challenge); err == nil || !strings.Contains(err.Error(), "malformed") {
			t.Errorf("%q: got %v", challenge, err)
		}
	}
	if err := New(sha256.New, "u", "p").Verify("v="); err == nil {
		t.Error("a signature before the challenge passes")
	}
}
