package instance

import "maps"

// Engine holds the variables that select an instance's engine. All are empty for
// the docker command's default.
type Engine struct{ DockerHost, DockerContext, TLSVerify, CertPath string }

// EngineOf returns the engine that the variables select.
func EngineOf(variables map[string]string) Engine {
	return Engine{variables["DOCKER_HOST"], variables["DOCKER_CONTEXT"], variables["DOCKER_TLS_VERIFY"], variables["DOCKER_CERT_PATH"]}
}

// Variables returns the variables that select the engine.
func (e Engine) Variables() map[string]string {
	variables := map[string]string{
		"DOCKER_HOST": e.DockerHost, "DOCKER_CONTEXT": e.DockerContext, "DOCKER_TLS_VERIFY": e.TLSVerify, "DOCKER_CERT_PATH": e.CertPath,
	}
	maps.DeleteFunc(variables, func(_, value string) bool { return value == "" })
	return variables
}
