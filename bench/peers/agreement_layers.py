"""Every kind of layer in PyTorch, as functions of inputs, weights and options with all defaults filled in.

Where the project follows Keras and PyTorch's own layer does not, the definition is Keras's: the running variance is the
biased one, an odd row of padding goes below and to the right, and padding of a mean does not count.
"""

import torch
from torch.nn import functional as F

ACTIVATIONS = {
    "linear": lambda x: x,
    "relu": F.relu,
    "leakyRelu": lambda x, slope=0.2: F.leaky_relu(x, slope),
    "elu": lambda x, alpha=1.0: F.elu(x, alpha),
    "gelu": F.gelu,
    "silu": F.silu,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "softmax": lambda x: F.softmax(x, -1),
}


def activate(x, function):
    if isinstance(function, str):
        return ACTIVATIONS[function](x)
    options = dict(function)
    return ACTIVATIONS[options.pop("kind")](x, **options)


def pair(value):
    return list(value) if isinstance(value, list) else [value, value]


def pads_of(size, window, strides, padding):
    """Zeros around images of a size: [left, right, top, bottom], as `F.pad` takes them."""
    if padding == "valid":
        return [0, 0, 0, 0]
    total = [max(0, (-(-n // s) - 1) * s + k - n) for n, k, s in zip(size, window, strides, strict=True)]
    top, left = (count // 2 for count in total)
    return [left, total[1] - left, top, total[0] - top]


def padded(x, window, strides, padding, value=0.0):
    return F.pad(x, pads_of(x.shape[2:], window, strides, padding), value=value)


def convolve(x, kernel, bias, config, groups=1):
    window, strides = kernel.shape[2:], pair(config["strides"])
    return F.conv2d(padded(x, window, strides, config["padding"]), kernel, bias, strides, groups=groups)


def conv2d(xs, weights, config, **_):
    return activate(convolve(xs[0], weights["kernel"], weights.get("bias"), config), config["activation"])


def depthwise_conv2d(xs, weights, config, **_):
    y = convolve(xs[0], weights["kernel"], weights.get("bias"), config, groups=xs[0].shape[1])
    return activate(y, config["activation"])


def separable_conv2d(xs, weights, config, **_):
    y = convolve(xs[0], weights["depthwiseKernel"], None, config, groups=xs[0].shape[1])
    return activate(F.conv2d(y, weights["pointwiseKernel"], weights.get("bias")), config["activation"])


def conv2d_transpose(xs, weights, config, **_):
    (x,), kernel, strides = xs, weights["kernel"], pair(config["strides"])
    window, same = kernel.shape[2:], config["padding"] == "same"
    size = [n * s if same else (n - 1) * s + max(k, s) for n, k, s in zip(x.shape[2:], window, strides, strict=True)]
    left, _, top, _ = pads_of(size, window, strides, config["padding"])
    whole = F.conv_transpose2d(x, kernel, None, strides)
    # Negative numbers of zeros cut.
    whole = F.pad(whole, [0, size[1] + left - whole.shape[3], 0, size[0] + top - whole.shape[2]])
    y = whole[:, :, top:, left:]
    if "bias" in weights:
        y = y + weights["bias"][:, None, None]
    return activate(y, config["activation"])


def max_pool2d(xs, _weights, config, **_):
    window, strides = pair(config["poolSize"]), pair(config["strides"])
    return F.max_pool2d(padded(xs[0], window, strides, config["padding"], float("-inf")), window, strides)


def average_pool2d(xs, _weights, config, **_):
    window, strides = pair(config["poolSize"]), pair(config["strides"])

    def mean(x):
        return F.avg_pool2d(padded(x, window, strides, config["padding"]), window, strides)

    return mean(xs[0]) / mean(torch.ones_like(xs[0]))


def up_sampling2d(xs, _weights, config, **_):
    factors = [float(factor) for factor in pair(config["size"])]
    return F.interpolate(xs[0], scale_factor=factors, mode=config["interpolation"])


def zero_padding2d(xs, _weights, config, **_):
    rows, columns = (pair(sides) for sides in pair(config["padding"]))
    return F.pad(xs[0], [*columns, *rows])


def cropping2d(xs, _weights, config, **_):
    (above, below), (left, right) = (pair(sides) for sides in pair(config["cropping"]))
    height, width = xs[0].shape[2:]
    return xs[0][:, :, above : height - below, left : width - right]


def dense(xs, weights, config, **_):
    y = xs[0] @ weights["kernel"]
    return activate(y + weights["bias"] if "bias" in weights else y, config["activation"])


def dropout(xs, _weights, config, masks, **_):
    return xs[0] * next(masks) / (1 - config["rate"])


def batch_normalization(xs, weights, config, update, **_):
    (x,) = xs
    axes = [axis for axis in range(x.dim()) if axis != 1]
    variance, mean = torch.var_mean(x, axes, correction=0)
    keep = config["momentum"]
    update("movingMean", keep * weights["movingMean"] + (1 - keep) * mean)
    update("movingVariance", keep * weights["movingVariance"] + (1 - keep) * variance)
    return F.batch_norm(x, None, None, weights["gamma"], weights["beta"], training=True, eps=config["epsilon"])


def layer_normalization(xs, weights, config, **_):
    (x,) = xs
    axes = sorted(config["axis"]) if isinstance(config["axis"], list) else [config["axis"]]
    variance, mean = torch.var_mean(x, axes, correction=0, keepdim=True)
    shape = [size if axis in axes else 1 for axis, size in enumerate(x.shape)]
    y = (x - mean) / torch.sqrt(variance + config["epsilon"])
    if "gamma" in weights:
        y = y * weights["gamma"].reshape(shape)
    return y + weights["beta"].reshape(shape) if "beta" in weights else y


def squeeze_excite(xs, weights, _config, **_):
    (x,) = xs
    squeezed = F.relu(x.mean([2, 3]) @ weights["squeezeKernel"] + weights["squeezeBias"])
    return x * torch.sigmoid(squeezed @ weights["exciteKernel"] + weights["exciteBias"])[:, :, None, None]


LAYERS = {
    "activation": lambda xs, _weights, config, **_: activate(xs[0], config["function"]),
    "add": lambda xs, *_args, **_: sum(xs[1:], xs[0]),
    "average": lambda xs, *_args, **_: sum(xs[1:], xs[0]) / len(xs),
    "averagePool2d": average_pool2d,
    "batchNormalization": batch_normalization,
    "concatenate": lambda xs, _weights, config, **_: torch.cat(xs, config["axis"]),
    "conv2d": conv2d,
    "conv2dTranspose": conv2d_transpose,
    "cropping2d": cropping2d,
    "dense": dense,
    "depthwiseConv2d": depthwise_conv2d,
    "dropout": dropout,
    "flatten": lambda xs, *_args, **_: xs[0].flatten(1),
    "globalAveragePool2d": lambda xs, *_args, **_: xs[0].mean([2, 3]),
    "globalMaxPool2d": lambda xs, *_args, **_: xs[0].amax([2, 3]),
    "layerNormalization": layer_normalization,
    "maxPool2d": max_pool2d,
    "reshape": lambda xs, _weights, config, **_: xs[0].reshape(-1, *reshaped(xs[0], config["targetShape"])),
    "separableConv2d": separable_conv2d,
    "squeezeExcite": squeeze_excite,
    "upSampling2d": up_sampling2d,
    "zeroPadding2d": zero_padding2d,
}


def reshaped(x, shape):
    """The shape with what -1 stands for."""
    known = -torch.Size(shape).numel() if -1 in shape else 1
    return [x[0].numel() // known if size == -1 else size for size in shape]
