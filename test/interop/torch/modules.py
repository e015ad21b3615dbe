"""What the scripts beside this one share."""
import importlib.util

import numpy as np
import torch


def read_images(shape, path):
    """Raw pixels of a file, as [images, *shape], where shape is a text such as "1,28,28"."""
    sizes = [int(size) for size in shape.split(",")]
    return torch.from_numpy(np.fromfile(path, dtype=np.uint8).reshape(-1, *sizes))


def load(stem):
    """The module STEM.py that `mnist export` wrote, and its net with the weights of STEM.safetensors."""
    spec = importlib.util.spec_from_file_location("net", stem + ".py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module, module.load(stem + ".safetensors")


def predict(net, images, path):
    """Writes what a net predicts."""
    with torch.no_grad():
        torch.cat([net(part) for part in images.split(250)]).numpy().tofile(path)
