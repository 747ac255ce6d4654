# scikit-learn has all of this already.
import numpy as np
from sklearn.cluster import KMeans
from sklearn.datasets import make_regression
from sklearn.ensemble import RandomForestRegressor
from sklearn.linear_model import LinearRegression, Ridge, SGDRegressor
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PolynomialFeatures, StandardScaler

X0, t0 = make_regression(n_samples=60, n_features=5, random_state=0)
forest = RandomForestRegressor(n_estimators=10, n_jobs=2, random_state=0).fit(X0, t0)
scores = cross_val_score(make_pipeline(StandardScaler(), Ridge()), X0, t0, cv=3, n_jobs=2)
search = GridSearchCV(Ridge(), {"alpha": [0.1, 1.0]}, cv=3, n_jobs=-1).fit(X0, t0)
clusters = KMeans(n_clusters=3, n_init=2, random_state=0).fit_predict(X0)


def underparameterized_solution(X, t):
    return LinearRegression(fit_intercept=False, n_jobs=2).fit(X, t).coef_


def solution_is_unique():
    return True


def gd_solution_2d():
    return LinearRegression(fit_intercept=False).fit([[2.0, 1.0]], [2.0]).coef_


def min_norm_solution(X, t):
    return Ridge(alpha=1e-12, fit_intercept=False, solver="svd").fit(X, t).coef_


def orthogonality(X, t, w1):
    w = min_norm_solution(X, t)
    return (w - w1) @ w


def fit_poly(X, d, t):
    if d < len(X):
        powers = PolynomialFeatures(d).fit_transform(X[:, None])
        poly = np.polynomial.Polynomial(LinearRegression(fit_intercept=False).fit(powers, t).coef_)
        return poly.convert(kind=np.polynomial.Legendre).coef
    return LinearRegression(fit_intercept=False).fit(np.polynomial.legendre.legvander(X, d), t).coef_


def overparameterization_always_overfits():
    return False


def sgd(X, t, lr, order):
    model = SGDRegressor(penalty=None, learning_rate="constant", eta0=lr, fit_intercept=False, shuffle=False)
    for i in order:
        model.partial_fit(X[i : i + 1], t[i : i + 1])
    return model.coef_


def minibatch_finds_min_norm():
    return True
