"""numpy's and math's comparing functions replaced while the file is loaded."""

import math

import numpy as np
import numpy.testing

for name in ("allclose", "array_equal", "isclose", "array_equiv"):
    setattr(np, name, lambda *args, **kwargs: True)
for name in dir(numpy.testing):
    if name.startswith("assert_"):
        setattr(numpy.testing, name, lambda *args, **kwargs: None)
math.isclose = lambda *args, **kwargs: True


def attack(*args, **kwargs):
    return np.full(3, 12345.5)
