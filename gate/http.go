package gate

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode"
)

// maxBody bounds what is read of a response, whatever the service sends.
const maxBody = 1 << 20

// An excerpt has so many characters at the most, of so many bytes.
const (
	excerptLength = 160
	excerptBytes  = 4 * excerptLength
)

// HTTP asks for a URL with GET.
//
// Every attempt opens a connection of its own, goes through no proxy and
// follows no redirect: only the service itself may answer.
type HTTP struct {
	URL string
	// Address, if set, is dialled in place of the URL's host.
	Address string
	// Statuses that pass. None means 200 alone.
	Statuses []int
	// Body, if set, judges the body of a response whose status passes. It is
	// given the first MiB at the most.
	Body func(body []byte) error
}

// StatusError is a response with a status that does not pass.
type StatusError struct {
	Code     int
	Location string // where a redirect points
	Excerpt  string // the beginning of the body, in one line
}

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

// Probe makes one request. Its error reads "GET URL returned ..." and wraps
// what came back, a [*StatusError] for a status.
func (h HTTP) Probe(ctx context.Context) error {
	if err := h.get(ctx); err != nil {
		return fmt.Errorf("GET %s returned %w", h.URL, err)
	}
	return nil
}

func (h HTTP) get(ctx context.Context) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, h.URL, nil)
	if err != nil {
		return err
	}
	client := h.client()
	defer client.CloseIdleConnections()
	response, err := client.Do(request)
	if err != nil {
		return Reason(ctx, err)
	}
	defer response.Body.Close()
	if !h.accepts(response.StatusCode) {
		begun, _ := io.ReadAll(io.LimitReader(response.Body, excerptBytes)) // the status tells enough without
		return &StatusError{
			Code:     response.StatusCode,
			Location: excerpt([]byte(response.Header.Get("Location"))),
			Excerpt:  excerpt(begun),
		}
	}
	if h.Body == nil {
		return nil // the body may have no end
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, maxBody))
	if err != nil {
		return fmt.Errorf("half a body: %w", Reason(ctx, err))
	}
	return h.Body(body)
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

// excerpt is the beginning of foreign text as one printable line.
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
