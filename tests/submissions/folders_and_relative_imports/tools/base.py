from numpy import outer
two = 2
