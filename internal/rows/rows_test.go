package rows_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/seed-491dada8/sandbox/internal/rows"
	"github.com/seed-491dada8/sandbox/report"
)

func TestTheTimeSinceAMoment(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for d, want := range map[time.Duration]string{
			-time.Minute: "0s", 59 * time.Second: "59s", 90 * time.Second: "1m", 47 * time.Hour: "47h", 49 * time.Hour: "2d",
		} {
			if got := rows.Since(time.Now().Add(-d)); got != want {
				t.Errorf("%s: got %s, want %s", d, got, want)
			}
		}
	})
}

func TestTheAddressesOfAnotherStack(t *testing.T) {
	for want, in := range map[string]report.Instance{
		"":                           {},
		"http://localhost:8001/docs": {URL: "http://localhost:8001/docs"},
		"localhost:8001":             {Ports: []int{8001}},
		"shop.localhost:8001, shop.localhost:5353/udp": {Ports: []int{8001, 5353}, UDPPorts: []int{5353}, Host: "shop.localhost"},
		"localhost:8001, localhost:8002 and 2 more":    {Ports: []int{8001, 8002, 8003, 8004}},
	} {
		if got := rows.Address(in); got != want {
			t.Errorf("%+v: got %s, want %s", in, got, want)
		}
	}
}
