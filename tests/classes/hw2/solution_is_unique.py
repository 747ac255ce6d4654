# %% True | right
def solution_is_unique():
    return True
# %% variable | right
solution_is_unique = True
# %% numpy's | right
def solution_is_unique():
    return np.bool_(True)
# %% one | right
def solution_is_unique():
    return 1
# %% computed | right
def solution_is_unique():
    X = np.array([[1.0, 0.0], [1.0, 1.0], [0.0, 3.0]])
    return np.linalg.matrix_rank(X.T @ X) == 2
# %% False | unique wrong
def solution_is_unique():
    return False
# %% no opinion | unique wrong
def solution_is_unique():
    return "depends"
