//go:build !unix

package bootstrap

// private returns nil, because other users cannot write to a user's folders by
// default.
func private(string) error { return nil }
