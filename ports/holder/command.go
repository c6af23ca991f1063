package holder

import (
	"fmt"

	"github.com/seed-491dada8/sandbox/ports"
)

// Command returns the command that shows which process holds a binding's port. The
// operating system is named as in runtime.GOOS.
func Command(goos string, b ports.Binding) string {
	switch {
	case goos == "windows":
		return fmt.Sprintf("netstat -ano | findstr :%d", b.Port)
	case goos == "linux" && b.UDP:
		return fmt.Sprintf("sudo ss -lunp 'sport = :%d'", b.Port)
	case goos == "linux":
		return fmt.Sprintf("sudo ss -ltnp 'sport = :%d'", b.Port)
	case b.UDP:
		return fmt.Sprintf("sudo lsof -nP -iUDP:%d", b.Port)
	default:
		return fmt.Sprintf("sudo lsof -nP -iTCP:%d -sTCP:LISTEN", b.Port)
	}
}
