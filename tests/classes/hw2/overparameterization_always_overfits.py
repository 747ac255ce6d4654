# %% False | right
def overparameterization_always_overfits():
    return False
# %% variable | right
overparameterization_always_overfits = False
# %% numpy's | right
def overparameterization_always_overfits():
    return np.False_
# %% zero | right
def overparameterization_always_overfits():
    return 0
# %% True | overfits wrong
def overparameterization_always_overfits():
    return True
