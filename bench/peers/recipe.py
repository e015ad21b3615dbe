"""A recipe of this project, as `run.ts` writes it (a preset's JSON), built in PyTorch: net, optimizer and schedule.

Whatever a recipe asks for that is not built here is refused: a peer that trained something else would measure nothing.
"""

import json
import math

import torch
from strided_pooling import with_strides
from torch import nn

PIXELS = {"standardize": (0.1307, 0.3081), "normalize": (0.0, 1.0)}
ACTIVATIONS = {
    "linear": nn.Identity,
    "relu": lambda: nn.ReLU(inplace=True),
    "leakyRelu": lambda: nn.LeakyReLU(0.2),
    "elu": nn.ELU,
    "gelu": nn.GELU,
    "silu": nn.SiLU,
    "tanh": nn.Tanh,
    "sigmoid": nn.Sigmoid,
}
KEPT_TO = {"epochs", "batchSize", "optimizer", "schedule", "labelSmoothing", "validation", "whitening"}
KEPT_TO |= {"stridedPoolingFirstEpochs", "freezeFirstLayerLastEpochs"}


def read_recipe(file):
    """The parsed file; its `training` holds only what is kept to."""
    recipe = json.loads(file.read_text())
    others = {name for name, value in recipe["training"].items() if value and name not in KEPT_TO}
    if others:
        raise ValueError(f"{file}: expected training to hold {sorted(KEPT_TO)}, received {sorted(others)} too")
    return recipe


def split_cropping(layers):
    """What a first layer cropping2d leaves of images [n, height, width], as an index, and the layers after it."""
    if layers[0]["kind"] != "cropping2d":
        return ..., layers
    sides = (_pair(both) for both in _pair(layers[0].get("cropping", 1)))
    return (slice(None), *(slice(before, -after or None) for before, after in sides)), layers[1:]


def build_nets(layers, shape):
    """The layers with their first weights, and the same with strides for maximum pools, which shares the weights.

    Images have a shape [channels, height, width]; logits come out, because PyTorch's loss holds the softmax.
    """
    whole, strided = [], []
    for config in layers:
        options = dict(config)
        kind = options.pop("kind")
        if kind not in LAYERS:
            raise ValueError(f"layers: expected kind to be one of {sorted(LAYERS)}, received {kind}")
        size = shape[1:]
        built, shape = LAYERS[kind](shape, options)
        built = [module for module in built if not isinstance(module, nn.Identity)]
        whole += built
        if kind == "maxPool2d":
            strided = with_strides(strided, built[0].stride, size, shape[1:])
        else:
            strided += built
    return nn.Sequential(*whole), nn.Sequential(*strided)


def epochs_of(training):
    """Of every epoch, whether maximum pools take strides, and whether the first layer stays as it is."""
    epochs = training["epochs"]
    strided = min(training["stridedPoolingFirstEpochs"], epochs - 1)
    frozen_from = max(1, epochs - training["freezeFirstLayerLastEpochs"])
    return [(epoch < strided, epoch >= frozen_from) for epoch in range(epochs)]


def first_layer(net):
    """The first module that has weights."""
    return next(module for module in net if any(True for _ in module.parameters()))


def _activation(name, last):
    if last and name == "softmax":
        return nn.Identity()
    if not isinstance(name, str) or name not in ACTIVATIONS:
        raise ValueError(f"activation: expected one of {sorted(ACTIVATIONS)}, received {name}")
    return ACTIVATIONS[name]()


def _conv2d(shape, options):
    (channels, *size), kernel, strides = shape, _pair(options["kernelSize"]), _pair(options.get("strides", 1))
    filters, same, bias = options["filters"], options.get("padding", "valid") == "same", options.get("useBias", True)
    if same and strides != (1, 1):
        raise ValueError(f"conv2d: expected strides 1 where the padding is same, received {strides}")
    module = nn.Conv2d(channels, filters, kernel, strides, "same" if same else 0, bias=bias)
    _initialize(module, options)
    after = size if same else [(n - k) // s + 1 for n, k, s in zip(size, kernel, strides, strict=True)]
    return [module, _activation(options.get("activation", "linear"), False)], (filters, *after)


def _pool(make):
    def layer(shape, options):
        window = _pair(options.get("poolSize", 2))
        strides = _pair(options.get("strides", window))
        if options.get("padding", "valid") != "valid":
            raise ValueError(f"pooling: expected padding valid, received {options['padding']}")
        after = [(n - k) // s + 1 for n, k, s in zip(shape[1:], window, strides, strict=True)]
        return [make(window, strides)], (shape[0], *after)

    return layer


def _dense(shape, options):
    module = nn.Linear(shape[0], options["units"], bias=options.get("useBias", True))
    _initialize(module, options)
    activation = options.get("activation", "linear")
    return [module, _activation(activation, activation == "softmax")], (options["units"],)


def _batch_normalization(shape, options):
    settings = {"eps": options.get("epsilon", 1e-3), "momentum": 1 - options.get("momentum", 0.9)}
    return [(nn.BatchNorm2d if len(shape) == 3 else nn.BatchNorm1d)(shape[0], **settings)], shape


LAYERS = {
    "conv2d": _conv2d,
    "maxPool2d": _pool(nn.MaxPool2d),
    "averagePool2d": _pool(nn.AvgPool2d),
    "globalAveragePool2d": lambda shape, _: ([nn.AdaptiveAvgPool2d(1), nn.Flatten()], shape[:1]),
    "flatten": lambda shape, _: ([nn.Flatten()], (math.prod(shape),)),
    "dropout": lambda shape, options: ([nn.Dropout(options["rate"])], shape),
    "batchNormalization": _batch_normalization,
    "activation": lambda shape, options: ([_activation(options["function"], len(shape) == 1)], shape),
    "dense": _dense,
}


def _pair(value):
    return tuple(value) if isinstance(value, list | tuple) else (value, value)


def _initialize(module, options):
    name, weight = options.get("kernelInitializer", "glorotUniform"), module.weight
    if module.bias is not None:
        nn.init.zeros_(module.bias)
    if name in ("zeros", "ones"):
        nn.init.constant_(weight, 0.0 if name == "zeros" else 1.0)
        return
    fan_in, fan_out = nn.init._calculate_fan_in_and_fan_out(weight)
    variance = {"glorot": 2 / (fan_in + fan_out), "he": 2 / fan_in}[name.removesuffix("Uniform").removesuffix("Normal")]
    if name.endswith("Uniform"):
        nn.init.uniform_(weight, -math.sqrt(3 * variance), math.sqrt(3 * variance))
    else:
        deviation = math.sqrt(variance) / 0.87962566103423978  # cutting at two deviations shrinks it
        nn.init.trunc_normal_(weight, std=deviation, a=-2 * deviation, b=2 * deviation)


def build_optimizer(parameters, config):
    options = dict(config)
    kind, rate = options.pop("kind"), options["learningRate"]
    decay = options.get("weightDecay", 0)
    if kind == "sgd":
        momentum, nesterov = options.get("momentum", 0), options.get("nesterov", False)
        if decay and momentum:  # PyTorch's momentum would remember the decay
            raise ValueError(f"sgd: expected weightDecay 0 beside a momentum, received {decay}")
        return torch.optim.SGD(
            parameters, rate, momentum=momentum, nesterov=nesterov and momentum > 0, weight_decay=decay, fused=True
        )
    betas, epsilon = (options.get("beta1", 0.9), options.get("beta2", 0.999)), options.get("epsilon", 1e-7)
    if kind == "adam":
        return torch.optim.Adam(parameters, rate, betas, epsilon, fused=True)
    if kind == "adamw":
        return torch.optim.AdamW(
            parameters, rate, betas, epsilon, weight_decay=options.get("weightDecay", 0.004), fused=True
        )
    raise ValueError(f"optimizer: expected kind to be one of adam, adamw, sgd, received {kind}")


def rate_factor(config, steps, steps_per_epoch):
    """What the learning rate is multiplied by at a step, which counts from 0."""
    kind = config["kind"]

    def half_cosine(start, end, share):
        return end + (start - end) * (1 + math.cos(math.pi * min(1, share))) / 2

    if kind == "constant":
        return lambda _: 1.0
    if kind == "step":
        return lambda step: config.get("factor", 0.95) ** (step // steps_per_epoch // config.get("epochs", 1))
    if kind == "cosine":
        return lambda step: half_cosine(1, config.get("final", 0), step / max(1, steps - 1))
    if kind == "oneCycle":
        start, final, peak = config.get("start", 0.04), config.get("final", 4e-6), config.get("warmup", 0.3) * steps - 1
        return lambda step: (
            half_cosine(start, 1, step / max(1, peak))
            if step <= peak
            else half_cosine(1, final, (step - peak) / max(1, steps - 1 - peak))
        )
    raise ValueError(f"schedule: expected kind to be one of constant, step, cosine, oneCycle, received {kind}")
