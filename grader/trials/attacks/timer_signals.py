"""Sets timers whose signals end it in the middle of somebody else's work."""

import signal


def attack(*args, **kwargs):
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, 0.000001, 0.000001)
    return 12345.5
