package memcached

import "github.com/seed-491dada8/sandbox/gate/internal/wire"

// Login holds the conversation of a probe that logs in, over a connection that a
// test makes.
func (t Target) Login(c *wire.Conn) error { return t.login(c) }
