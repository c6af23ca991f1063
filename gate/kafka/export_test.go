package kafka

import "github.com/seed-491dada8/sandbox/gate/internal/wire"

// Talk holds the probe's conversation over a connection that a test makes.
func (t Target) Talk(c *wire.Conn) error { return t.talk(c) }
