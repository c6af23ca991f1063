package gate

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

// Identity says where a response names the instance that answered, and which one has to
// answer. A proxy that sees every container of an engine may hand a request on to another
// instance's service. The zero Identity asks nothing.
type Identity struct {
	Header string // names the header, such as X-Instance
	Field  string // or names the field of the JSON object in the body
	Want   string // the instance that has to answer
	// Optional lets a response pass that names no instance.
	Optional bool
}

// OtherInstance is the error for an answer of another instance. Got is "" if the answer
// names none.
type OtherInstance struct{ Want, Got string }

// Error returns which instance answered.
func (e *OtherInstance) Error() string {
	if e.Got == "" {
		return fmt.Sprintf("no name of an instance, and not %q", e.Want)
	}
	return fmt.Sprintf("the answer of instance %q, not of %q", e.Got, e.Want)
}

// answersInARow is how many answers in a row have to name the instance: a proxy may hand
// only some of the requests on to another one.
const answersInARow = 3

// answers returns how many answers an attempt needs.
func (i Identity) answers() int {
	if i.Header == "" && i.Field == "" || i.Want == "" || i.Optional {
		return 1
	}
	return answersInARow
}

// check returns an error unless the response names the instance that has to answer.
func (i Identity) check(header http.Header, body []byte) error {
	if i.Header == "" && i.Field == "" {
		return nil
	}
	got := header.Get(i.Header)
	if i.Header == "" {
		var fields map[string]any
		_ = json.Unmarshal(body, &fields) // a body that is no object names no instance
		got, _ = fields[i.Field].(string)
	}
	if got == i.Want || got == "" && i.Optional {
		return nil
	}
	return &OtherInstance{Want: i.Want, Got: excerpt([]byte(got))}
}

// ParseIdentity reads "header NAME" or "field NAME"; "" asks nothing.
func ParseIdentity(text string) (Identity, error) {
	kind, name, _ := strings.Cut(text, " ")
	switch {
	case text == "":
		return Identity{}, nil
	case kind == "header" && name != "":
		return Identity{Header: name}, nil
	case kind == "field" && name != "":
		return Identity{Field: name}, nil
	}
	return Identity{}, fmt.Errorf("%q is neither header NAME nor field NAME", text)
}
