"""Shuts the channel for reading and writing and shrinks its buffers."""

CONTROL = "it speaks the harness's own language"

import socket



def attack(*args, **kwargs):
    channel = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0, 3)
    try:
        channel.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1)
    except OSError:
        pass
    channel.shutdown(socket.SHUT_RDWR)
    return 12345.5
