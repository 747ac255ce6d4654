import numpy as np

class Homework:
    def jacobian(self, v):
        return np.outer(v, v)

def main():
    def gradient(X, t, w):
        return 2 / len(t) * X.T @ (X @ w - t)
    print(gradient(np.eye(2), np.ones(2), np.ones(2)))

if __name__ == '__main__':
    main()
