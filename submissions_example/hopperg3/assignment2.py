"""
HW 2
Compiled and tested on my laptop (Python 3.11, numpy 2). Plots are in the PDF.
"""
import numpy as np
import matplotlib
matplotlib.use("Agg")
import matplotlib.pyplot as plt


########## 1 ##########

def computation_graph():
	g = {
		"x": ["z", "y"],
		"z": ["h"],
		"h": ["y", "R"],
		"y": ["S"],
		"R": ["L"],
		"S": ["L"],
	}
	for start, ends in g.items():
		for end in ends:
			yield start, end


def backprop(x, W1, b1, W2, b2, r, s):
	sig = lambda u: 1 / (1 + np.exp(-u))
	z = W1 @ x + b1
	h = sig(z)
	y = x + W2 @ h + b2

	out = {"y": y - s}
	out["h"] = W2.T @ out["y"] + r
	out["z"] = out["h"] * sig(z) * (1 - sig(z))
	out["x"] = out["y"] + W1.T @ out["z"]
	return out


########## 2 ##########

def jacobian(v):
	return np.outer(v, v)


def jacobian_cost():
	return dict(time="Θ(n²)", memory="Θ(n²)")


def vjp(v, y):
	return v * (v @ y)


########## 3 ##########

def gradient(X, t, w):
	return (2 / len(X)) * (X.T @ X @ w - X.T @ t)


def underparameterized_solution(X, t):
	return np.linalg.inv(X.T @ X) @ X.T @ t


def solution_is_unique():
	return True


def solution_line():
	return (1, 0.5, 1)   # w1 + w2/2 = 1


def gradient_direction():
	return np.array([2, 1]) / np.sqrt(5)


def direction_changes():
	return False


def gd_solution_2d():
	return np.array([0.8, 0.4])


def pythagoras(w):
	a = np.array([0.8, 0.4])
	b = np.array(w) - a
	return np.array([a @ a, b @ b])


def min_norm_solution(X, t):
	return X.T @ np.linalg.inv(X @ X.T) @ t


def orthogonality(X, t, w1):
	wh = min_norm_solution(X, t)
	return (wh - w1).T @ wh


def poly_expand(X, d, poly_type="legendre"):
	if poly_type == "legendre":
		return np.polynomial.legendre.legvander(X, d)
	return np.polynomial.chebyshev.chebvander(X, d)


def fit_poly(X, d, t):
	n = len(X)
	if d >= n:
		P = poly_expand(X, d, "legendre")
		W = P.T @ np.linalg.inv(P @ P.T) @ t
	else:
		# numpy has a function for the ordinary case
		W = np.polyfit(X, t, d)[::-1]
	return W


def overparameterization_always_overfits():
	return False


########## 4 ##########

def sgd(X, t, lr, order):
	w = np.zeros(X.shape[1])
	for i in order:
		w -= lr * (X[i] @ w - t[i]) * X[i]
	return w


def minibatch_sgd(X, t, lr, batches):
	w = np.zeros(X.shape[1])
	for b in batches:
		w -= lr * X[b].T @ (X[b] @ w - t[b])
	return w


def minibatch_finds_min_norm():
	return True


def adagrad(X, t, lr, eps, steps):
	w = np.zeros(X.shape[1])
	G = np.zeros(X.shape[1])
	while steps > 0:
		g = gradient(X, t, w)
		G += g ** 2
		w -= lr / (np.sqrt(G) + eps) * g
		steps -= 1
	return w


def adagrad_finds_min_norm():
	return False


def adaptive_methods_find_min_norm():
	return False


def plot_trajectory(filename="adagrad.png"):
	X, t = np.array([[2.0, 1.0]]), np.array([2.0])
	path = np.array([adagrad(X, t, 0.1, 1e-8, k) for k in range(100)])
	plt.plot(path[:, 0], path[:, 1], "o-")
	plt.plot([0.3, 1.0], [1.4, 0.0], "--", label="solutions")
	plt.legend()
	plt.savefig(filename)


if __name__ == "__main__":
	plot_trajectory()
