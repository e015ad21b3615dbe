"""Loads modules that `mnist export` wrote and predicts images: python predict.py SHAPE IMAGES STEM…; writes STEM.probabilities, and what `save` saves."""
import sys

from modules import load, predict, read_images

images = read_images(sys.argv[1], sys.argv[2])
for stem in sys.argv[3:]:
    module, net = load(stem)
    predict(net, images, stem + ".probabilities")
    module.save(net, stem + ".saved.safetensors")
