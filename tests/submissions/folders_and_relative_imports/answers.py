from tools.linear import gradient, jacobian
from zz_last import *
