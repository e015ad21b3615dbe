"""Loads .keras files and predicts images: python predict.py SHAPE IMAGES FILE…; writes FILE.probabilities beside each, and FILE.saved.keras, saved by Keras."""
import os
import sys

os.environ.setdefault("KERAS_BACKEND", "jax")

import keras
import numpy as np

shape = [int(size) for size in sys.argv[1].split(",")]
images = np.fromfile(sys.argv[2], dtype=np.uint8).reshape(-1, *shape).transpose(0, 2, 3, 1).astype(np.float32)
for path in sys.argv[3:]:
    model = keras.saving.load_model(path)
    np.asarray(model.predict(images, batch_size=250, verbose=0), dtype=np.float32).tofile(path + ".probabilities")
    model.save(path + ".saved.keras")
    print(path, model.count_params())
