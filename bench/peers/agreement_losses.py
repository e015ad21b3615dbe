"""Every loss in PyTorch: what is minimized for each example, and a total and a count of each, whose quotient is reported.

Smoothing is minimized and not told; labels of none of the classes are ignored.
"""

import torch
from torch.nn import functional as F

NO_CLASS = 255


def output_of(outputs, config):
    return outputs[config["output"]] if "output" in config else next(iter(outputs.values()))


def labels_of(targets, config, shape):
    return torch.tensor(targets[config.get("target", "label")], dtype=torch.long).reshape(shape)


def target_like(y, targets, config, name):
    return torch.tensor(targets[config.get("target", name)], dtype=y.dtype).reshape(y.shape)


def log_probabilities(y, config):
    return F.log_softmax(y, 1) if config.get("fromLogits") else y.clamp_min(1e-7).log()


def sparse_categorical_crossentropy(outputs, targets, config):
    y = output_of(outputs, config)
    logs, labels = log_probabilities(y, config), labels_of(targets, config, y.shape[:1])
    known = (labels != NO_CLASS).to(y)
    plain = F.nll_loss(logs, labels, ignore_index=NO_CLASS, reduction="none")
    smoothing = config.get("labelSmoothing", 0)
    smoothed = (1 - smoothing) * plain - smoothing * logs.mean(1)
    return smoothed * known, plain, known


def categorical_crossentropy(outputs, targets, config):
    y = output_of(outputs, config)
    losses = -(target_like(y, targets, config, "label") * log_probabilities(y, config)).sum(1)
    return losses, losses, torch.ones_like(losses)


def position_crossentropy(outputs, targets, config):
    y = output_of(outputs, config)
    labels = labels_of(targets, config, [y.shape[0], *y.shape[2:]])
    logs = log_probabilities(y, config)

    def losses(weight):
        return F.nll_loss(logs, labels, weight, ignore_index=NO_CLASS, reduction="none").flatten(1).sum(1)

    count = (labels != NO_CLASS).to(y).flatten(1).sum(1)
    return losses(torch.tensor(config["classWeights"], dtype=y.dtype)) / count.clamp_min(1), losses(None), count


def mean_over_values(function, config_of=lambda _config: {}):
    def loss(outputs, targets, config):
        y = output_of(outputs, config)
        target = target_like(y, targets, config, "target")
        losses = function(y, target, reduction="none", **config_of(config)).flatten(1).mean(1)
        return losses, losses, torch.ones_like(losses)

    return loss


def weighted_sum(outputs, targets, config):
    losses = sum(
        part["weight"] * LOSSES[part["loss"]["kind"]](outputs, targets, part["loss"])[0] for part in config["parts"]
    )
    return losses, losses, torch.ones_like(losses)


LOSSES = {
    "binaryCrossentropy": mean_over_values(F.binary_cross_entropy),
    "categoricalCrossentropy": categorical_crossentropy,
    "huber": mean_over_values(F.huber_loss, lambda config: {"delta": config["delta"]}),
    "meanAbsoluteError": mean_over_values(F.l1_loss),
    "meanSquaredError": mean_over_values(F.mse_loss),
    "positionCrossentropy": position_crossentropy,
    "sparseCategoricalCrossentropy": sparse_categorical_crossentropy,
    "weightedSum": weighted_sum,
}
