"""A strict Bot API server on loopback with a phone-like chat page, for the demo and for tests."""
