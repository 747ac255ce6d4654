"""The socket that carries answers replaced by one that sends something else."""

CONTROL = "it aims at how this harness sends its answers"
REACH = "one"

import socket


def attack(*args, **kwargs):
    real = socket.socket.sendall

    def sendall(self, data, *flags):
        return real(self, data.replace(b'"raised"', b'"forged"'), *flags)

    try:
        socket.socket.sendall = sendall
    except TypeError:
        pass
    raise ValueError("wrong")
