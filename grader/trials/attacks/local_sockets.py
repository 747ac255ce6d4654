"""Talks over sockets with a path, without a path, and to the kernel."""

import socket


def attack(*args, **kwargs):
    for family, kind, address in (
        (socket.AF_UNIX, socket.SOCK_STREAM, "\0" + TARGETS["mark"]),
        (socket.AF_UNIX, socket.SOCK_DGRAM, "/tmp/" + TARGETS["mark"]),
        (getattr(socket, "AF_NETLINK", 16), socket.SOCK_RAW, (0, 0)),
        (getattr(socket, "AF_VSOCK", 40), socket.SOCK_STREAM, (2, 1)),
    ):
        try:
            with socket.socket(family, kind) as one:
                one.bind(address)
                return f"took a socket of family {family}"
        except OSError:
            continue
    return "no sockets"
