# %% the equations | right
def backprop(x, W1, b1, W2, b2, r, s):
    z = W1 @ x + b1
    h = 1 / (1 + np.exp(-z))
    y = x + W2 @ h + b2
    dy = y - s
    dh = W2.T @ dy + r
    dz = dh * h * (1 - h)
    return {"y": dy, "h": dh, "z": dz, "x": dy + W1.T @ dz}
# %% loops | right
def backprop(x, W1, b1, W2, b2, r, s):
    N, K = len(x), len(b1)
    z = [sum(W1[k][i] * x[i] for i in range(N)) + b1[k] for k in range(K)]
    h = [1 / (1 + np.exp(-value)) for value in z]
    y = [x[i] + sum(W2[i][k] * h[k] for k in range(K)) + b2[i] for i in range(N)]
    dy = [y[i] - s[i] for i in range(N)]
    dh = [sum(W2[i][k] * dy[i] for i in range(N)) + r[k] for k in range(K)]
    dz = [dh[k] * h[k] * (1 - h[k]) for k in range(K)]
    dx = [dy[i] + sum(W1[k][i] * dz[k] for k in range(K)) for i in range(N)]
    return {"y": dy, "h": dh, "z": dz, "x": dx}
# %% einsum | right
def backprop(x, W1, b1, W2, b2, r, s):
    h = 1 / (1 + np.exp(-(np.einsum("ki,i->k", W1, x) + b1)))
    dy = x + np.einsum("ik,k->i", W2, h) + b2 - s
    dh = np.einsum("ik,i->k", W2, dy) + r
    dz = dh * (h - h ** 2)
    return dict(y=dy, h=dh, z=dz, x=dy + np.einsum("ki,k->i", W1, dz))
# %% other names | right
def backprop(inp, A, a, B, b, reg, label):
    pre = A.dot(inp) + a
    hid = np.reciprocal(1 + np.exp(-pre))
    out = inp + B.dot(hid) + b
    g = {"y": out - label}
    g["h"] = B.T.dot(g["y"]) + reg
    g["z"] = g["h"] * hid * (1 - hid)
    g["x"] = g["y"] + A.T.dot(g["z"])
    return g
# %% scipy's sigmoid | right
def backprop(x, W1, b1, W2, b2, r, s):
    from scipy.special import expit
    h = expit(W1 @ x + b1)
    dy = x + W2 @ h + b2 - s
    dh = dy @ W2 + r
    dz = dh * h * (1 - h)
    return {"x": dy + dz @ W1, "z": dz, "h": dh, "y": dy}
# %% tanh for the sigmoid's sake | right
def backprop(x, W1, b1, W2, b2, r, s):
    h = 0.5 * (1 + np.tanh((W1 @ x + b1) / 2))
    dy = x + W2 @ h + b2 - s
    dh = W2.T @ dy + r
    dz = np.diag(h * (1 - h)) @ dh
    return {"y": dy, "h": dh, "z": dz, "x": dy + W1.T @ dz}
# %% an object | right
class Net:
    def __init__(self, W1, b1, W2, b2):
        self.p = W1, b1, W2, b2
    def forward(self, x):
        W1, b1, W2, b2 = self.p
        self.x, self.h = x, 1 / (1 + np.exp(-(W1 @ x + b1)))
        return x + W2 @ self.h + b2
    def backward(self, dy, r):
        W1, _, W2, _ = self.p
        dh = W2.T @ dy + r
        dz = dh * self.h * (1 - self.h)
        return {"y": dy, "h": dh, "z": dz, "x": dy + W1.T @ dz}
def backprop(x, W1, b1, W2, b2, r, s):
    net = Net(W1, b1, W2, b2)
    return net.backward(net.forward(x) - s, r)
# %% Jacobians | right
def backprop(x, W1, b1, W2, b2, r, s):
    h = 1 / (1 + np.exp(-(W1 @ x + b1)))
    J = np.diag(h * (1 - h))
    dy = x + W2 @ h + b2 - s
    dh = dy @ W2 + r
    return {"y": dy, "h": dh, "z": dh @ J, "x": dy + dh @ J @ W1}
# %% upper-case keys too | right
def backprop(x, W1, b1, W2, b2, r, s):
    sig = lambda u: 1.0 / (1.0 + np.exp(-u))
    z = np.matmul(W1, x) + b1
    y = x + np.matmul(W2, sig(z)) + b2
    Y = y - s
    H = np.matmul(W2.T, Y) + r
    Z = H * sig(z) * sig(-z)
    return {"Y": Y, "H": H, "Z": Z, "X": Y + np.matmul(W1.T, Z)}
# %% logaddexp | right
def backprop(x, W1, b1, W2, b2, r, s):
    z = W1 @ x + b1
    h = np.exp(-np.logaddexp(0, -z))
    dy = x - s + b2 + W2 @ h
    dh = r + W2.T @ dy
    dz = dh * np.exp(-np.logaddexp(0, -z) - np.logaddexp(0, z))
    return {"y": dy.tolist(), "h": dh.tolist(), "z": dz.tolist(), "x": (dy + W1.T @ dz).tolist()}
# %% mistake: differentiates the sigmoid at x | equations partly 5/8
def backprop(x, W1, b1, W2, b2, r, s):
    sig = lambda u: 1 / (1 + np.exp(-u))
    dy = x + W2 @ sig(W1 @ x + b1) + b2 - s
    dh = W2.T @ dy + r
    dz = dh * sig(x) * (1 - sig(x))
    return {"y": dy, "h": dh, "z": dz, "x": dy + W1.T @ dz}
# %% mistake: differentiates the sigmoid at h | equations partly 5/8
def backprop(x, W1, b1, W2, b2, r, s):
    sig = lambda u: 1 / (1 + np.exp(-u))
    h = sig(W1 @ x + b1)
    dy = x + W2 @ h + b2 - s
    dh = W2.T @ dy + r
    dz = dh * sig(h) * (1 - sig(h))
    return {"y": dy, "h": dh, "z": dz, "x": dy + W1.T @ dz}
# %% mistake: leaves out the sigmoid's derivative | equations partly 5/8
def backprop(x, W1, b1, W2, b2, r, s):
    h = 1 / (1 + np.exp(-(W1 @ x + b1)))
    dy = x + W2 @ h + b2 - s
    dh = W2.T @ dy + r
    return {"y": dy, "h": dh, "z": dh, "x": dy + W1.T @ dh}
# %% mistake: misses a path from x to the loss | equations partly 3/4
def backprop(x, W1, b1, W2, b2, r, s):
    h = 1 / (1 + np.exp(-(W1 @ x + b1)))
    dy = x + W2 @ h + b2 - s
    dh = W2.T @ dy + r
    dz = dh * h * (1 - h)
    return {"y": dy, "h": dh, "z": dz, "x": W1.T @ dz}
# %% mistake: misses a path from h to the loss | equations partly 1/2
def backprop(x, W1, b1, W2, b2, r, s):
    h = 1 / (1 + np.exp(-(W1 @ x + b1)))
    dy = x + W2 @ h + b2 - s
    dh = W2.T @ dy
    dz = dh * h * (1 - h)
    return {"y": dy, "h": dh, "z": dz, "x": dy + W1.T @ dz}
# %% mistake: leaves out the transposes | equations partly 1/2
def backprop(x, W1, b1, W2, b2, r, s):
    h = 1 / (1 + np.exp(-(W1 @ x + b1)))
    dy = x + W2 @ h + b2 - s
    dh = W2 @ dy + r
    dz = dh * h * (1 - h)
    return {"y": dy, "h": dh, "z": dz, "x": dy + W1 @ dz}
# %% only the first | equations partly 1/4
def backprop(x, W1, b1, W2, b2, r, s):
    h = 1 / (1 + np.exp(-(W1 @ x + b1)))
    return {"y": x + W2 @ h + b2 - s}
# %% zeros | equations wrong
def backprop(x, W1, b1, W2, b2, r, s):
    return {"y": 0 * x, "h": 0 * r, "z": 0 * r, "x": 0 * x}
# %% a name that is not there | equations crashed
def backprop(x, W1, b1, W2, b2, r, s):
    h = sigmoid_of(W1 @ x + b1)
    return {"y": x + W2 @ h + b2 - s}
# %% mistake: takes the error with the other sign | equations partly 1/2
def backprop(x, W1, b1, W2, b2, r, s):
    h = 1 / (1 + np.exp(-(W1.dot(x) + b1)))
    error = s - (x + W2.dot(h) + b2)
    dh = error @ W2 + r
    dz = dh * h * (1 - h)
    return {"y": error, "h": dh, "z": dz, "x": error + dz @ W1}
# %% mistake: has a factor 2 in the error | equations partly 1/2
def backprop(x, W1, b1, W2, b2, r, s):
    sigma = lambda u: 1 / (1 + np.exp(-u))
    pre = np.einsum("ij,j->i", W1, x) + b1
    grads = {"y": 2 * (x + np.einsum("ij,j->i", W2, sigma(pre)) + b2 - s)}
    grads["h"] = np.einsum("ij,i->j", W2, grads["y"]) + r
    grads["z"] = sigma(pre) * sigma(-pre) * grads["h"]
    grads["x"] = grads["y"] + np.einsum("ij,i->j", W1, grads["z"])
    return grads
# %% mistake: forgets the skip connection on the way forward | equations partly 1/2
def backprop(x, W1, b1, W2, b2, r, s):
    hidden = 1 / (1 + np.exp(-np.add(np.matmul(W1, x), b1)))
    output = np.matmul(W2, hidden) + b2
    y_ = output - s
    h_ = np.matmul(np.transpose(W2), y_) + r
    z_ = np.multiply(h_, hidden - hidden ** 2)
    x_ = y_ + np.matmul(np.transpose(W1), z_)
    return dict(x=x_, z=z_, h=h_, y=y_)
