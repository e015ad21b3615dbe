"""Trains the net of keras.io/examples/vision/mnist_convnet in Keras and prints what it scores after each epoch on held-out training images.

    python keras_curves.py FOLDER SEED EPOCHS

FOLDER holds training.images, training.labels, heldOut.images and heldOut.labels, raw bytes. Prints one line of JSON.
"""
import json
import os
import pathlib
import sys

os.environ.setdefault("KERAS_BACKEND", "jax")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
from keras import layers

folder, seed, epochs = pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])


def load(name):
    images = np.fromfile(folder / f"{name}.images", dtype=np.uint8).reshape(-1, 28, 28, 1).astype("float32") / 255
    return images, np.fromfile(folder / f"{name}.labels", dtype=np.uint8).astype("int32")


keras.utils.set_random_seed(seed)
model = keras.Sequential([
    keras.Input((28, 28, 1)),
    layers.Conv2D(32, 3, activation="relu"),
    layers.MaxPooling2D(2),
    layers.Conv2D(64, 3, activation="relu"),
    layers.MaxPooling2D(2),
    layers.Flatten(),
    layers.Dropout(0.5),
    layers.Dense(10, activation="softmax"),
])
model.compile(loss="sparse_categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
history = model.fit(*load("training"), batch_size=128, epochs=epochs, validation_data=load("heldOut"), verbose=0).history
print(json.dumps({"accuracy": history["val_accuracy"], "loss": history["val_loss"]}))
