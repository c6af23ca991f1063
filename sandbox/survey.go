package sandbox

import (
	"context"
	"path/filepath"

	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/instance"
)

// resolve has Compose read the instance's files, and finds its machine.
func (o *session) resolve(ctx context.Context) error {
	return o.locate(ctx, func() (compose.Config, error) { return o.project.ConfigKept(ctx, o.keptConfig()) })
}

// recall is resolve for whoever needs no whole text of the configuration: it
// takes what was found before, if that is certainly still true.
func (o *session) recall(ctx context.Context) error {
	if config, found := o.project.Recall(o.keptConfig()); found {
		return o.locate(ctx, func() (compose.Config, error) { return config, nil })
	}
	return o.resolve(ctx)
}

func (o *session) keptConfig() string {
	return filepath.Join(o.in.Dir, instance.StateFolder, "services.json")
}

// resolved is the whole text of the configuration, nil if it cannot be had.
func (o *session) resolved(ctx context.Context) []byte {
	if o.config.Text != nil {
		return o.config.Text
	}
	config, _ := o.project.Config(ctx)
	return config.Text
}

// survey resolves the instance's files and meanwhile looks at its containers:
// each takes docker its time. If neither can be done, the files are to be mended
// first. What else there is to ask is asked as soon as the files tell whom, until
// the engine turns out not to answer; ask may be nil.
func (o *session) survey(ctx context.Context, ask func(context.Context)) ([]compose.Container, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	asking, stop := context.WithCancel(ctx)
	var containers []compose.Container
	looked := make(chan error, 1)
	go func() {
		var err error
		if containers, err = o.project.Reach(ctx); err != nil {
			stop()
		}
		looked <- err
	}()
	if err := o.recall(ctx); err != nil {
		cancel()
		<-looked
		return nil, err
	}
	if ask != nil {
		ask(asking)
	}
	err := <-looked
	return o.own(containers, err)
}
