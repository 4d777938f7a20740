"""Ports of loopback for servers that tests start."""

import socket


def free_port() -> int:
    """A port that nobody listened on a moment ago: somebody else may still take it first."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
