package gate

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode"
)

// maxBody is the number of bytes that are read of a response at the most.
const maxBody = 1 << 20

// An excerpt has at most excerptLength characters, taken from the first excerptBytes.
const (
	excerptLength = 160
	excerptBytes  = 4 * excerptLength
)

// HTTP requests a URL with GET.
//
// Every attempt opens a new connection, uses no proxy and follows no redirect, so
// that only the service itself can answer.
type HTTP struct {
	URL string
	// Address, if set, is the host:port to dial instead of the URL's.
	Address string
	// Header is sent with the request. Its Host replaces the URL's. Put a secret into it
	// only if the URL begins with https.
	Header http.Header
	// TLS, if set, configures an https request: which certificates to trust, and which to
	// present. Nil trusts the system's.
	TLS *tls.Config
	// Statuses are the status codes that pass. Nil means only 200.
	Statuses []int
	// Body, if set, returns an error for a body that does not pass. It gets at most
	// the first MiB, and is called only if the status passes.
	Body func(body []byte) error
	// Identity, if set, demands that the response names the instance that answered.
	Identity Identity
}

// StatusError is the error for a response with a status that does not pass.
type StatusError struct {
	Code     int
	Location string // where a redirect points
	Excerpt  string // the beginning of the body, in one line
}

// Error returns the status, where a redirect points, and the excerpt of the body.
func (e *StatusError) Error() string {
	text := fmt.Sprintf("%d %s", e.Code, http.StatusText(e.Code))
	if e.Location != "" {
		text += " to " + e.Location
	}
	if e.Excerpt != "" {
		text += ": " + e.Excerpt
	}
	return strings.TrimSpace(text)
}

// Probe makes one request, or several if [HTTP.Identity] demands a name. Its error
// reads "GET URL returned ..." and wraps the reason, which is a [*StatusError] if the
// status does not pass.
func (h HTTP) Probe(ctx context.Context) error {
	for range h.Identity.answers() {
		if err := h.get(ctx); err != nil {
			return fmt.Errorf("GET %s returned %w", h.URL, err)
		}
	}
	return nil
}

func (h HTTP) get(ctx context.Context) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, h.URL, nil)
	if err != nil {
		return err
	}
	for name, values := range h.Header {
		request.Header[http.CanonicalHeaderKey(name)] = values
	}
	request.Host = cmp.Or(request.Header.Get("Host"), request.Host)
	client := h.client()
	defer client.CloseIdleConnections()
	response, err := client.Do(request)
	if err != nil {
		return foreign(ctx, err)
	}
	defer response.Body.Close()
	if !h.accepts(response.StatusCode) {
		begun, _ := io.ReadAll(io.LimitReader(response.Body, excerptBytes)) // without a body the status has to do
		if response.StatusCode == http.StatusBadRequest && demandsTLS(string(begun)) {
			return &Refusal{Reason: ErrTLS, Answer: string(begun)}
		}
		return &StatusError{
			Code:     response.StatusCode,
			Location: excerpt([]byte(response.Header.Get("Location"))),
			Excerpt:  excerpt(begun),
		}
	}
	if h.Body == nil && h.Identity.Field == "" { // the body may have no end
		return h.Identity.check(response.Header, nil)
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, maxBody))
	if err != nil {
		return fmt.Errorf("half a body: %w", Reason(ctx, err))
	}
	if err := h.Identity.check(response.Header, body); err != nil || h.Body == nil {
		return err
	}
	return h.Body(body)
}

// foreign returns the reason for which there is no response. The other side may
// speak HTTP where TLS was expected, or the reverse, or neither.
func foreign(ctx context.Context, err error) error {
	var record tls.RecordHeaderError
	var certificate *tls.CertificateVerificationError
	text := innermost(err).Error()
	switch {
	case ctx.Err() != nil:
		return Reason(ctx, err)
	case errors.As(err, &certificate):
		return &Refusal{Reason: ErrCertificate, Answer: strings.TrimPrefix(text, "x509: ")}
	case strings.HasPrefix(text, `malformed HTTP response "\x15\x03`): // a TLS alert
		return &Refusal{Reason: ErrTLS}
	case strings.HasPrefix(text, "readLoopPeekFailLocked"): // net/http's word for a server that speaks before it is asked
		return &Refusal{Reason: ErrOtherProtocol, Answer: "text before any request"}
	case strings.HasPrefix(text, "malformed HTTP"), errors.As(err, &record), strings.HasPrefix(text, "http: server gave HTTP response"):
		return &Refusal{Reason: ErrOtherProtocol, Answer: text}
	}
	return Reason(ctx, err)
}

// demandsTLS reports whether a server says that it was asked in clear on a port for HTTPS.
// These are the words of net/http, nginx and Apache.
func demandsTLS(body string) bool {
	return strings.Contains(body, "HTTP request to an HTTPS server") ||
		strings.Contains(body, "plain HTTP request was sent to HTTPS port") ||
		strings.Contains(body, "speaking plain HTTP to an SSL-enabled server port")
}

func (h HTTP) client() *http.Client {
	dialer := &net.Dialer{}
	dial := func(ctx context.Context, network, address string) (net.Conn, error) {
		if h.Address != "" {
			address = h.Address
		}
		return dialer.DialContext(ctx, network, address)
	}
	return &http.Client{
		Transport: &http.Transport{
			DialContext:            dial,
			TLSClientConfig:        h.TLS.Clone(),
			DisableKeepAlives:      true,
			MaxResponseHeaderBytes: 64 << 10,
			TLSHandshakeTimeout:    10 * time.Second,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

func (h HTTP) accepts(status int) bool {
	if len(h.Statuses) == 0 {
		return status == http.StatusOK
	}
	return slices.Contains(h.Statuses, status)
}

// excerpt returns the beginning of a service's text as one printable line.
func excerpt(text []byte) string {
	line := strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, strings.ToValidUTF8(string(text[:min(len(text), excerptBytes)]), "?"))
	line = strings.Join(strings.Fields(line), " ")
	if runes := []rune(line); len(runes) > excerptLength {
		return string(runes[:excerptLength]) + "..."
	}
	return line
}
