# %% caret | right
def jacobian_cost():
    return {"time": "n^2", "memory": "n^2"}
# %% big O | right
def jacobian_cost():
    return {"time": "O(n**2)", "memory": "O(n**2)"}
# %% theta | right
def jacobian_cost():
    return {"time": "Θ(n²)", "memory": "Θ(n²)"}
# %% product | right
def jacobian_cost():
    return {"time": "n*n", "memory": "n * n"}
# %% in words | right
def jacobian_cost():
    return {"time": "quadratic", "memory": "quadratic"}
# %% keywords | right
def jacobian_cost():
    return dict(memory="O(n^2)", time="O(n^2)")
# %% variable | right
jacobian_cost = {"time": "O(n²)", "memory": "O(n²)"}
# %% capital keys | right
def jacobian_cost():
    return {"Time": "O(N^2)", "Memory": "O(N^2)"}
# %% spaces | right
def jacobian_cost():
    return {"time": " O( n ^ 2 ) ", "memory": "o(n^2)".upper()}
# %% with a constant | right
def jacobian_cost():
    return {"time": "O(3n^2)", "memory": "O(n^2 + n)"}
# %% mistake: one power of n too few | time partly 1/2, memory partly 1/2
def jacobian_cost():
    return {"time": "O(n)", "memory": "O(n)"}
# %% mistake: one power of n too many | time partly 1/2, memory partly 1/2
def jacobian_cost():
    return {"time": "n^3", "memory": "n^3"}
# %% memory is linear | memory partly 1/2
def jacobian_cost():
    return {"time": "O(n^2)", "memory": "O(n)"}
# %% exponential | time wrong, memory wrong
def jacobian_cost():
    return {"time": "2^n", "memory": "2^n"}
# %% a number | time wrong, memory wrong
def jacobian_cost():
    return {"time": 2, "memory": 2}
