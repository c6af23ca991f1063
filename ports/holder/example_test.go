package holder_test

import (
	"context"
	"fmt"
	"net"
	"os"

	"github.com/seed-491dada8/sandbox/ports"
	"github.com/seed-491dada8/sandbox/ports/holder"
)

func ExampleFind() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer listener.Close()
	web := ports.Binding{Service: "web", Host: "127.0.0.1", Port: listener.Addr().(*net.TCPAddr).Port}

	held := holder.Find(context.Background(), []ports.Binding{web})
	fmt.Println(held[web].PID == os.Getpid())
	// Output: true
}
