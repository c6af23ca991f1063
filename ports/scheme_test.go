package ports_test

import (
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/ports"
)

func TestPortAt(t *testing.T) {
	api := ports.Each("KTRDR_API_PORT", "backend", 8000)
	worker := ports.Port{Variable: "KTRDR_WORKER_PORT_2", Service: "backtest-worker-2", Zero: 5004, Base: 5001, Step: 10}
	for _, test := range []struct {
		port       ports.Port
		slot, want int
	}{
		{api, 0, 8000}, {api, 1, 8001}, {api, 40, 8040},
		{worker, 0, 5004}, {worker, 1, 5011}, {worker, 40, 5401},
	} {
		if got := test.port.At(test.slot); got != test.want {
			t.Errorf("%s in slot %d is %d, want %d", test.port.Variable, test.slot, got, test.want)
		}
	}
}

func TestMaxSlotIsTheLastOneWithPortsOfItsOwn(t *testing.T) {
	tens := func(variable string, zero, base int) ports.Port {
		return ports.Port{Variable: variable, Zero: zero, Base: base, Step: 10}
	}
	for _, test := range []struct {
		name   string
		scheme ports.Scheme
		want   int
		why    string // the error of Validate
	}{
		{"no ports", nil, 40, ""},
		{"one port", ports.Scheme{ports.Each("A", "a", 8000)}, 40, ""},
		{"near the last port", ports.Scheme{ports.Each("A", "a", 65530)}, 5, ""},
		{"neighbours", ports.Scheme{ports.Each("A", "a", 3000), ports.Each("B", "b", 3001)}, 0, "B of slot 0 and A of slot 1 are both port 3001"},
		{"neighbours by one more", ports.Scheme{ports.Each("A", "a", 3000), ports.Each("B", "b", 3002)}, 1, ""},
		{"the same port", ports.Scheme{ports.Each("A", "a", 3000), ports.Each("B", "b", 3000)}, -1, "A of slot 0 and B of slot 0 are both port 3000"},
		{"steps that meet", ports.Scheme{tens("A", 5000, 5000), ports.Each("B", "b", 5041)}, 8, ""},
		{"slot 0 by a rule of its own", ports.Scheme{tens("A", 5070, 5000)}, 6, ""},
		{"a port below 1", ports.Scheme{ports.Each("A", "a", 0)}, -1, "A of slot 0 is 0: a port is a number from 1 to 65535"},
		{"a port that is too high", ports.Scheme{ports.Each("A", "a", 65535)}, 0, "A of slot 1 is 65536: a port is a number from 1 to 65535"},
		{"no step", ports.Scheme{{Variable: "A", Zero: 8000, Base: 8001}}, 1, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := test.scheme.MaxSlot(); got != test.want {
				t.Errorf("got %d, want %d", got, test.want)
			}
			err := test.scheme.Validate()
			if (err == nil) != (test.why == "") || err != nil && err.Error() != test.why {
				t.Errorf("got %v, want %q", err, test.why)
			}
		})
	}
}

func TestValidSlot(t *testing.T) {
	scheme := ports.Scheme{ports.Each("A", "a", 65530)}
	for slot, valid := range map[int]bool{-1: false, 0: true, 1: true, 5: true, 6: false} {
		err := scheme.ValidSlot(slot)
		if (err == nil) != valid || err != nil && !strings.HasSuffix(err.Error(), "slots are 0 to 5") {
			t.Errorf("slot %d: %v", slot, err)
		}
	}
}
