# %% False | right
def adaptive_methods_find_min_norm():
    return False
# %% variable | right
adaptive_methods_find_min_norm = False
# %% numpy's | right
def adaptive_methods_find_min_norm():
    return np.bool_(False)
# %% a number | right
def adaptive_methods_find_min_norm():
    return 0
# %% True | others wrong
def adaptive_methods_find_min_norm():
    return True
