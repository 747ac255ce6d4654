"""What the notebook gives: polynomials of the points, one column a degree."""

from numpy.polynomial.chebyshev import chebvander
from numpy.polynomial.legendre import legvander


def poly_expand(X, d, poly_type):
    """Evaluate the polynomials of degree 0 to d at every point: len(X) rows and d + 1 columns."""
    if poly_type == "legendre":
        return legvander(X, d)
    if poly_type == "chebyshev":
        return chebvander(X, d)
    raise ValueError("poly_type is 'legendre' or 'chebyshev'")
