# %% forward | right
def gradient_direction():
    return np.array([2.0, 1.0]) / np.sqrt(5)
# %% backward | right
def gradient_direction():
    return -np.array([2.0, 1.0]) / np.sqrt(5)
# %% norm | right
def gradient_direction():
    v = np.array([2.0, 1.0])
    return v / np.linalg.norm(v)
# %% tuple | right
def gradient_direction():
    return 2 / 5 ** 0.5, 1 / 5 ** 0.5
# %% list | right
def gradient_direction():
    return [0.8944271909999159, 0.4472135954999579]
# %% variable | right
gradient_direction = np.array([2, 1]) / np.hypot(2, 1)
# %% angle | right
def gradient_direction():
    a = np.arctan2(1, 2)
    return np.array([np.cos(a), np.sin(a)])
# %% from the loss | right
def gradient_direction():
    x, t = np.array([2.0, 1.0]), 2.0
    g = 2 * (x @ np.zeros(2) - t) * x
    return g / np.sqrt(g @ g)
# %% column | right
def gradient_direction():
    return np.array([[2.0], [1.0]]) / np.sqrt(5)
# %% single precision | right
def gradient_direction():
    return np.float32([2, 1]) / np.float32(np.sqrt(5))
# %% mistake: is not of unit length | direction partly 1/2
def gradient_direction():
    return np.array([2.0, 1.0])
# %% mistake: gives the gradient itself | direction partly 1/2
def gradient_direction():
    return np.array([-8.0, -4.0])
# %% mistake: runs along the line | direction partly 1/2
def gradient_direction():
    return np.array([1.0, -2.0]) / np.sqrt(5)
# %% an angle | direction wrong
def gradient_direction():
    return np.arctan2(1, 2)
# %% ones | direction wrong
def gradient_direction():
    return np.ones(2)
# %% mistake: gives half the gradient | direction partly 1/2
def gradient_direction():
    x, t, w = np.array([2, 1]), 2, np.zeros(2)
    return (x @ w - t) * x
# %% mistake: is made short in another way | direction partly 1/2
def gradient_direction():
    return [2 / 3, 1 / 3]
# %% mistake: divides by the square of the length | direction partly 1/2
def gradient_direction():
    g = np.array([-8.0, -4.0])
    x = g / -4
    return x / np.sum(x ** 2)
# %% mistake: has its largest entry 1 | direction partly 1/2
gradient_direction = (1.0, 0.5)
