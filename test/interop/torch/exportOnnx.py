"""Exports modules that `mnist export` wrote as ONNX: python exportOnnx.py SHAPE IMAGES STEM…; writes STEM.onnx, and what PyTorch predicts as STEM.probabilities."""
import importlib.util
import sys

import numpy as np
import torch

shape = [int(size) for size in sys.argv[1].split(",")]
images = torch.from_numpy(np.fromfile(sys.argv[2], dtype=np.uint8).reshape(-1, *shape)).float()
for stem in sys.argv[3:]:
    spec = importlib.util.spec_from_file_location("net", stem + ".py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    net = module.load(stem + ".safetensors")
    with torch.no_grad():
        torch.cat([net(part) for part in images.split(250)]).numpy().tofile(stem + ".probabilities")
    torch.onnx.export(net, (images[:2],), stem + ".onnx", input_names=["image"], dynamic_axes={"image": {0: "batch"}}, dynamo=False)
