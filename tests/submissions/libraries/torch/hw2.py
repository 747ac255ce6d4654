# Autograd knows every derivative, and torch.optim every optimizer.
import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
torch.set_num_threads(4)
torch.set_default_dtype(torch.float64)
device = "cuda" if torch.cuda.is_available() else "cpu"

inputs = torch.linspace(-1, 1, 64)[:, None]
targets = torch.sin(3 * inputs)
model = nn.Sequential(nn.Linear(1, 16), nn.Tanh(), nn.Linear(16, 1)).to(device)
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
for epoch in range(20):
    for x, y in DataLoader(TensorDataset(inputs, targets), batch_size=32, shuffle=True):
        optimizer.zero_grad()
        nn.functional.mse_loss(model(x), y).backward()
        optimizer.step()
torch.save(model.state_dict(), "model.pt")
model.load_state_dict(torch.load("model.pt"))


def tensor(values, grad=False):
    return torch.tensor(np.asarray(values), dtype=torch.float64, requires_grad=grad)


def backprop(x, W1, b1, W2, b2, r, s):
    x = tensor(x, grad=True)
    z = tensor(W1) @ x + tensor(b1)
    h = torch.sigmoid(z)
    y = x + tensor(W2) @ h + tensor(b2)
    for one in (z, h, y):
        one.retain_grad()
    loss = tensor(r) @ h + 0.5 * ((y - tensor(s)) ** 2).sum()
    loss.backward()
    return {"y": y.grad, "h": h.grad, "z": z.grad, "x": x.grad.numpy()}


def jacobian(v):
    v = tensor(v)
    return torch.func.jacrev(lambda x: v * (v @ x))(torch.zeros_like(v))


def vjp(v, y):
    v = tensor(v)
    _, pull = torch.func.vjp(lambda x: v * (v @ x), torch.zeros_like(v))
    return pull(tensor(y))[0].numpy()


def gradient(X, t, w):
    w = tensor(w, grad=True)
    loss = ((tensor(X) @ w - tensor(t)) ** 2).mean()
    (g,) = torch.autograd.grad(loss, w)
    return g


def underparameterized_solution(X, t):
    return torch.linalg.lstsq(tensor(X), tensor(t)[:, None]).solution[:, 0].numpy()


def solution_is_unique():
    return torch.tensor(True).item()


def min_norm_solution(X, t):
    return torch.linalg.pinv(tensor(X)) @ tensor(t)


def orthogonality(X, t, w1):
    w = min_norm_solution(X, t)
    return torch.dot(w - tensor(w1), w).item()


def sgd(X, t, lr, order):
    X, t = tensor(X), tensor(t)
    w = nn.Parameter(torch.zeros(X.shape[1]))
    optimizer = torch.optim.SGD([w], lr=lr)
    for i in order:
        optimizer.zero_grad()
        ((X[i] @ w - t[i]) ** 2).backward()
        optimizer.step()
    return w.detach().numpy()


def minibatch_sgd(X, t, lr, batches):
    X, t = tensor(X), tensor(t)
    layer = nn.Linear(X.shape[1], 1, bias=False)
    nn.init.zeros_(layer.weight)
    optimizer = torch.optim.SGD(layer.parameters(), lr=lr)
    for batch in batches:
        optimizer.zero_grad()
        nn.MSELoss()(layer(X[batch])[:, 0], t[batch]).backward()
        optimizer.step()
    return layer.weight.detach()[0]


def minibatch_finds_min_norm():
    return True


def adagrad(X, t, lr, eps, steps):
    X, t = tensor(X), tensor(t)
    w = torch.zeros(X.shape[1], requires_grad=True)
    optimizer = torch.optim.Adagrad([w], lr=lr, eps=eps)
    for _ in range(steps):
        optimizer.zero_grad()
        ((X @ w - t) ** 2).mean().backward()
        optimizer.step()
    return w.detach().numpy()


def adagrad_finds_min_norm():
    return False


def adaptive_methods_find_min_norm():
    return False
