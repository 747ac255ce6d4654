import numba
import numpy as np
import torch
import torch.nn as nn
from torch import optim
from tqdm import tqdm

torch.manual_seed(0)

class Net(nn.Module):
    def __init__(self):
        super().__init__()

@numba.njit
def jacobian(v: torch.Tensor) -> torch.Tensor:
    return np.outer(v, v)

def vjp(v, y):
    total = 0.0
    for piece in tqdm(np.array_split(v * y, 3)):
        total += piece.sum()
    return v * total

def gradient(X, t, w):
    w = torch.tensor(w, requires_grad=True)
    return w.grad
