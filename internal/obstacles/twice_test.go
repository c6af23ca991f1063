package obstacles_test

import (
	"testing"

	"github.com/seed-491dada8/sandbox/internal/derive"
	"github.com/seed-491dada8/sandbox/internal/obstacles"
	"github.com/seed-491dada8/sandbox/report"
)

func TestTwoServicesThatPublishOneNumberAreNamedWithTheNumbersThatTheyGet(t *testing.T) {
	of := func(service, variable, protocol string, first int) derive.Port {
		return derive.Port{Service: service, Variable: variable, Protocol: protocol, First: first, Width: 1}
	}
	numbers := map[string]int{"A": 8080, "B": 8081, "DNS": 8082, "C": 9000, "C2": 9001}
	found := obstacles.Twice([]derive.Port{
		of("a", "A", "tcp", 8080), of("b", "B", "tcp", 8080), of("dns", "DNS", "udp", 8080),
		of("c", "C", "tcp", 9000), of("c", "C2", "tcp", 9000), // one service may lead two numbers of its own
		of("f", "F", "tcp", 7001), of("g", "G", "tcp", 7001), // that have no number so far
	}, numbers)
	if len(found) != 1 || found[0].Message != "services a and b both publish 8080; a gets 8080, and b gets 8081" {
		t.Errorf("got %+v", found)
	}
}

func TestServicesWhosePortOneVariableSetsCannotAllStart(t *testing.T) {
	of := func(service, variable, protocol string, width int) derive.Port {
		return derive.Port{Service: service, Variable: variable, Protocol: protocol, First: 8000 + width, Width: width}
	}
	numbers := map[string]int{"APP_PORT": 8180, "RANGE": 8200}
	found := obstacles.Twice([]derive.Port{
		of("cron", "APP_PORT", "tcp", 1), of("queue", "APP_PORT", "tcp", 1), of("web", "APP_PORT", "tcp", 1), of("web", "APP_PORT", "tcp", 1),
		of("web", "APP_PORT", "udp", 1),                          // TCP and UDP are two ports
		of("a", "RANGE", "tcp", 10), of("b", "RANGE", "tcp", 10), // each takes one of it
	}, numbers)
	want := "services cron, queue, web publish one port, which APP_PORT sets: only one of them can start"
	if len(found) != 1 || found[0].Message != want || found[0].Status != report.FindingProblem {
		t.Errorf("got %+v", found)
	}
}

func TestAProjectWithoutServicesIsNamed(t *testing.T) {
	found := obstacles.Find(parse(t, "services: {}"), "/p", nil, func(string) bool { return true })
	if len(found) != 1 || found[0].Message != "no service is started: the Compose file has none" {
		t.Errorf("got %+v", found)
	}
}
