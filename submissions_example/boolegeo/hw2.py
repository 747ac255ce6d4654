import numpy as np

# hw2 -- boolegeo
# last change at 23:51, fixed the minibatch loop

def computation_graph():
    return {("x","z"),("z","h"),("h","y"),("x","y"),("h","R"),("y","S"),("R","L"),("S","L")}

def backprop(x, W1, b1, W2, b2, r, s):
    z = W1@x + b1
    h = 1/(1+np.exp(-z))
    y = x + W2@h + b2
    gy = y - s
    gh = r + W2.T@gy
    gz = gh*h*(1-h)
    gx = W1.T@gz + gy
    return {"y":gy,"h":gh,"z":gz,"x":gx}

def jacobian(v):
    return np.outer(v,v)

def jacobian_cost():
    return {"time":"n^2","memory":"n^2"}

def vjp(v, y):
    return np.dot(v,y)*v

def gradient(X, t, w):
    return 2/len(t)*X.T@(X@w-t)

def underparameterized_solution(X, t):
    return np.linalg.pinv(X)@t

def solution_is_unique():
    return True

def solution_line():
    return [2,1,2]

def gradient_direction():
    return np.array([2,1])/np.sqrt(5)

def direction_changes():
    return False

def gd_solution_2d():
    return [0.8,0.4]

def pythagoras(w):
    return [0.8, (w[0]-0.8)**2+(w[1]-0.4)**2]

def min_norm_solution(X, t):
    return np.linalg.pinv(X)@t

def orthogonality(X, t, w1):
    w0 = min_norm_solution(X,t)
    return (w0-w1)@w0

def fit_poly(X, d, t):
    return np.linalg.pinv(np.polynomial.legendre.legvander(X,d))@t

def overparameterization_always_overfits():
    return False

def sgd(X, t, lr, order):
    w = np.zeros(X.shape[1])
    for i in order:
        w -= lr*2*(X[i]@w-t[i])*X[i]
    return w

def minibatch_sgd(X, t, lr, batches):
    w = np.zeros(X.shape[1])
    for b in batches
        w -= lr*2*X[b].T@(X[b]@w-t[b])/len(b)
    return w

def minibatch_finds_min_norm():
    return True

def adagrad(X, t, lr, eps, steps):
    w = np.zeros(X.shape[1])
    G = np.zeros(X.shape[1])
    for k in range(steps):
        g = gradient(X,t,w)
        G += g**2
        w -= lr*g/(np.sqrt(G)+eps)
    return w

def adagrad_finds_min_norm():
    return False

def adaptive_methods_find_min_norm():
    return False
