package secret_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/secret"
)

func TestNamesOfSecrets(t *testing.T) {
	for _, name := range []string{
		"DB_PASS", "PASS", "POSTGRES_PASSWORD", "passwd", "SSH_PASSPHRASE", "MYSQL_PWD", "APIKEY", "STRIPE_APIKEY", "OPENAI_API_KEY", "api-key",
		"JWT", "SUPABASE_JWT", "REDIS_AUTH", "AUTH_TOKEN", "OAUTH", "BASICAUTH", "AUTH", "HTTP_AUTHORIZATION", "SENTRY_DSN", "DSN",
		"CLIENT_SECRET", "GITHUB_TOKEN", "AWS_CREDENTIALS", "PRIVATE_PEM", "SIGNING_KEY", "SANDBOX_KEY",
	} {
		if !secret.Named(name) {
			t.Errorf("%s holds no secret", name)
		}
	}
	for _, name := range []string{
		"", "PATH", "PWD", "KTRDR_DB_USER", "AUTHOR", "GIT_AUTHOR_NAME", "AUTHORS", "AUTHORITY", "BYPASS", "COMPASS", "KEYBOARD", "MONKEY", "API_URL",
		"POSTGRES_HOST_AUTH_METHOD", "GF_AUTH_ANONYMOUS_ORG_ROLE", "AUTH_PORT", "AUTH_SERVICE_URL", "JWT_ALGORITHM",
		"SANDBOX_PORT_AUTH_8080", "SANDBOX_PORT_TOKEN_API_8080_UDP", "TOKEN_PORT",
	} {
		if secret.Named(name) {
			t.Errorf("%s holds a secret", name)
		}
	}
}

func TestVariablesThatAreHidden(t *testing.T) {
	mask := secret.NewMask(map[string]string{"DB_PASS": "hunter2", "DATABASE_URL": "postgres://u:qwerty@db/x"})
	for _, test := range []struct {
		name, value string
		hidden      bool
	}{
		{"DB_PASS", "hunter2", true},
		{"DB_PASS", "a", true},
		{"DATABASE_URL", "postgres://u:qwerty@db/x", true},
		{"GREETING", "I am hunter2", true},
		{"GREETING", "I say qwerty", true},
		{"MIRROR", "https://t0ken@example.com/simple", true},
		{"GF_AUTH_ANONYMOUS_ENABLED", "true", false},
		{"TOKEN_REQUIRED", "False", false},
		{"DOCKER_HOST", "ssh://me@example.com", false},
		{"API_URL", "http://localhost:8000/a@b", false},
		{"PLAIN", "value", false},
	} {
		if got := mask.Hides(test.name, test.value); got != test.hidden {
			t.Errorf("%s=%s: hidden is %v", test.name, test.value, got)
		}
	}
}

func TestValuesThatAreSecretsWhateverTheirNames(t *testing.T) {
	mask := secret.NewMask(map[string]string{"DB_PASS": "hunter2"}).With("fr3d", "true", "", "amqp://u:t1ger@mq")
	for text, want := range map[string]string{
		"hunter2 and fr3d": "*** and ***", "it is true": "it is true", "with t1ger": "with ***", "?key=fr3d": "?key=***",
	} {
		if got := mask.Text(text); got != want {
			t.Errorf("%q gives %q, want %q", text, got, want)
		}
	}
}

func TestTextWithoutSecrets(t *testing.T) {
	mask := secret.NewMask(
		map[string]string{"A_PASSWORD": "hunter", "TOKEN_REQUIRED": "True", "SHORT_PASSWORD": "abc", "ENCODED_URL": "amqp://me:p%40ss%2Fword@mq"},
		map[string]string{"B_PASSWORD": `hunter2&"more"`, "C_PASSWORD": "hun$ter", "D_PASSWORD": "say (what)!", "E_PASSWORD": "overlap", "F_PASSWORD": "lapping"},
		map[string]string{"PEM_KEY": "-----BEGIN KEY-----\nMIIEowIBAAK\n\n}\n-----END KEY-----\n"},
	)
	for text, want := range map[string]string{
		"":                                      "",
		"True abc":                              "True abc",
		"hunter":                                "***",
		"a hunter, hunter":                      "a ***, ***",
		`hunter2&"more"`:                        "***",
		`{"label":"hunter2\u0026\"more\""}`:     `{"label":"***"}`,
		`{"label":"hunter2&\"more\""}`:          `{"label":"***"}`,
		"postgres://u:hunter2&%22more%22@db":    "postgres://***@db",
		"?password=hunter2%26%22more%22":        "?password=***",
		"?password=say%20%28what%29%21":         "?password=***",
		"?password=say%20(what)!":               "?password=***",
		"hun$$ter or hun$ter":                   "*** or ***",
		"overlapping":                           "***",
		"from p%40ss%2fword, that is p@ss/word": "from ***, that is ***",
		"redis://:other@cache:6379/0":           "redis://***@cache:6379/0",
		"https://t0ken@example.com":             "https://***@example.com",
		"http://u:p@ss@host/@x":                 "http://***@host/@x",
		"ssh://me@example.com:22":               "ssh://me@example.com:22",
		"http://localhost:3000/npm/@scope/x":    "http://localhost:3000/npm/@scope/x",
		"key | MIIEowIBAAK\nkey | }\n":          "key | ***\nkey | }\n",
		`"-----BEGIN KEY-----\nMIIEowIBAAK"`:    `"***\n***"`,
	} {
		if got := mask.Text(text); got != want {
			t.Errorf("%s is shown as %s, not as %s", text, got, want)
		}
	}
}

func TestZeroMaskHidesOnlyLogins(t *testing.T) {
	if got := (secret.Mask{}).Text("hunter2 of http://a:b@c"); got != "hunter2 of http://***@c" {
		t.Error(got)
	}
}

func TestJSONWithoutSecrets(t *testing.T) {
	mask := secret.NewMask(map[string]string{"DB_PASSWORD": "s3cret"})
	document := `[{"Id": 12345678901234567890, "Config": {"Env": ["DB_PASSWORD=s3cret", "PLAIN=value", "ODD"], "Cmd": ["serve", "--api-token=value"]}},
		{"environment": {"USER": "value", "N": 1, "NULL": null}, "build": {"args": {"A": "value"}}, "image": "postgres", "labels": {"api_token": "value"},
		"url": "amqp://value:value@mq", "text": "it is s3cret", "auth_enabled": "true"}, {"x-common": {"DB_HOST": "value"}}]`
	got, err := mask.JSON([]byte(document))
	if err != nil || bytes.Contains(got, []byte("value")) || bytes.Contains(got, []byte("s3cret")) {
		t.Errorf("%v, %s", err, got)
	}
	for _, kept := range []string{`12345678901234567890`, `"PLAIN=***"`, `"ODD=***"`, `"--api-token=***"`, `"postgres"`, `"it is ***"`, `"amqp://***@mq"`, `"auth_enabled": "true"`} {
		if !bytes.Contains(got, []byte(kept)) {
			t.Errorf("%s is not in %s", kept, got)
		}
	}
}

// The time depends on the length of the text only, not on the number of secrets or
// on their likeness to the text.
func BenchmarkText(b *testing.B) {
	few, many := map[string]string{"A_PASSWORD": "hunter2"}, map[string]string{}
	for i := range 2000 {
		many[fmt.Sprintf("PASSWORD_%d", i)] = strings.Repeat("a", i%64) + fmt.Sprint(i)
	}
	for name, variables := range map[string]map[string]string{"one": few, "many": many, "alike": {"A_PASSWORD": strings.Repeat("a", 4096) + "b"}} {
		mask := secret.NewMask(variables)
		for _, megabytes := range []int{1, 4} {
			text := strings.Repeat("a", megabytes<<20)
			b.Run(fmt.Sprintf("%s/%dMB", name, megabytes), func(b *testing.B) {
				b.SetBytes(int64(len(text)))
				for b.Loop() {
					mask.Text(text)
				}
			})
		}
	}
}

func FuzzText(f *testing.F) {
	f.Add("hunter2", "the password is hunter2 or hunter2more", "hunter2more")
	f.Add("***x", "abcdx", "abcd")
	f.Add("*abcd", "hunter2abcd", "hunter2")
	f.Add("a$b\n12345678\n", "http://u:a$$b@h 12345678", "p/SE")
	f.Add("://***", "http://:b@", "**@x")
	f.Fuzz(func(t *testing.T, one, text, other string) {
		mask := secret.NewMask(map[string]string{"A_PASSWORD": one, "B_TOKEN": other})
		for _, text := range []string{text, one + text + other, text + other + one} {
			hidden := mask.Text(text)
			if twice := mask.Text(hidden); twice != hidden {
				t.Errorf("%q is hidden as %q, and then as %q", text, hidden, twice)
			}
			for _, value := range []string{one, other} {
				if len(value) >= 4 && mask.Hides("A_PASSWORD", value) && strings.Contains(hidden, value) {
					t.Errorf("%q is in %q", value, hidden)
				}
			}
		}
	})
}

func FuzzJSON(f *testing.F) {
	mask := secret.NewMask(map[string]string{"KTRDR_DB_PASSWORD": "s3cret"})
	f.Add([]byte(`[{"Env": ["A=s3cret"], "b": {"environment": {"C": "s3cret"}}, "d": "s3cret"}]`))
	f.Add([]byte(`{"Env": null, "environment": 3, "args": [[1]]}`))
	f.Add([]byte(`[{"Env": "s3cret"}]`))
	f.Fuzz(func(t *testing.T, document []byte) {
		out, err := mask.JSON(document)
		if err == nil && bytes.Contains(out, []byte(`"s3cret"`)) && !bytes.Contains(out, []byte(`"s3cret":`)) {
			t.Errorf("%s", out)
		}
	})
}
