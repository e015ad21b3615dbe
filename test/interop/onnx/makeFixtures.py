"""Writes test/fixtures/onnx: small nets that PyTorch exported, with its predictions of three images.

    .venv-formats/bin/pip install torch onnx onnxscript
    .venv-formats/bin/python test/interop/onnx/makeFixtures.py
"""
import json
import pathlib
import sys

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from torch import nn

folder = pathlib.Path(__file__).parents[2] / "fixtures" / "onnx"
pixels = np.array([[(7 * i + 31 * n + (i * i) % 13) % 256 for i in range(784)] for n in range(3)])
images = torch.tensor(pixels.reshape(3, 1, 28, 28), dtype=torch.float32) / 255


class Example(nn.Module):
    """github.com/pytorch/examples/mnist, with fewer channels."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 4, 3, 1)
        self.conv2 = nn.Conv2d(4, 6, 3, 2)
        self.dropout1 = nn.Dropout(0.25)
        self.fc1 = nn.Linear(216, 8)
        self.fc2 = nn.Linear(8, 10)

    def forward(self, x):
        x = F.relu(self.conv1(x))
        x = F.relu(self.conv2(x))
        x = torch.flatten(self.dropout1(F.max_pool2d(x, 2)), 1)
        return F.log_softmax(self.fc2(F.relu(self.fc1(x))), dim=1)


class Residual(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(1, 6, 5, stride=2, padding=2, bias=False), nn.BatchNorm2d(6), nn.SiLU())
        self.block = nn.Sequential(nn.Conv2d(6, 6, 3, padding=1, groups=6), nn.GELU(), nn.Conv2d(6, 6, 1), nn.LeakyReLU(0.1))
        self.head = nn.Linear(12, 10, bias=False)

    def forward(self, x):
        x = self.stem((x - 0.1307) / 0.3081)
        x = F.avg_pool2d(x + self.block(x), 2)
        x = torch.cat([F.adaptive_avg_pool2d(x, 1).squeeze(-1).squeeze(-1), x.amax(dim=(2, 3))], dim=1)
        return self.head(F.elu(x))


expected = {}
for make in (Example, Residual):
    torch.manual_seed(0)
    net = make()
    for module in net.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.running_mean.normal_()
            module.running_var.uniform_(0.5, 1.5)
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.normal_(module.bias)
    net.eval()
    name = make.__name__.lower()
    with torch.no_grad():
        expected[name] = [[round(float(value), 7) for value in row] for row in net(images).softmax(dim=1)]
    for dynamo in (False, True):
        path = folder / f"{name}{'Dynamo' if dynamo else ''}.onnx"
        options = {"dynamic_shapes": ({0: torch.export.Dim("batch")},), "external_data": False} if dynamo else {"dynamic_axes": {"image": {0: "batch"}}}
        torch.onnx.export(net, (images[:2],), path, input_names=["image"], dynamo=dynamo, **options)
        # The exporter notes in each node where in which file of this machine it comes from.
        graph = onnx.load(path)
        for part in [*graph.graph.node, *graph.graph.value_info, *graph.graph.initializer, graph.graph]:
            del part.metadata_props[:]
        onnx.save(graph, path)
(folder / "predictions.json").write_text(json.dumps(expected) + "\n")
