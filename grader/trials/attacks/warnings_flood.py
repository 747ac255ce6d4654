"""Warns, logs and writes to standard error without end, through the standard library."""

REACH = "one"

import logging
import warnings



def attack(*args, **kwargs):
    warnings.simplefilter("always")
    while True:
        warnings.warn("x" * 10_000, stacklevel=1)
        logging.getLogger().error("x" * 10_000)
