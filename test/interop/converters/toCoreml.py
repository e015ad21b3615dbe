"""Converts what `mnist export --format safetensors` wrote: python toCoreml.py STEM IMAGES; writes STEM.mlpackage and, since Core ML predicts on macOS
alone, STEM.probabilities by the traced module that was converted. Prints the package's interface and the weights that it lacks."""
import importlib.util
import json
import sys

# Where TensorFlow is installed, coremltools loads it, for nothing here.
sys.modules["tensorflow"] = None

import coremltools
import numpy as np
import torch

stem, images = sys.argv[1:]
spec = importlib.util.spec_from_file_location("mine", stem + ".py")
mine = importlib.util.module_from_spec(spec)
spec.loader.exec_module(mine)

net = mine.load(stem + ".safetensors")
traced = torch.jit.trace(net, torch.zeros(1, 1, 28, 28))
model = coremltools.convert(
    traced,
    inputs=[coremltools.ImageType("image", (1, 1, 28, 28), color_layout=coremltools.colorlayout.GRAYSCALE)],
    classifier_config=coremltools.ClassifierConfig([str(digit) for digit in range(10)]),
    compute_precision=coremltools.precision.FLOAT32,
)
model.save(stem + ".mlpackage")

pixels = torch.from_numpy(np.fromfile(images, dtype=np.uint8).reshape(-1, 1, 28, 28)).float()
with torch.no_grad():
    torch.cat([traced(pixel[None]) for pixel in pixels]).numpy().tofile(stem + ".probabilities")

saved = coremltools.models.MLModel(stem + ".mlpackage", skip_model_load=True)
written = [weight.val for weight in coremltools.optimize.coreml.get_weights_metadata(saved, weight_threshold=0).values()]
missing = [
    key for key, value in net.state_dict().items()
    if value.is_floating_point()
    and not any(value.shape == other.shape and np.array_equal(value.numpy(), other) for other in written)
]
description = saved.get_spec().description
[image] = description.input
print(json.dumps({
    "input": [image.name, image.type.imageType.width, image.type.imageType.height, image.type.imageType.colorSpace],
    "outputs": {output.name: output.type.WhichOneof("Type") for output in description.output},
    "missing": missing,
}))
