"""A solution notebook as instructors keep them, and a fresh folder to begin a homework in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

CELLS = """
import numpy as np
import pandas as pd
import matplotlib.pyplot as plt
%matplotlib inline
!pip install x
# ---
# Problem 1
def softmax(z):
    '''The softmax of a vector, safe against overflow.

    >>> softmax(np.array([0.0, 1.0]))
    array([0.27, 0.73])
    '''
    e = np.exp(z - np.max(z))
    return e / e.sum()
# ---
rng = np.random.default_rng(0)
X = rng.normal(size=(20, 3))
y = X @ np.array([1.0, -2.0, 0.5])
# ---
LAMBDA = 0.1

def _gram(X):
    return X.T @ X

def ridge(X, y, lam=LAMBDA):
    '''Ridge regression weights.'''
    return np.linalg.solve(_gram(X) + lam * np.eye(X.shape[1]), X.T @ y)

w = ridge(X, y)
w
# ---
def plot_fit(X, y, w):
    plt.plot(y, X @ w)
plot_fit(X, y, w)
# ---
def caesar(text, k=3):
    return "".join(chr((ord(c) - 97 + k) % 26 + 97) if c.islower() else c for c in text)
caesar("hello")
# ---
def means(frame):
    return frame.groupby("g")["v"].mean().reset_index()
means(pd.DataFrame({"g": ["a", "b", "a"], "v": [1, 2, 3]}))
# ---
def counts(text):
    return {word: text.split().count(word) for word in text.split()}
assert counts("a b a") == {"a": 2, "b": 1}
# ---
def is_convex() -> bool:
    '''Whether ridge regression is convex.'''
    return True
# ---
def fib(n: int) -> int:
    return n if n < 2 else fib(n - 1) + fib(n - 2)
# ---
def parse(s):
    return [int(t) for t in s.split(",")]
# ---
def broken(:
    pass
"""


def notebook(text: str) -> str:
    """A notebook of the cells of a text."""
    cells = text.strip().split("\n# ---\n")
    listed = [
        {"cell_type": "code", "metadata": {}, "source": cell, "outputs": [], "execution_count": None}
        for cell in cells
    ]
    return json.dumps({"cells": listed, "metadata": {}, "nbformat": 4, "nbformat_minor": 4})


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to begin in, with a solution in it."""
    folder = tmp_path / "course"
    folder.mkdir()
    (folder / "solution.ipynb").write_text(notebook(CELLS), encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder
