"""Trains the net of keras.io/examples/vision/mnist_convnet for an epoch on the images of a folder, saves it and prints what it scores."""
import json
import os
import pathlib
import sys

os.environ.setdefault("KERAS_BACKEND", "jax")

import keras
import numpy as np
from keras import layers as L

folder = pathlib.Path(sys.argv[1])


def load(name):
    images = np.fromfile(folder / f"{name}.images", dtype=np.uint8).reshape(-1, 28, 28, 1).astype("float32") / 255
    return images, keras.utils.to_categorical(np.fromfile(folder / f"{name}.labels", dtype=np.uint8), 10)


keras.utils.set_random_seed(0)
model = keras.Sequential([
    keras.Input((28, 28, 1)),
    L.Conv2D(32, (3, 3), activation="relu"),
    L.MaxPooling2D((2, 2)),
    L.Conv2D(64, (3, 3), activation="relu"),
    L.MaxPooling2D((2, 2)),
    L.Flatten(),
    L.Dropout(0.5),
    L.Dense(10, activation="softmax"),
])
model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
model.fit(*load("few"), batch_size=128, epochs=1, verbose=0)
model.save(folder / "example.keras")
images, labels = load("heldOut")
model.predict(images, verbose=0).astype(np.float32).tofile(folder / "probabilities")
print(json.dumps({"accuracy": float(model.evaluate(images, labels, verbose=0)[1])}))
