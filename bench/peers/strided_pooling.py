"""Strides for maximum pools, as the recipe's option `stridedPoolingFirstEpochs` has them."""

import copy

from torch import nn

ELEMENTWISE = (nn.ReLU, nn.LeakyReLU, nn.ELU, nn.GELU, nn.SiLU, nn.Tanh, nn.Sigmoid)


class FirstPixels(nn.Module):
    """The first pixel of each window, for so many windows."""

    def __init__(self, strides, counts):
        super().__init__()
        self.strides, self.counts = strides, counts

    def forward(self, x):
        (down, right), (rows, columns) = self.strides, self.counts
        return x[:, :, ::down, ::right][:, :, :rows, :columns]


def with_strides(modules, strides, size, counts):
    """The modules, and then one pixel of each of so many windows of their images, which have a size.

    A convolution with nothing but activations after it takes the strides, so that it computes no other pixel: a twin of
    it, which shares its weights.
    """
    modules = list(modules)
    last = next((i for i in reversed(range(len(modules))) if not isinstance(modules[i], ELEMENTWISE)), None)
    if last is not None and isinstance(modules[last], nn.Conv2d) and modules[last].padding != "same":
        modules[last] = copy.copy(modules[last])
        modules[last].stride = tuple(own * s for own, s in zip(modules[last].stride, strides, strict=True))
        size = tuple(-(-n // s) for n, s in zip(size, strides, strict=True))
        strides = (1, 1)
    return modules if size == counts else [*modules, FirstPixels(strides, counts)]
