"""Corrupts images by the published code of MNIST-C, as it stands: the file corruptions.py of https://github.com/google-research/mnist-c.

    python mnist_c.py corruptions.py images out seed name...

images: raw bytes, 28 x 28 each; what comes out of each corruption is written to out/NAME, rounded to whole pixel values. The code wants
numpy<1.24, scikit-image<0.21, scipy<1.15, opencv-python-headless, Wand (with ImageMagick), Pillow and setuptools<80.
"""

import math
import os
import sys

import numpy as np
from PIL import Image
from skimage import filters, transform


class EarlierAffineTransform(transform.AffineTransform):
    """As scikit-image had it before 0.19, when the data were made: shear was the angle of the second axis, its length kept."""

    def __init__(self, shear=None, **rest):
        super().__init__(**rest)
        if shear is not None:
            self.params[:2, 1] = -math.sin(shear), math.cos(shear)


def earlier_gaussian(image, sigma, multichannel=False):
    """As before 0.19: of several channels, the last axis is not blurred, also where it is that of the columns of a gray image."""
    return filters.gaussian(image, sigma=sigma, channel_axis=-1 if multichannel else None)


def main(path, images_path, out, seed, names):
    sys.path.insert(0, os.path.dirname(os.path.abspath(path)))
    os.chdir(os.path.dirname(os.path.abspath(path)))  # it opens a file beside it
    import corruptions

    corruptions.transform.AffineTransform = EarlierAffineTransform
    corruptions.gaussian = earlier_gaussian
    images = np.fromfile(images_path, np.uint8).reshape(-1, 28, 28)
    for name in names:
        np.random.seed(int(seed))
        corrupt = getattr(corruptions, name)
        result = np.stack([corrupt(Image.fromarray(image)) for image in images])
        np.rint(result).astype(np.uint8).tofile(os.path.join(out, name))


if __name__ == "__main__":
    main(*sys.argv[1:5], sys.argv[5:])
