package sandbox

import (
	"context"

	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/workspace"
)

// resolve has Compose read the instance's files, and finds its machine.
func (o *session) resolve(ctx context.Context) error {
	return o.locate(ctx, func() (compose.Config, error) { return o.Project.ConfigKept(ctx, o.keptConfig()) })
}

// recall is resolve for whoever needs no whole text of the configuration: it
// takes what was found before, if that is certainly still true.
func (o *session) recall(ctx context.Context) error {
	if config, found := o.Project.Recall(o.keptConfig()); found {
		return o.locate(ctx, func() (compose.Config, error) { return config, nil })
	}
	return o.resolve(ctx)
}

func (o *session) keptConfig() string { return workspace.CachedConfig(o.Instance.Dir) }

// resolved is the whole text of the configuration, nil if it cannot be had.
func (o *session) resolved(ctx context.Context) []byte {
	if o.Config.Text != nil {
		return o.Config.Text
	}
	config, _ := o.Project.Config(ctx)
	return config.Text
}

// survey resolves the instance's files and meanwhile looks at its containers:
// each takes docker its time. If neither can be done, the error is that of the
// files, which are to be mended first.
func (o *session) survey(ctx context.Context) ([]docker.Container, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var containers []docker.Container
	looked := make(chan error, 1)
	go func() {
		var err error
		containers, err = o.Project.Reach(ctx)
		looked <- err
	}()
	if err := o.recall(ctx); err != nil {
		cancel()
		<-looked
		return nil, err
	}
	err := <-looked
	return o.own(containers, err)
}
