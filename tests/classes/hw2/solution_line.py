# %% tuple | right
def solution_line():
    return 2, 1, 2
# %% array | right
def solution_line():
    return np.array([2.0, 1.0, 2.0])
# %% scaled | right
def solution_line():
    return [1.0, 0.5, 1.0]
# %% negative | right
def solution_line():
    return (-4, -2, -4)
# %% variable | right
solution_line = (2, 1, 2)
# %% computed | right
def solution_line():
    x, t = np.array([2.0, 1.0]), 2.0
    return (*x, t)
# %% column | right
def solution_line():
    return np.array([[2.0], [1.0], [2.0]])
# %% large | right
def solution_line():
    return 2e6, 1e6, 2e6
# %% list of ints | right
def solution_line():
    return [6, 3, 6]
# %% single precision | right
def solution_line():
    return np.array([2, 1, 2], dtype=np.float32) / 3
# %% mistake: swaps the two coefficients | line partly 1/2
def solution_line():
    return 1, 2, 2
# %% mistake: has the constant on the other side | line partly 1/2
def solution_line():
    return 2, 1, -2
# %% mistake: passes through the origin | line partly 1/2
def solution_line():
    return 2, 1, 0
# %% mistake: gives slope and intercept | line partly 1/2
def solution_line():
    return -2, 2
# %% zeros | line wrong
def solution_line():
    return 0, 0, 0
# %% mistake: has a sign wrong | line partly 1/2
def solution_line():
    return [2.0, -1.0, 2.0]
# %% mistake: has the sign of w1 wrong | line partly 1/2
def solution_line():
    slope, intercept = 2, 2  # w2 = slope * w1 + intercept
    return -slope, 1, intercept
# %% mistake: doubles one side | line partly 1/2
def solution_line():
    x = np.array([2.0, 1.0])
    return (*(2 * x), 2)
# %% mistake: multiplies the constant | line partly 1/2
solution_line = [2, 1, 4]
# %% mistake: leaves out the constant | line partly 1/2
def solution_line():
    return (2, 1)
