# %% False | right
def adagrad_finds_min_norm():
    return False
# %% variable | right
adagrad_finds_min_norm = False
# %% numpy's | right
def adagrad_finds_min_norm():
    return np.bool_(False)
# %% a number | right
def adagrad_finds_min_norm():
    return 0
# %% True | adagrad wrong
def adagrad_finds_min_norm():
    return True
