"""Train the assignment's models on the stand-ins: does the lesson hold?

    python benchmarks/train_standins.py [--seeds 1 2 3] [--only happy signs]

Prints, for each dataset and seed: training accuracy, test accuracy after 10 and 100 epochs, and
beside them a linear model on the pixels, the best of several strengths of regularisation (an upper
bound for what a model without convolutions gets out of these images).
Loads through `cnn_utils`, so with originals in the data folder it measures the originals.
"""

import argparse
import time
import warnings

from cnn_datasets.pixel_linear import pixel_linear_accuracy

import cnn_utils


def happy_model():
    """ZeroPadding2D -> Conv2D -> BatchNormalization -> ReLU -> MaxPool2D -> Flatten -> Dense."""
    import tensorflow.keras.layers as tfl
    from tensorflow import keras

    return keras.Sequential(
        [
            keras.Input((64, 64, 3)),
            tfl.ZeroPadding2D(3),
            tfl.Conv2D(32, 7),
            tfl.BatchNormalization(axis=3),
            tfl.ReLU(),
            tfl.MaxPool2D(),
            tfl.Flatten(),
            tfl.Dense(1, activation="sigmoid"),
        ]
    )


def signs_model():
    """Two blocks of Conv2D -> ReLU -> MaxPool2D, then Flatten -> Dense."""
    import tensorflow.keras.layers as tfl
    from tensorflow import keras

    return keras.Sequential(
        [
            keras.Input((64, 64, 3)),
            tfl.Conv2D(8, 4, padding="same"),
            tfl.ReLU(),
            tfl.MaxPool2D(8, padding="same"),
            tfl.Conv2D(16, 2, padding="same"),
            tfl.ReLU(),
            tfl.MaxPool2D(4, padding="same"),
            tfl.Flatten(),
            tfl.Dense(6, activation="softmax"),
        ]
    )


def train_happy(data):
    X, Y, X_test, Y_test, _ = data
    model = happy_model()
    model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
    return model.fit(
        X / 255.0, Y.T, epochs=10, batch_size=16, verbose=0,
        validation_data=(X_test / 255.0, Y_test.T),
    ).history  # fmt: skip


def train_signs(data):
    import tensorflow as tf

    X, Y, X_test, Y_test, _ = data

    def batches(images, labels):
        one_hot = cnn_utils.convert_to_one_hot(labels, 6).T
        return tf.data.Dataset.from_tensor_slices((images / 255.0, one_hot)).batch(64)

    model = signs_model()
    model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
    return model.fit(
        batches(X, Y), epochs=100, verbose=0, validation_data=batches(X_test, Y_test)
    ).history


TASKS = {
    "happy": (cnn_utils.load_happy_dataset, train_happy),
    "signs": (cnn_utils.load_signs_dataset, train_signs),
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--only", nargs="+", choices=TASKS, default=list(TASKS))
    options = parser.parse_args()
    from tensorflow import keras

    warnings.filterwarnings("ignore", message=".*shuffle=True.*")
    rows = ["dataset  seed  train acc  val acc @10  val acc @100  pixels (logistic)  seconds"]
    for name in options.only:
        load, train = TASKS[name]
        data = load()
        X, Y, X_test, Y_test, _ = data
        pixels = pixel_linear_accuracy(X, Y[0], X_test, Y_test[0])
        for seed in options.seeds:
            started = time.perf_counter()
            keras.utils.set_random_seed(seed)
            history = train(data)
            val = history["val_accuracy"]
            late = f"{val[99]:12.3f}" if len(val) >= 100 else f"{'-':>12}"
            rows.append(
                f"{name:7}  {seed:4}  {history['accuracy'][-1]:9.3f}  {val[9]:11.3f}  {late}  "
                f"{pixels:17.3f}  {time.perf_counter() - started:7.0f}"
            )
            print(rows[-1], flush=True)
    print("", *rows, sep="\n")


if __name__ == "__main__":
    main()
