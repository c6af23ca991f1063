package diagnose_test

import (
	"errors"
	"fmt"
	"time"

	"github.com/seed-491dada8/sandbox/internal/diagnose"
)

func ExampleDiagnose() {
	findings := diagnose.Diagnose(diagnose.Facts{
		Project: "feat-x",
		Checks: []diagnose.FailedCheck{{
			Name: "Backend", Services: []string{"backend"}, Uses: []string{"Database"}, // Database passed: it is not here
			Err:           errors.New("GET http://localhost:8001/api/v1/health returned connection refused"),
			Unrecoverable: &diagnose.Unrecoverable{Cause: diagnose.ContainerExited, Service: "backend"},
		}},
		Services: []diagnose.ServiceFacts{{
			Name: "backend", URL: "http://localhost:8001", Address: "127.0.0.1:8001",
			Container: &diagnose.ContainerFacts{
				Name: "feat-x-backend-1", State: "exited", ExitCode: 3, Finished: 1200 * time.Millisecond,
				Log: "starting\n\x1b[31mno configuration\x1b[0m\n",
			},
		}},
	})
	for _, f := range findings {
		fmt.Println(f.Check, f.Cause, f.Service)
		for _, detail := range f.Details {
			fmt.Println("  →", detail)
		}
		fmt.Println("  →", f.Hint)
	}
	// Output:
	// Backend container_exited backend
	//   → GET http://localhost:8001/api/v1/health returned connection refused
	//   → container backend exited with code 3, 1.2 s ago
	//   → backend | starting
	//   → backend | no configuration
	//   → mage sandbox:logs -service=backend, then correct what it shows
}
