"""Predicts images by LiteRT: python predictTflite.py MODEL.tflite IMAGES OUT; writes the probabilities, and prints what the model takes and yields."""
import json
import sys

import numpy as np
from ai_edge_litert.interpreter import Interpreter

path, images, out = sys.argv[1:]
interpreter = Interpreter(model_path=path, num_threads=1)
[image] = interpreter.get_input_details()
[probabilities] = interpreter.get_output_details()
pixels = np.fromfile(images, dtype=np.uint8).reshape(-1, 28, 28)
interpreter.resize_tensor_input(image["index"], pixels.shape)
interpreter.allocate_tensors()
interpreter.set_tensor(image["index"], pixels)
interpreter.invoke()
interpreter.get_tensor(probabilities["index"]).tofile(out)
print(json.dumps({
    "input": [image["dtype"].__name__, *(int(size) for size in image["shape_signature"])],
    "output": [probabilities["dtype"].__name__, *(int(size) for size in probabilities["shape_signature"])],
}))
