package diagnose

import (
	"errors"
	"net"
	"regexp"
	"slices"
	"strings"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/internal/netfault"
)

// causeOfProbe returns the cause in the error of one probe.
func causeOfProbe(err error) Cause {
	var status *gate.StatusError
	var server interface{ SQLState() string } // as a Postgres client gives the server's errors
	var name *net.DNSError
	var instance *gate.OtherInstance
	switch {
	case errors.As(err, &instance):
		return WrongInstance
	case errors.As(err, &server) && strings.Contains(err.Error(), "pg_hba.conf"): // of whatever code
		return LoginRefused
	case errors.As(err, &server):
		return causeOfSQLState(server.SQLState())
	case causeOfReason(err) != "":
		return causeOfReason(err)
	case errors.As(err, &status) && status.Code >= 300 && status.Code < 400:
		return Redirect
	case errors.As(err, &status):
		return HTTPStatus
	case strings.Contains(err.Error(), "half a body"):
		return WrongBody
	case errors.As(err, &name):
		return UnknownHost
	case netfault.TimedOut(err):
		return Timeout
	case netfault.Refused(err):
		return ConnectionRefused
	case isAnswer(err) && !netfault.Unreached(err):
		return WrongBody
	}
	return Unknown
}

// isAnswer reports whether a probe's error is what came back: the gate's own probes begin
// it so.
func isAnswer(err error) bool { return strings.Contains(err.Error(), " returned ") }

// Lasting returns the cause of a probe's error if waiting cannot mend it, otherwise "". A
// missing database is not lasting, because some services create theirs.
func Lasting(err error) Cause {
	for _, part := range parts(err) {
		var name *net.DNSError
		cause := causeOfProbe(part)
		if slices.Contains([]Cause{WrongPassword, LoginRefused, CleartextPassword}, cause) || cause == UnknownHost && errors.As(part, &name) && name.IsNotFound {
			return cause
		}
	}
	return ""
}

// keepsLogin matches the probes of servers that set their users when their volume is first
// initialised: Postgres, MySQL, MongoDB and RabbitMQ. Others read them from their
// configuration at each start.
var keepsLogin = regexp.MustCompile(`^(SELECT|hello|login) `)

// causeOfReason returns the cause for a reason of the gate's own probes, "" if the
// error wraps none.
func causeOfReason(err error) Cause {
	for _, known := range []struct {
		reason error
		cause  Cause
	}{
		{gate.ErrWrongPassword, WrongPassword},
		{gate.ErrCleartext, CleartextPassword},
		{gate.ErrMissingDatabase, MissingDatabase},
		{gate.ErrStarting, DatabaseStarting},
		{gate.ErrNoLeader, NoLeader},
		{gate.ErrReadOnly, ReadOnly},
		{gate.ErrOtherProtocol, WrongProtocol},
		{gate.ErrTLS, WrongProtocol},
		{gate.ErrCertificate, Untrusted},
	} {
		if errors.Is(err, known.reason) && known.cause == WrongPassword && !keepsLogin.MatchString(err.Error()) {
			return LoginRefused
		}
		if errors.Is(err, known.reason) {
			return known.cause
		}
	}
	return ""
}

// causeOfSQLState returns the cause for a code of Postgres' documentation, appendix A.
func causeOfSQLState(code string) Cause {
	switch code {
	case "28P01", "28000": // invalid_password, invalid_authorization_specification
		return WrongPassword
	case "3D000": // invalid_catalog_name
		return MissingDatabase
	case "57P01", "57P02", "57P03": // admin_shutdown, crash_shutdown, cannot_connect_now
		return DatabaseStarting
	case "53100": // disk_full
		return DiskFull
	}
	return Unknown
}

// parts returns the errors that a check of several services has joined.
func parts(err error) []error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var all []error
		for _, e := range joined.Unwrap() {
			all = append(all, parts(e)...)
		}
		return all
	}
	if err == nil {
		return nil
	}
	return []error{err}
}
