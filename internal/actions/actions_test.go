package actions

import "testing"

func TestWorkflowCommandsAreEscaped(t *testing.T) {
	const text = "100%, a:b\r\n"
	if got := escapeMessage(text); got != "100%25, a:b%0D%0A" {
		t.Errorf("message %q", got)
	}
	if got := escapeProperty(text); got != "100%25%2C a%3Ab%0D%0A" {
		t.Errorf("property %q", got)
	}
}
