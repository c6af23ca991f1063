package main

import (
	"context"
	"debug/buildinfo"
	"fmt"
	"os"
	"runtime"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/proc"
)

// machine is what the numbers were measured on, in one line. What cannot be
// found out is left out.
func machine(ctx context.Context, in *testbed) string {
	facts := []string{fmt.Sprintf("%s/%s, %d cores", runtime.GOOS, runtime.GOARCH, runtime.NumCPU())}
	if load, err := os.ReadFile("/proc/loadavg"); err == nil {
		minute, _, _ := strings.Cut(string(load), " ")
		facts = append(facts, "load "+minute)
	}
	engine := in.docker(ctx, "version", "--format", "Docker {{.Server.Version}} (API {{.Server.APIVersion}})")
	if text, err := proc.Output(engine); err == nil {
		facts = append(facts, text)
	}
	return strings.Join(append(facts, "Compose "+composeVersion(ctx, in)), ", ")
}

// composeVersion is Compose's own word. One that was built from its module says
// "dev" of itself, but the toolchain has recorded the module's version.
func composeVersion(ctx context.Context, in *testbed) string {
	version, err := proc.Output(in.docker(ctx, "compose", "version", "--short"))
	if err == nil && version != "dev" {
		return version
	}
	plugin := `{{range .ClientInfo.Plugins}}{{if eq .Name "compose"}}{{.Path}}{{end}}{{end}}`
	path, err := proc.Output(in.docker(ctx, "info", "--format", plugin))
	if err != nil {
		return "of unknown version"
	}
	build, err := buildinfo.ReadFile(path)
	if err != nil {
		return "of unknown version"
	}
	return strings.TrimPrefix(build.Main.Version, "v")
}
