# %% True | right
def minibatch_finds_min_norm():
    return True
# %% variable | right
minibatch_finds_min_norm = True
# %% numpy's | right
def minibatch_finds_min_norm():
    return np.bool_(True)
# %% a number | right
def minibatch_finds_min_norm():
    return 1
# %% False | answer wrong
def minibatch_finds_min_norm():
    return False
