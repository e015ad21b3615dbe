"""Exports modules that `mnist export` wrote as ONNX: python exportOnnx.py SHAPE IMAGES STEM…; writes STEM.onnx, and what PyTorch predicts as STEM.probabilities."""
import sys

import torch
from modules import load, predict, read_images

images = read_images(sys.argv[1], sys.argv[2]).float()
for stem in sys.argv[3:]:
    _, net = load(stem)
    predict(net, images, stem + ".probabilities")
    torch.onnx.export(net, (images[:2],), stem + ".onnx", input_names=["image"], dynamic_axes={"image": {0: "batch"}}, dynamo=False)
