package derive

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/stack"
)

// clusterHealth is the path under which Elasticsearch and OpenSearch say how they are.
const clusterHealth = "/_cluster/health"

// askElasticsearch asks for the cluster's health over plain HTTP. With its security
// on, Elasticsearch 8 and OpenSearch speak HTTPS with a certificate that they made
// themselves; the probe does not send a password to a server that it cannot verify.
func askElasticsearch(project composefile.Project, service composefile.Service) (asking, bool) {
	if len(service.Entrypoint) > 0 || len(service.Command) > 0 || service.Build != nil || mounts(service, "/usr/share/"+imageName(service.Image)+"/config") {
		return asking{}, false
	}
	password, known := value(project, service, readSecret, "ELASTIC_PASSWORD")
	insecure := is(service, "xpack.security.enabled", "false") || is(service, "plugins.security.disabled", "true") ||
		is(service, "DISABLE_SECURITY_PLUGIN", "true")
	plainHTTP := is(service, "xpack.security.http.ssl.enabled", "false")
	old := imageName(service.Image) == "elasticsearch" && strings.Contains(service.Image, ":7.") // its security is off unless enabled
	switch {
	case insecure || old && service.Environment["xpack.security.enabled"] == nil:
		return asking{probe: askCluster(nil)}, true
	case known && password != "" && (plainHTTP || old && service.Environment["xpack.security.http.ssl.enabled"] == nil):
		login := base64.StdEncoding.EncodeToString([]byte("elastic:" + password))
		return asking{probe: askCluster(http.Header{"Authorization": {"Basic " + login}})}, true
	}
	return asking{}, false
}

// is reports whether a variable has a value, in letters of any case.
func is(service composefile.Service, name, value string) bool {
	set := service.Environment[name]
	return set != nil && strings.EqualFold(strings.TrimSpace(*set), value)
}

func askCluster(header http.Header) func(stack.Endpoint) gate.Probe {
	return func(e stack.Endpoint) gate.Probe {
		return gate.HTTP{URL: "http://" + e.URL + clusterHealth, Address: e.Address, Header: header, Body: notRed}.Probe
	}
}

// notRed wants all primary shards to be there. A cluster of one node stays yellow,
// because it has no room for replicas.
func notRed(body []byte) error {
	var health struct {
		Status string `json:"status"`
	}
	if err := json.Unmarshal(body, &health); err != nil || health.Status == "" {
		return &gate.Refusal{Reason: gate.ErrOtherProtocol, Answer: string(body)}
	}
	if health.Status == "red" {
		return &gate.Refusal{Reason: gate.ErrStarting, Answer: "the cluster's status is red"}
	}
	return nil
}
