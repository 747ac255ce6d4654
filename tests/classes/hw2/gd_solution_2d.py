# %% numbers | right
def gd_solution_2d():
    return np.array([0.8, 0.4])
# %% list | right
def gd_solution_2d():
    return [0.8, 0.4]
# %% fractions | right
def gd_solution_2d():
    return 4 / 5, 2 / 5
# %% projection | right
def gd_solution_2d():
    x = np.array([2.0, 1.0])
    return 2 * x / (x @ x)
# %% pinv | right
def gd_solution_2d():
    return np.linalg.pinv(np.array([[2.0, 1.0]])) @ np.array([2.0])
# %% lstsq | right
def gd_solution_2d():
    return np.linalg.lstsq(np.array([[2.0, 1.0]]), np.array([2.0]), rcond=None)[0]
# %% descent | right
def gd_solution_2d():
    x, w = np.array([2.0, 1.0]), np.zeros(2)
    for _ in range(500):
        w -= 0.05 * 2 * (x @ w - 2) * x
    return w
# %% intersection | right
def gd_solution_2d():
    return np.linalg.solve([[2, 1], [1, -2]], [2, 0])
# %% variable | right
gd_solution_2d = np.array([4.0, 2.0]) / 5
# %% single precision | right
def gd_solution_2d():
    return np.array([0.8, 0.4], dtype=np.float32)
# %% mistake: goes the right way, not the right distance | solution partly 1/2
def gd_solution_2d():
    x = np.array([2.0, 1.0])
    return 2 * x / np.sqrt(x @ x)
# %% mistake: takes the point on an axis | solution partly 1/2
def gd_solution_2d():
    return np.array([1.0, 0.0])
# %% mistake: takes the point with equal weights | solution partly 1/2
def gd_solution_2d():
    return np.array([2 / 3, 2 / 3])
# %% not on the line | solution wrong
def gd_solution_2d():
    return np.array([3.0, 3.0])
# %% zeros | solution wrong
def gd_solution_2d():
    return np.zeros(2)
# %% mistake: takes the point on the other axis | solution partly 1/2
def gd_solution_2d():
    return [0, 2]
# %% mistake: forgets the label | solution partly 1/2
def gd_solution_2d():
    return np.linalg.pinv([[2.0, 1.0]]).ravel()
# %% mistake: stops after a length of 1 | solution partly 1/2
def gd_solution_2d():
    angle = np.arctan(0.5)
    return np.cos(angle), np.sin(angle)
# %% mistake: does not divide by the squared length | solution partly 1/2
gd_solution_2d = (4, 2)
# %% mistake: goes the other way | solution partly 1/2
def gd_solution_2d():
    return np.array([-4, -2]) / 5
# %% mistake: swaps the two weights | solution partly 1/2
def gd_solution_2d():
    w2, w1 = 0.8, 0.4
    return np.array([w1, w2])
