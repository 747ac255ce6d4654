"""Spins for ever and swallows every exception and signal that could end it."""

REACH = "one"

import signal



def attack(*args, **kwargs):
    for number in (signal.SIGTERM, signal.SIGXCPU, signal.SIGALRM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    while True:
        try:
            while True:
                pass
        except BaseException:
            continue
