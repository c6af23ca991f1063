package gate

import "errors"

// The reasons for which a server that speaks its protocol is not ready. Every probe
// in the packages below this one wraps one of them, if it knows the reason.
var (
	ErrWrongPassword   = errors.New("a refused login")
	ErrMissingDatabase = errors.New("no such database")
	ErrStarting        = errors.New("a server that is not ready yet")
	ErrReadOnly        = errors.New("a server that is read-only")
	ErrNoLeader        = errors.New("a server without a leader")
	ErrOtherProtocol   = errors.New("another protocol")
	ErrTLS             = errors.New("a demand for TLS")
	ErrCertificate     = errors.New("a certificate that this machine does not trust")

	// ErrCleartext is the reason of a probe that would have to send the password in
	// clear. It sends nothing, because the listener may not be the server.
	ErrCleartext = errors.New("a request for the password in clear, which is not sent")
)

// Refusal is the error for a server that answered, but not as a ready server does.
type Refusal struct {
	Reason error  // one of the reasons above, nil if the answer fits none
	Answer string // the server's own words; foreign text of any content
}

// Error returns the reason and the beginning of the answer, as one printable line.
func (r *Refusal) Error() string {
	answer := excerpt([]byte(r.Answer))
	switch {
	case r.Reason == nil:
		return answer
	case answer == "":
		return r.Reason.Error()
	}
	return r.Reason.Error() + ": " + answer
}

// Unwrap returns the reason.
func (r *Refusal) Unwrap() error { return r.Reason }
