package main

import (
	"testing"
	"time"
)

func TestShareLeavesOutWhatTheShorterWaitTakes(t *testing.T) {
	short := waiting{wait: time.Second, cpu: 400 * time.Millisecond}
	for cpu, want := range map[time.Duration]float64{
		400 * time.Millisecond:  0,
		990 * time.Millisecond:  1,
		1580 * time.Millisecond: 2,
	} {
		if got := (waiting{wait: time.Minute, cpu: cpu}).share(short); got < want-1e-9 || got > want+1e-9 {
			t.Errorf("share of %s = %f, want %f", cpu, got, want)
		}
	}
}

func TestBoundOfWaiting(t *testing.T) {
	for share, kept := range map[float64]bool{-0.1: true, 0.5: true, 1: true, 1.01: false} {
		if err := tooBusy(share); (err == nil) != kept {
			t.Errorf("tooBusy(%f) = %v", share, err)
		}
	}
}
