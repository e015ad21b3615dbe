"""Loads NPZ files that `mnist export` wrote, and saves them as NumPy does: python loadAndSave.py STEM…; prints what the arrays are."""
import json
import sys

import numpy as np

for stem in sys.argv[1:]:
    with np.load(stem + ".npz") as arrays:
        net = json.loads(str(arrays["mnist_digit_classifier"]))
        print(json.dumps({
            "classes": net["task"]["classes"],
            "arrays": {name: [str(arrays[name].dtype), *arrays[name].shape] for name in arrays.files if "." in name},
        }))
        np.savez(stem + ".saved.npz", **arrays)
        np.savez_compressed(stem + ".double.npz", **{name: array.astype(">f8") if "." in name else array for name, array in arrays.items()})
