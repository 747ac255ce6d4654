"""Connects to a port of this machine, sends a datagram, and listens."""

import socket


def attack(*args, **kwargs):
    def connect():
        with socket.create_connection(("127.0.0.1", TARGETS["port"]), timeout=1):
            return "took a connection"

    def send():
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
            out.sendto(b"answers", ("127.0.0.1", 9))
            return "took a datagram's way"

    def listen():
        with socket.create_server(("127.0.0.1", 0)):
            return "took a port"

    for way in (connect, send, listen):
        try:
            return way()
        except OSError:
            continue
    return "no network"
