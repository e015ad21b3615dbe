"""Converts nets of TensorFlow by tf2onnx: python exportTensorflow.py FOLDER [IMAGES]; writes NAME.onnx for each, and what they predict as tensorflow.json.

Without IMAGES, three are made up: so test/fixtures/onnx/ has them, `python test/interop/converters/exportTensorflow.py test/fixtures/onnx`.
"""
import json
import os
import pathlib
import sys
import tempfile

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
import onnx
import tf2onnx.convert
from keras import layers as L


def example():
    """keras.io/examples/vision/mnist_convnet, with fewer filters."""
    return keras.Sequential([
        keras.Input((28, 28, 1)),
        L.Conv2D(3, 3, activation="relu"),
        L.MaxPooling2D(2),
        L.Conv2D(4, 3, activation="relu"),
        L.MaxPooling2D(2),
        L.Flatten(),
        L.Dropout(0.5),
        L.Dense(10, activation="softmax"),
    ])


def residual():
    """Normalizations that no convolution takes in, branches, and a squeeze-and-excitation block of dense layers on (1, 1, channels)."""
    image = keras.Input((28, 28))
    x = L.Rescaling(1 / 127.5, -1)(L.Reshape((28, 28, 1))(image))
    x = L.Activation("silu")(L.BatchNormalization()(L.Conv2D(6, 5, strides=2, padding="same", use_bias=False)(x)))
    y = L.Conv2D(6, 1)(L.Activation("elu")(L.DepthwiseConv2D(3, padding="same")(x)))
    x = L.ReLU()(L.BatchNormalization()(L.Add()([x, L.LeakyReLU(negative_slope=0.1)(y)])))
    gate = L.Dense(2, activation="relu")(L.GlobalAveragePooling2D(keepdims=True)(x))
    x = L.Multiply()([x, L.Dense(6, activation="sigmoid")(gate)])
    pools = [L.MaxPooling2D(3, strides=2, padding="same")(x), L.AveragePooling2D(3, strides=2, padding="same")(x)]
    x = L.Concatenate()([*pools, L.Conv2D(2, 3, strides=2)(L.ZeroPadding2D(1)(x))])
    x = L.Concatenate()([L.GlobalAveragePooling2D()(x), L.GlobalMaxPooling2D()(x)])
    x = L.Activation("tanh")(L.BatchNormalization()(L.Dense(8, use_bias=False)(x)))
    return keras.Model(image, L.Dense(10, activation="softmax")(x))


def row():
    """Pixels in a row, as tutorials flatten them before the net."""
    return keras.Sequential([
        keras.Input((784,)),
        L.Reshape((28, 28, 1)),
        L.SeparableConv2D(4, 5, strides=6, activation="relu"),
        L.Flatten(),
        L.Dense(10, activation="softmax"),
    ])


folder = pathlib.Path(sys.argv[1])
if len(sys.argv) > 2:
    images = np.fromfile(sys.argv[2], dtype=np.uint8)
else:
    images = np.array([(7 * i + 31 * n + (i * i) % 13) % 256 for n in range(3) for i in range(784)], dtype=np.uint8)
expected = {}
for make in (example, residual, row):
    keras.utils.set_random_seed(0)
    net = make()
    random = np.random.default_rng(0)
    for weight in net.weights:
        if weight.name in ("gamma", "moving_variance"):
            weight.assign(random.uniform(0.5, 1.5, weight.shape))
        elif weight.name in ("beta", "bias", "moving_mean"):
            weight.assign(0.3 * random.standard_normal(weight.shape))
    pixels = images.astype(np.float32).reshape(-1, *net.input_shape[1:])
    scaled = pixels if any(isinstance(layer, L.Rescaling) for layer in net.layers) else pixels / 255
    name = f"tensorflow{make.__name__.capitalize()}"
    expected[name] = [[round(float(value), 7) for value in scores] for scores in net.predict(scaled, verbose=0)]
    with tempfile.TemporaryDirectory() as saved:
        net.export(saved, verbose=False)
        sys.argv = ["tf2onnx", "--saved-model", saved, "--output", str(folder / f"{name}.onnx"), "--opset", "17"]
        tf2onnx.convert.main()
    # The converter notes in which folder of this machine the net lay.
    converted = onnx.load(folder / f"{name}.onnx")
    converted.graph.doc_string = ""
    onnx.save(converted, folder / f"{name}.onnx")
(folder / "tensorflow.json").write_text(json.dumps(expected) + "\n")
