"""The Keras example "Simple MNIST convnet" (https://keras.io/examples/vision/mnist_convnet/) on TensorFlow.

Net, batch size, loss and optimizer are the example's. It differs in two ways, both to its advantage: it trains on all
60,000 images, where the example holds 6,000 out, and prints no progress bar.
"""

import os
import time

import common

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


def build(keras):
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(32, 3, activation="relu"),  # [batch, 26, 26, 32]
            layers.MaxPooling2D(2),
            layers.Conv2D(64, 3, activation="relu"),  # [batch, 11, 11, 64]
            layers.MaxPooling2D(2),
            layers.Flatten(),  # [batch, 1600]
            layers.Dropout(0.5),
            layers.Dense(10, activation="softmax"),
        ]
    )
    # jit_compile stays "auto", which is off on a CPU: with XLA a step takes five times as long or more.
    model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
    return model


def epoch_clock(keras, enough):
    """A callback that times the training part of each epoch, without the test that follows it.

    It ends the training after an epoch with a test accuracy of at least `enough`.
    """

    class Clock(keras.callbacks.Callback):
        def __init__(self):
            super().__init__()
            self.train_seconds, self.points = [], []

        def on_epoch_begin(self, epoch, logs=None):
            self.started, self.trained = time.perf_counter(), None

        def on_test_begin(self, logs=None):
            self.trained = time.perf_counter()

        def on_epoch_end(self, epoch, logs=None):
            self.train_seconds.append((self.trained or time.perf_counter()) - self.started)
            if "val_accuracy" in (logs or {}):
                point = {"epoch": epoch + 1, "test_accuracy": logs["val_accuracy"]}
                point |= {"train_seconds": sum(self.train_seconds), "wall_seconds": common.since_start()}
                self.points.append(point)
                self.model.stop_training = point["test_accuracy"] >= enough

    return Clock()


def measure_throughput(model, clock, train, options):
    x, y = train
    warm_up, measured = 20 * common.BATCH, options.steps * common.BATCH
    model.fit(x[:warm_up], y[:warm_up], batch_size=common.BATCH, verbose=0)
    model.fit(x[:measured], y[:measured], batch_size=common.BATCH, epochs=options.repeats, verbose=0, callbacks=[clock])
    return common.throughput(clock.train_seconds, options.steps)


def measure_curve(model, clock, train, test, options):
    model.fit(
        *train,
        batch_size=common.BATCH,
        epochs=options.epochs,
        validation_data=test,
        validation_batch_size=1000,
        verbose=0,
        callbacks=[clock],
    )
    seconds = common.first_at(options.target, clock.points)
    figures = {"curve": clock.points, "target": options.target, "seconds_to_target": seconds}
    last = clock.points[-1]
    return figures | {key: last[key] for key in ("test_accuracy", "train_seconds")}


def measure_inference(model, tf, images, options):
    # model.predict stays out: it is slower than all of these, by 50 ms a call.
    def forward(x):
        return model(x, training=False)

    graph, xla = tf.function(forward), tf.function(forward, jit_compile=True)
    shaped = {n: graph.get_concrete_function(tf.TensorSpec((n, 28, 28, 1))) for n in (1, 1000)}
    ways = {
        "predict_on_batch": model.predict_on_batch,
        "tf.function": lambda x: graph(tf.constant(x)).numpy(),
        "concrete function": lambda x: shaped[len(x)](tf.constant(x)).numpy(),
        "tf.function with XLA": lambda x: xla(tf.constant(x)).numpy(),
    }
    return common.inference(ways, images, options.passes)


def main():
    parser, _ = common.command_line("The Keras example as a peer of the benchmark.")
    options = common.read(parser)

    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(options.threads)
    tf.config.threading.set_inter_op_parallelism_threads(options.threads)
    import keras

    import_seconds = common.since_start()

    keras.utils.set_random_seed(options.seed)
    train, test = (
        (images[..., None].astype("float32") / 255, keras.utils.to_categorical(labels, 10))
        for images, labels in common.load_mnist(options.data, options.limit)
    )
    stops = options.mode == "curve" and options.until_target
    model, clock = build(keras), epoch_clock(keras, options.target if stops else float("inf"))
    if options.mode == "throughput":
        figures = measure_throughput(model, clock, train, options)
    elif options.mode == "curve":
        figures = measure_curve(model, clock, train, test, options)
    else:
        figures = measure_inference(model, tf, test[0], options)
    version = f"{keras.__version__}, tensorflow {tf.__version__}"
    common.report("keras", version, options, {"import_seconds": import_seconds, **figures})


if __name__ == "__main__":
    main()
