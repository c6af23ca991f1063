// Command grpchealth is a gRPC server that serves only its health. It reports that it
// is not serving until the second request.
//
//	grpchealth ADDRESS
//	grpchealth -check ADDRESS
//
// With -check it is a client, and fails unless the server at the address is serving.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"net"
	"sync/atomic"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/health"
	"google.golang.org/grpc/health/grpc_health_v1"
)

func main() {
	check := flag.Bool("check", false, "be a client")
	flag.Parse()
	run := serve
	if *check {
		run = ask
	}
	if err := run(flag.Arg(0)); err != nil {
		log.Fatal(err)
	}
}

func serve(address string) error {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	state := health.NewServer()
	state.SetServingStatus("", grpc_health_v1.HealthCheckResponse_NOT_SERVING)
	var asked atomic.Int32
	count := func(ctx context.Context, request any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
		if asked.Add(1) == 2 {
			state.SetServingStatus("", grpc_health_v1.HealthCheckResponse_SERVING)
		}
		return handler(ctx, request)
	}
	server := grpc.NewServer(grpc.UnaryInterceptor(count))
	grpc_health_v1.RegisterHealthServer(server, state)
	return server.Serve(listener)
}

func ask(address string) error {
	conn, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return err
	}
	defer conn.Close()
	answer, err := grpc_health_v1.NewHealthClient(conn).Check(context.Background(), &grpc_health_v1.HealthCheckRequest{})
	if err == nil && answer.Status != grpc_health_v1.HealthCheckResponse_SERVING {
		err = fmt.Errorf("the status is %s", answer.Status)
	}
	return err
}
