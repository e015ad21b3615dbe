"""Writes test/fixtures/keras: small nets that real Keras made, with its predictions of three images.

    python3 -m venv .venv-formats && .venv-formats/bin/pip install -r test/interop/requirements.txt
    .venv-formats/bin/python test/interop/keras/makeFixtures.py
"""
import json
import os
import pathlib
import zipfile

os.environ.setdefault("KERAS_BACKEND", "jax")

import keras
import numpy as np
from keras import layers as L

folder = pathlib.Path(__file__).parents[2] / "fixtures" / "keras"
pixels = np.array([[(7 * i + 31 * n + (i * i) % 13) % 256 for i in range(784)] for n in range(3)])
images = pixels.reshape(3, 28, 28, 1).astype(np.float32)


def sequential():
    return keras.Sequential([
        keras.Input((28, 28, 1)),
        L.Rescaling(1 / 127.5, offset=-1),
        L.RandomRotation(0.1),
        L.Conv2D(4, 3, strides=2, padding="same", activation="silu", kernel_regularizer="l2"),
        L.BatchNormalization(scale=False),
        L.DepthwiseConv2D(3, depth_multiplier=2, use_bias=False),
        L.LeakyReLU(0.1),
        L.MaxPooling2D(2, name="shrink"),
        L.SeparableConv2D(3, (3, 2), padding="same", activation=L.LeakyReLU(0.05)),
        L.Flatten(),
        L.BatchNormalization(epsilon=1e-4),
        L.Dropout(0.5),
        L.Dense(10, activation="softmax"),
    ])


def functional():
    image = keras.Input((28, 28, 1), name="digits")
    x = L.Conv2D(4, 3, strides=2, padding="same", name="stem")(image)
    shared = L.Conv2D(4, 3, padding="same", activation="relu")
    y = L.Add()([x, shared(shared(x))])
    y = L.LayerNormalization(axis=[1, 2, 3])(y)
    y = L.Conv2DTranspose(3, 3, strides=2, padding="same")(y)
    y = L.LayerNormalization()(y)
    y = L.Concatenate()([L.GlobalAveragePooling2D()(y), L.GlobalMaxPooling2D()(y)])
    return keras.Model(image, L.Softmax()(L.Dense(10)(y)))


def quickstart():
    return keras.Sequential([keras.Input((28, 28)), L.Flatten(), L.Dense(6, activation="relu"), L.Dropout(0.2), L.Dense(10)])


def adapted():
    normalization = L.Normalization(axis=-1)
    normalization.adapt(images)
    x = image = keras.Input((784,))
    x = L.Reshape((28, 28, 1))(x)
    x = normalization(x)
    x = L.AveragePooling2D(4)(x)
    return keras.Model(image, L.Dense(10, activation="softmax")(L.Flatten()(x)))


def random_weights(model, seed):
    random = np.random.default_rng(seed)
    for layer in model.layers:
        for variable in layer.weights:
            if variable.dtype != "float32" or isinstance(layer, L.Normalization):
                continue
            positive = "gamma" in variable.path or "variance" in variable.path
            values = random.uniform(0.5, 1.5, variable.shape) if positive else random.normal(0, 0.3, variable.shape)
            variable.assign(values.astype(np.float32))


def compress(path):
    """Keras stores the parts of an archive as they are: ten times as large."""
    with zipfile.ZipFile(path) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in parts:
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)


expected = {}
for seed, (make, given) in enumerate([
    (sequential, images),
    (functional, images / 255),
    (quickstart, images[..., 0] / 255),
    (adapted, images.reshape(3, 784)),
]):
    model = make()
    random_weights(model, seed)
    path = folder / f"{make.__name__}.keras"
    model.save(path)
    compress(path)
    outputs = model.predict(given, verbose=0)
    if make is quickstart:
        outputs = np.exp(outputs) / np.exp(outputs).sum(axis=1, keepdims=True)
    expected[make.__name__] = np.round(outputs.astype(float), 7).tolist()
(folder / "predictions.json").write_text(json.dumps(expected) + "\n")
