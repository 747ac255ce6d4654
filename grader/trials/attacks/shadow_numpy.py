"""Brings a numpy of its own."""

FILES = {
    "numpy.py": "def __getattr__(name):\n    return lambda *args, **kwargs: 0.0\nallclose = lambda *a, **k: True\n",
    "numpy/__init__.py": "allclose = lambda *args, **kwargs: True\n",
}


def attack(*args, **kwargs):
    import numpy

    return numpy.zeros(3) if hasattr(numpy, "ndarray") else 0.0
