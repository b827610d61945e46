"""What a linear model on the raw pixels can tell: the mark a convolutional network has to beat."""

import numpy as np

PENALTIES = (1e1, 1e2, 1e3, 1e4, 1e5)


def pixel_linear_accuracy(
    X: np.ndarray,
    Y: np.ndarray,
    X_test: np.ndarray,
    Y_test: np.ndarray,
    penalties: tuple[float, ...] = PENALTIES,
) -> float:
    """Test accuracy of ridge regression on one-hot labels, the best over the penalties.

    Parameters
    ----------
    X, X_test:
        Images or features, shapes (m, ...) and (m_test, ...).
    Y, Y_test:
        Class numbers from 0, shapes (m,) and (m_test,).
    penalties:
        Weights of the squared norm, for features scaled to unit variance.

    Notes
    -----
    The dual form, since pictures have more pixels than there are pictures: with the kernel
    :math:`K = X X^T`, the prediction is :math:`X_{test} X^T (K + \\lambda I)^{-1} Y`.
    """
    train, test = (np.asarray(x, np.float64).reshape(len(x), -1) for x in (X, X_test))
    mean, spread = train.mean(0), train.std(0)
    spread[spread == 0] = 1.0
    train, test = (train - mean) / spread, (test - mean) / spread
    one_hot = np.eye(int(Y.max()) + 1)[Y] - 0.5
    values, vectors = np.linalg.eigh(train @ train.T)
    projected, kernel = vectors.T @ one_hot, (test @ train.T) @ vectors
    return max(
        float(np.mean(np.argmax(kernel / (values + penalty) @ projected, axis=1) == Y_test))
        for penalty in penalties
    )
