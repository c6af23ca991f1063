package ports_test

import (
	"context"
	"fmt"
	"net"

	"github.com/seed-491dada8/sandbox/ports"
)

// Each slot has ports of its own.
func ExampleScheme() {
	scheme := ports.Scheme{
		ports.Each("SHOP_WEB_PORT", "web", 8080),
		{Variable: "SHOP_WORKER_PORT", Service: "worker", Zero: 5003, Base: 5000, Step: 10},
	}
	for _, slot := range []int{0, 1, 2} {
		numbers := scheme.At(slot)
		fmt.Println(slot, numbers["SHOP_WEB_PORT"], numbers["SHOP_WORKER_PORT"])
	}
	// Output:
	// 0 8080 5003
	// 1 8081 5010
	// 2 8082 5020
}

func ExampleTaken() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer listener.Close()
	port := listener.Addr().(*net.TCPAddr).Port

	taken, err := ports.Taken(context.Background(), []ports.Binding{{Service: "web", Host: "127.0.0.1", Port: port}})
	for _, b := range taken {
		fmt.Println(b.Service, "cannot have its port:", b.Port == port)
	}
	fmt.Println(err)
	// Output:
	// web cannot have its port: true
	// <nil>
}
