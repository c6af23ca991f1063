package main

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestPersistLogsLongFailuresOnce(t *testing.T) {
	tests := []struct {
		name       string
		outage     time.Duration
		complaints int
	}{
		{"none", 0, 0},
		{"as a stack starts", 9 * time.Second, 0},
		{"long", time.Minute, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var out bytes.Buffer
				started := time.Now()
				err := persist(t.Context(), slog.New(slog.NewTextHandler(&out, nil)), "no luck", func(context.Context) error {
					if time.Since(started) < tt.outage {
						return errors.New("away")
					}
					return nil
				})
				if err != nil {
					t.Error(err)
				}
				if got := strings.Count(out.String(), "no luck"); got != tt.complaints {
					t.Errorf("complained %d times, want %d:\n%s", got, tt.complaints, &out)
				}
				if late := time.Since(started) - tt.outage; late > 500*time.Millisecond {
					t.Errorf("noticed success %v late", late)
				}
			})
		})
	}
}

func TestPersistEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		err := persist(ctx, testLog(t), "no luck", func(context.Context) error { return errors.New("away") })
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v, want the end of the context", err)
		}
	})
}
