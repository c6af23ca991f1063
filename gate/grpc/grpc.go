// Package grpc probes a gRPC server by its health protocol, grpc.health.v1.
package grpc

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/seed-491dada8/sandbox/gate"
)

// Target is a server that speaks gRPC without TLS.
type Target struct {
	Name    string // for errors, such as "localhost:50052"
	Address string // host:port to dial
	// Service is the name to ask the health service for; empty for the whole server.
	Service string
	// Header is sent with the request, such as an Authorization.
	Header http.Header
}

// maxAnswer bounds what is read of an answer, which has about ten bytes.
const maxAnswer = 4096

// Probe calls Check, which is an ordinary POST over HTTP/2. Its error wraps a
// [*gate.Refusal] if the server answered.
func (t Target) Probe(ctx context.Context) error {
	if err := t.check(ctx); err != nil {
		return fmt.Errorf("gRPC health of %s on %s returned %w", cmp.Or(t.Service, "the server"), t.Name, err)
	}
	return nil
}

func (t Target) check(ctx context.Context) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+t.Address+"/grpc.health.v1.Health/Check", bytes.NewReader(t.message()))
	if err != nil {
		return err
	}
	for name, values := range t.Header {
		request.Header[name] = values
	}
	request.Header.Set("Content-Type", "application/grpc")
	request.Header.Set("Te", "trailers")
	var server opening
	protocols := new(http.Protocols)
	protocols.SetUnencryptedHTTP2(true)
	transport := &http.Transport{Protocols: protocols, DialContext: server.dial, MaxResponseHeaderBytes: 64 << 10}
	defer transport.CloseIdleConnections()
	response, err := transport.RoundTrip(request)
	if err != nil {
		return server.reason(ctx, err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if err != nil {
		return server.reason(ctx, err)
	}
	return judge(response, body)
}

// message returns a HealthCheckRequest after its prefix: not compressed, and its
// length.
func (t Target) message() []byte {
	const serviceField = 1<<3 | 2 // its number, and that it has a length
	var content []byte
	if t.Service != "" {
		content = binary.AppendUvarint([]byte{serviceField}, uint64(len(t.Service)))
		content = append(content, t.Service...)
	}
	return append(binary.BigEndian.AppendUint32([]byte{0}, uint32(len(content))), content...)
}

// judge wants the call to succeed and the server to serve. A server that refuses the
// call sends its status among the headers.
func judge(response *http.Response, body []byte) error {
	if !strings.HasPrefix(response.Header.Get("Content-Type"), "application/grpc") {
		return &gate.Refusal{Reason: gate.ErrOtherProtocol, Answer: fmt.Sprintf("%s %s", response.Status, body)}
	}
	status, message := response.Trailer.Get("Grpc-Status"), response.Trailer.Get("Grpc-Message")
	if status == "" {
		status, message = response.Header.Get("Grpc-Status"), response.Header.Get("Grpc-Message")
	}
	if status != "0" {
		return &gate.Refusal{Reason: reasons[status], Answer: fmt.Sprintf("%s (gRPC status %s)", message, status)}
	}
	serving, err := parse(body)
	if err != nil {
		return &gate.Refusal{Reason: gate.ErrOtherProtocol, Answer: err.Error()}
	}
	switch serving {
	case 1:
		return nil
	case 2:
		return &gate.Refusal{Reason: gate.ErrStarting, Answer: "NOT_SERVING"}
	}
	return &gate.Refusal{Answer: fmt.Sprintf("the serving status %d", serving)}
}

// reasons has the statuses that tell a reason.
var reasons = map[string]error{
	"7":  gate.ErrWrongPassword, // PERMISSION_DENIED
	"14": gate.ErrStarting,      // UNAVAILABLE
	"16": gate.ErrWrongPassword, // UNAUTHENTICATED
}

var errMessage = errors.New("a malformed message")

// parse returns the status of a HealthCheckResponse, its only field. A field with
// the value 0 may be left out.
func parse(body []byte) (uint64, error) {
	const statusField = 1 << 3 // its number, and that it is a varint
	if len(body) < 5 || body[0] != 0 || int64(binary.BigEndian.Uint32(body[1:])) != int64(len(body)-5) {
		return 0, errMessage
	}
	content := body[5:]
	if len(content) == 0 {
		return 0, nil
	}
	status, n := binary.Uvarint(content[1:])
	if content[0] != statusField || n <= 0 {
		return 0, errMessage
	}
	return status, nil
}
