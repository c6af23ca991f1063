package setup

import "testing"

func TestClassify(t *testing.T) {
	for _, tt := range []struct {
		name, message string
		want          pullFailure
	}{
		{"name server says no", `Error response from daemon: Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io on 10.0.0.2:53: no such host`, noAnswer},
		{"no name server", `Error response from daemon: Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io: Temporary failure in name resolution`, noAnswer},
		{"packets are dropped", `Error response from daemon: Get "https://registry-1.docker.io/v2/": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)`, noAnswer},
		{"port is closed", `Error response from daemon: Get "http://127.0.0.1:9/v2/": dial tcp 127.0.0.1:9: connect: connection refused`, noAnswer},
		{"no route", `Error response from daemon: Get "https://registry-1.docker.io/v2/": dial tcp 10.1.2.3:443: connect: network is unreachable`, noAnswer},
		{"handshake hangs", `Error response from daemon: Get "https://quay.io/v2/": net/http: TLS handshake timeout`, noAnswer},
		{"no proxy", `Error response from daemon: Get "https://registry-1.docker.io/v2/": proxyconnect tcp: dial tcp 10.0.0.3:3128: i/o timeout`, noAnswer},
		{"proxy blocks everything", `Error response from daemon: Get "https://registry-1.docker.io/v2/": Forbidden`, noAnswer},
		{"connection closed", `Error response from daemon: Get "https://registry-1.docker.io/v2/": EOF`, noAnswer},
		{"newer engine", `Error response from daemon: failed to resolve reference "docker.io/prom/prometheus:v3": failed to do request: Head "https://registry-1.docker.io/v2/prom/prometheus/manifests/v3": dial tcp: lookup registry-1.docker.io: no such host`, noAnswer},
		{"private or missing", `Error response from daemon: pull access denied for ktrdr/backend, repository does not exist or may require 'docker login': denied: requested access to the resource is denied`, denied},
		{"login needed", `Error response from daemon: Head "https://ghcr.io/v2/a/b/manifests/1": unauthorized`, denied},
		{"a bare denial", `Error response from daemon: denied`, denied},
		{"rate limit", `Error response from daemon: toomanyrequests: You have reached your unauthenticated pull rate limit.`, rateLimited},
		{"no such tag", `Error response from daemon: manifest for postgres:99 not found: manifest unknown: manifest unknown`, unknownImage},
		{"newer engine, no such tag", `Error response from daemon: failed to resolve reference "docker.io/library/postgres:99": docker.io/library/postgres:99: not found`, unknownImage},
		{"other machines only", `Error response from daemon: no matching manifest for linux/arm64/v8 in the manifest list entries`, wrongPlatform},
		{"disk is full", `write /var/lib/docker/tmp/GetImageBlob: no space left on device`, otherFailure},
		{"bad reference", `invalid reference format`, otherFailure},
		{"a stranger's certificate", `Error response from daemon: Get "https://registry-1.docker.io/v2/": x509: certificate signed by unknown authority`, otherFailure},
		{"broken registry", `Error response from daemon: received unexpected HTTP status: 503 Service Unavailable`, otherFailure},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := classify(tt.message); got != tt.want {
				t.Errorf("classify() = %d, want %d", got, tt.want)
			}
		})
	}
}

func TestRegistryOf(t *testing.T) {
	for reference, want := range map[string]string{
		"postgres:16":                          "docker.io",
		"timescale/timescaledb:2.17.2-pg16":    "docker.io",
		"quay.io/prometheus/prometheus:v3.0.0": "quay.io",
		"registry:5000/a":                      "registry:5000",
		"localhost/sandbox-postgres:15":        "localhost",
	} {
		if got := registryOf(reference); got != want {
			t.Errorf("registryOf(%q) = %q, want %q", reference, got, want)
		}
	}
}
