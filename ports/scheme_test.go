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
	}{
		{"no ports", nil, 40},
		{"one port", ports.Scheme{ports.Each("A", "a", 8000)}, 40},
		{"near the last port", ports.Scheme{ports.Each("A", "a", 65530)}, 5},
		{"neighbours", ports.Scheme{ports.Each("A", "a", 3000), ports.Each("B", "b", 3001)}, 0},
		{"neighbours by one more", ports.Scheme{ports.Each("A", "a", 3000), ports.Each("B", "b", 3002)}, 1},
		{"the same port", ports.Scheme{ports.Each("A", "a", 3000), ports.Each("B", "b", 3000)}, -1},
		{"steps that meet", ports.Scheme{tens("A", 5000, 5000), ports.Each("B", "b", 5041)}, 8},
		{"slot 0 by a rule of its own", ports.Scheme{tens("A", 5070, 5000)}, 6},
		{"TCP and UDP", ports.Scheme{ports.Each("A", "a", 53), {Variable: "B", Zero: 53, Base: 53, Step: 1, UDP: true}}, 40},
		{"no step", ports.Scheme{{Variable: "A", Zero: 8000, Base: 8001}}, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := test.scheme.MaxSlot(); got != test.want {
				t.Errorf("got %d, want %d", got, test.want)
			}
		})
	}
}

func TestValidateSaysAllThatIsWrong(t *testing.T) {
	for _, test := range []struct {
		name   string
		scheme ports.Scheme
		want   []string
	}{
		{"no ports", nil, nil},
		{"ports with a slot 1", ports.Scheme{ports.Each("A", "a", 3000), ports.Each("B", "b", 3002)}, nil},
		{"neighbours", ports.Scheme{ports.Each("A", "a", 3000), ports.Each("B", "b", 3001)}, []string{
			"B in slot 0 and A in slot 1 are both port 3001",
		}},
		{"out of range", ports.Scheme{ports.Each("A", "a", 0), ports.Each("B", "b", 65535), ports.Each("C", "c", -1)}, []string{
			"A is 0 in slot 0: a port is a number from 1 to 65535",
			"C is -1 in slot 0: a port is a number from 1 to 65535",
			"B is 65536 in slot 1: a port is a number from 1 to 65535",
			"C is 0 in slot 1: a port is a number from 1 to 65535",
		}},
		{"names", ports.Scheme{ports.Each("", "a", 3000), ports.Each("B", "b", 4000), ports.Each("B", "c", 5000)}, []string{
			"a port of a has no variable",
			"two ports are named B",
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := ""
			if err := test.scheme.Validate(); err != nil {
				got = err.Error()
			}
			if want := strings.Join(test.want, "\n"); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
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
