# I think in tables, so everything becomes a data frame first.
import io

import numpy as np
import pandas as pd

log = pd.DataFrame(
    {"when": pd.date_range("2026-09-01", periods=48, freq="h", tz="America/Detroit"), "loss": np.arange(48.0)}
)
daily = log.groupby(log["when"].dt.date)["loss"].mean()
weekly = log.set_index("when").resample("W").last()
table = pd.read_csv(io.StringIO("name,value\na,1\nb,2\n"))
print(table.merge(pd.DataFrame({"name": ["a", "b"], "other": ["x", "y"]}), on="name").describe())


def jacobian(v):
    names = [f"x{i}" for i in range(len(v))]
    return pd.DataFrame(np.outer(v, v), index=names, columns=names)


def jacobian_cost():
    return pd.Series({"time": "n^2", "memory": "n^2"}).to_dict()


def vjp(v, y):
    table = pd.DataFrame({"v": v, "y": y})
    return (table["v"] * table.eval("v * y").sum()).to_numpy()


def gradient(X, t, w):
    table = pd.DataFrame(X).add_prefix("x")
    residual = table.dot(w) - t
    return 2 * table.mul(residual, axis=0).mean()


def underparameterized_solution(X, t):
    table = pd.DataFrame(X)
    table["t"] = t
    table.to_csv("data.csv", index=False)
    table = pd.read_csv("data.csv", float_precision="round_trip")
    moments = table.T @ table
    features = [name for name in moments if name != "t"]
    return np.linalg.solve(moments.loc[features, features], moments.loc[features, "t"])


def solution_is_unique():
    return pd.Series([True]).all()


def pythagoras(w):
    best = pd.Series([0.8, 0.4])
    return (best**2).sum(), ((pd.Series(w) - best) ** 2).sum()


def min_norm_solution(X, t):
    table = pd.DataFrame(X)
    return table.T.dot(np.linalg.solve(table.dot(table.T), t)).values


def sgd(X, t, lr, order):
    w = pd.Series(np.zeros(X.shape[1]))
    samples = pd.DataFrame(X).assign(t=t)
    for _, row in samples.iloc[order].iterrows():
        x = row.drop("t").reset_index(drop=True)
        w = w - lr * 2 * (x @ w - row["t"]) * x
    return w.to_list()
