package setup

import "testing"

func TestDistribution(t *testing.T) {
	for _, tt := range []struct{ name, release, want string }{
		{"Debian", "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nVERSION_ID=\"12\"\nID=debian\n", "debian"},
		{"a derivative is not its parent", "NAME=\"Linux Mint\"\nID=linuxmint\nID_LIKE=\"ubuntu debian\"\n", "linuxmint"},
		{"double quotes", "ID=\"opensuse-leap\"\n", "opensuse-leap"},
		{"single quotes", "ID='fedora'\n", "fedora"},
		{"no newline at the end", "VERSION_ID=13\nID=debian", "debian"},
		{"no file", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := distribution(tt.release); got != tt.want {
				t.Errorf("distribution() = %q, want %q", got, tt.want)
			}
		})
	}
}

func TestOnlyDebianAsRootIsOurs(t *testing.T) {
	for _, tt := range []struct {
		name string
		m    machine
		want bool
	}{
		{"Debian as root", machine{"linux", "debian", true}, true},
		{"Debian as a user", machine{"linux", "debian", false}, false},
		{"Ubuntu as root", machine{"linux", "ubuntu", true}, false},
		{"macOS", machine{"darwin", "", true}, false},
		{"Windows", machine{"windows", "", false}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.m.mayChange(); got != tt.want {
				t.Errorf("mayChange() = %t, want %t", got, tt.want)
			}
		})
	}
}
