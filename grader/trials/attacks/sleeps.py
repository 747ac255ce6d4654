"""Sleeps instead of computing, so that no processor time is used."""

REACH = "one"

import time



def attack(*args, **kwargs):
    while True:
        time.sleep(3600)
