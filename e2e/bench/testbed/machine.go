package testbed

import (
	"context"
	"debug/buildinfo"
	"fmt"
	"os"
	"runtime"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/proc"
)

// Machine describes the machine and the engine in one line. It omits unknown facts.
func (in *Testbed) Machine(ctx context.Context) string {
	facts := []string{fmt.Sprintf("%s/%s, %d cores", runtime.GOOS, runtime.GOARCH, runtime.NumCPU())}
	if load, err := os.ReadFile("/proc/loadavg"); err == nil {
		minute, _, _ := strings.Cut(string(load), " ")
		facts = append(facts, "load "+minute)
	}
	engine := in.Docker(ctx, "version", "--format", "Docker {{.Server.Version}} (API {{.Server.APIVersion}})")
	if text, err := proc.Output(engine); err == nil {
		facts = append(facts, text)
	}
	return strings.Join(append(facts, "Compose "+in.composeVersion(ctx)), ", ")
}

// composeVersion returns the version that Compose reports. A Compose that was built
// from its module reports "dev"; the Go toolchain has recorded its version.
func (in *Testbed) composeVersion(ctx context.Context) string {
	version, err := proc.Output(in.Docker(ctx, "compose", "version", "--short"))
	if err == nil && version != "dev" {
		return version
	}
	plugin := `{{range .ClientInfo.Plugins}}{{if eq .Name "compose"}}{{.Path}}{{end}}{{end}}`
	path, err := proc.Output(in.Docker(ctx, "info", "--format", plugin))
	if err != nil {
		return "of unknown version"
	}
	build, err := buildinfo.ReadFile(path)
	if err != nil {
		return "of unknown version"
	}
	return strings.TrimPrefix(build.Main.Version, "v")
}
