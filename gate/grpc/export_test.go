package grpc

// Parse returns the status in the body of an answer.
var Parse = parse
