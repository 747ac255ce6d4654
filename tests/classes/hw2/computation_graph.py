# %% list of pairs | right
def computation_graph():
    return [("x", "z"), ("z", "h"), ("h", "y"), ("x", "y"), ("h", "R"), ("y", "S"), ("R", "L"), ("S", "L")]
# %% set of pairs | right
def computation_graph():
    return {("x", "z"), ("z", "h"), ("h", "y"), ("x", "y"), ("h", "R"), ("y", "S"), ("R", "L"), ("S", "L")}
# %% with the parameters too | right
def computation_graph():
    edges = [("W1", "z"), ("x", "z"), ("b1", "z"), ("z", "h"), ("W2", "y"), ("h", "y"), ("b2", "y"), ("x", "y")]
    return edges + [("r", "R"), ("h", "R"), ("y", "S"), ("s", "S"), ("R", "L"), ("S", "L")]
# %% lists in a tuple | right
def computation_graph():
    return (["x", "z"], ["z", "h"], ["h", "y"], ["x", "y"], ["h", "R"], ["y", "S"], ["R", "L"], ["S", "L"])
# %% generator | right
def computation_graph():
    for line in ["x z", "z h", "h y", "x y", "h R", "y S", "R L", "S L"]:
        yield tuple(line.split())
# %% zipped | right
def computation_graph():
    return zip("xzhxhyRS", "zhyyRSLL")
# %% other case | right
def computation_graph():
    return [("X", "Z"), ("Z", "H"), ("H", "Y"), ("X", "Y"), ("H", "R"), ("Y", "S"), ("R", "l"), ("S", "l")]
# %% script letter | right
def computation_graph():
    return [("x", "z"), ("z", "h"), ("h", "y"), ("x", "y"), ("h", "R"), ("y", "S"), ("R", "𝓛"), ("S", "𝓛")]
# %% spaces | right
def computation_graph():
    return [(" x", "z "), ("z", "h"), ("h", "y"), ("x", "y"), ("h", "R"), ("y", "S"), ("R", "L"), ("S", "L")]
# %% array of names | right
def computation_graph():
    import numpy as np
    return np.array([["x", "z"], ["z", "h"], ["h", "y"], ["x", "y"], ["h", "R"], ["y", "S"], ["R", "L"], ["S", "L"]])
# %% mistake: every arrow points backwards | edges partly 1/2
def computation_graph():
    return [("z", "x"), ("h", "z"), ("y", "h"), ("y", "x"), ("R", "h"), ("S", "y"), ("L", "R"), ("L", "S")]
# %% mistake: an arrow into y is left out | edges partly 7/8
def computation_graph():
    return [("x", "z"), ("z", "h"), ("h", "y"), ("h", "R"), ("y", "S"), ("R", "L"), ("S", "L")]
# %% mistake: the terms of the loss are left out | edges partly 1/2
def computation_graph():
    return [("x", "z"), ("z", "h"), ("h", "y"), ("x", "y"), ("h", "L"), ("y", "L")]
# %% one too many | edges partly 7/8
def computation_graph():
    return [("x", "z"), ("z", "h"), ("h", "y"), ("x", "y"), ("h", "R"), ("y", "S"), ("R", "L"), ("S", "L"), ("z", "y")]
# %% three are missing | edges partly 5/8
def computation_graph():
    return [("x", "z"), ("z", "h"), ("h", "y"), ("h", "R"), ("y", "S")]
# %% names without pairs | edges wrong
def computation_graph():
    return ["x", "z", "h", "y", "R", "S", "L"]
# %% printed, not returned | edges wrong
def computation_graph():
    print([("x", "z"), ("z", "h")])
# %% mistake: every arrow points backwards and one is left out | edges partly 1/4
def computation_graph():
    back = {"L": "RS", "R": "h", "S": "y", "y": "h", "h": "z", "z": "x"}
    return [(a, b) for a, ends in back.items() for b in ends]
# %% mistake: every arrow points backwards, past the terms of the loss | edges partly 1/4
def computation_graph():
    graph = []
    graph.append(["L", "h"])
    graph.append(["L", "y"])
    graph.append(["y", "x"])
    graph.append(["y", "h"])
    graph.append(["h", "z"])
    graph.append(["z", "x"])
    return graph
