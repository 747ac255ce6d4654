# %% False | right
def direction_changes():
    return False
# %% variable | right
direction_changes = False
# %% zero | right
def direction_changes():
    return 0
# %% numpy's | right
def direction_changes():
    return np.bool_(0)
# %% compared | right
def direction_changes():
    x = np.array([2.0, 1.0])
    first, later = (x @ [0, 0] - 2) * x, (x @ [0.3, 0.1] - 2) * x
    return bool(abs(first[0] * later[1] - first[1] * later[0]) > 1e-9)
# %% True | changes wrong
def direction_changes():
    return True
