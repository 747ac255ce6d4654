# %% differences | right
def pythagoras(w):
    best = np.array([0.8, 0.4])
    return best @ best, (w - best) @ (w - best)
# %% norms | right
def pythagoras(w):
    best = np.array([0.8, 0.4])
    return np.linalg.norm(best) ** 2, np.linalg.norm(w - best) ** 2
# %% by subtraction | right
def pythagoras(w):
    return 0.8, np.sum(w ** 2) - 0.8
# %% array | right
def pythagoras(w):
    return np.array([0.8, (w[0] - 0.8) ** 2 + (w[1] - 0.4) ** 2])
# %% list | right
def pythagoras(w):
    return [4 / 5, float(np.dot(w, w)) - 4 / 5]
# %% projections | right
def pythagoras(w):
    u = np.array([2.0, 1.0]) / np.sqrt(5)
    along = (w @ u) * u
    across = w - along
    return along @ along, across @ across
# %% einsum | right
def pythagoras(w):
    legs = np.stack([[0.8, 0.4], w - [0.8, 0.4]])
    return np.einsum("ij,ij->i", legs, legs)
# %% loops | right
def pythagoras(point):
    first = second = 0.0
    for a, b in zip((0.8, 0.4), point):
        first += a * a
        second += (b - a) ** 2
    return first, second
# %% pinv | right
def pythagoras(w):
    best = np.linalg.pinv([[2.0, 1.0]]) @ [2.0]
    return (best ** 2).sum(), ((w - best) ** 2).sum()
# %% hypot | right
def pythagoras(w):
    return np.hypot(0.8, 0.4) ** 2, np.hypot(w[0] - 0.8, w[1] - 0.4) ** 2
# %% mistake: gives lengths, not their squares | legs partly 1/2
def pythagoras(w):
    best = np.array([0.8, 0.4])
    return np.linalg.norm(best), np.linalg.norm(w - best)
# %% mistake: gives the hypotenuse for a leg | legs partly 1/2
def pythagoras(w):
    return 0.8, w @ w
# %% mistake: gives the legs in the other order | legs partly 1/2
def pythagoras(w):
    best = np.array([0.8, 0.4])
    return (w - best) @ (w - best), best @ best
# %% mistake: adds up the two legs | legs partly 1/4
def pythagoras(w):
    return w @ w
# %% yes | legs wrong
def pythagoras(w):
    return True
# %% mistake: gives the hypotenuse for the first leg | legs partly 1/2
def pythagoras(w):
    u, v = w
    return u * u + v * v, (u - 0.8) ** 2 + (v - 0.4) ** 2
# %% mistake: adds where it should subtract | legs partly 1/2
def pythagoras(w):
    best = np.array([4, 2]) / 5
    return [float(np.dot(best, best)), float(np.sum(np.square(w + best)))]
# %% mistake: gives lengths in the other order | legs partly 1/4
def pythagoras(w):
    return np.hypot(w[0] - 0.8, w[1] - 0.4), np.hypot(0.8, 0.4)
# %% mistake: gives the hypotenuse as well | legs partly 1/2
def pythagoras(w):
    whole = float(w @ w)
    return 0.8, whole - 0.8, whole
