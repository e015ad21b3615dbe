"""Repeats in PyTorch the trainings that `bench/agreement` describes (JSON on standard input), three steps of each net by each
optimizer in float32, and prints losses and final weights (JSON): what the engine's tests expect.

Where a gradient all but vanishes, optimizers that divide by its size blow its rounding up, and no two engines agree. So
everything is trained in float64, too, and a net whose float32 strays from it is refused: another seed helps.
"""

import base64
import json
import sys

import torch
from agreement_layers import LAYERS
from agreement_losses import LOSSES
from agreement_optimizers import build_optimizer

WELL_CONDITIONED = 3e-6  # how far float32 may lie from float64, relative as `relativeErrors` has it


def train(net, config, steps, dtype):
    """The loss of each step, and the weights after the last: those that are trained, then the running statistics."""
    torch.set_default_dtype(dtype)
    weights = {
        spec["name"]: floats(spec["values"]).reshape(spec["shape"]).requires_grad_(spec["trainable"])
        for spec in net["weights"]
    }
    trained = [spec for spec in net["weights"] if spec["trainable"]]
    step = build_optimizer([(weights[spec["name"]], spec["kind"]) for spec in trained], config)
    losses = []
    for index in range(steps):
        batch = net["batches"][index]
        outputs, statistics = apply(net, weights, batch["inputs"], net["masks"][index])
        minimized, total, count = LOSSES[net["loss"]["kind"]](outputs, batch["targets"], net["loss"])
        sample_weights = floats(batch["sampleWeights"])
        losses.append(((total * sample_weights).sum() / (count * sample_weights).sum()).item())
        loss = (minimized * sample_weights).sum() / len(sample_weights)
        for spec in trained:
            if penalty := spec.get("regularizer"):
                w = weights[spec["name"]]
                loss = loss + penalty["l1"] * w.abs().sum() + penalty["l2"] * w.square().sum()
        for spec in trained:
            weights[spec["name"]].grad = None
        loss.backward()
        step()
        weights.update(statistics)
    others = [spec for spec in net["weights"] if not spec["trainable"]]
    return losses, [weights[spec["name"]].detach() for spec in trained + others]


def apply(net, weights, inputs, masks):
    """The outputs by name, and what running statistics become."""
    values = {
        spec["name"]: floats(inputs[spec["name"]]).reshape(-1, *spec["shape"])
        for spec in net["inputs"]
    }
    statistics = {}
    drawn = iter(floats(mask["values"]).reshape(mask["shape"]) for mask in masks)
    for layer in net["layers"]:
        owner = layer["owner"] + "."
        own = {name.removeprefix(owner): w for name, w in weights.items() if name.startswith(owner)}
        xs = [values[name] for name in layer["inputs"]]

        def update(name, value, owner=owner):
            statistics[owner + name] = value.detach()

        values[layer["name"]] = LAYERS[layer["kind"]](xs, own, layer["config"], update=update, masks=drawn)
    return {name: values[layer] for name, layer in net["outputs"].items()}, statistics


def floats(values):
    return torch.tensor(values, dtype=torch.get_default_dtype())


def relative_error(tensors, references):
    return max(
        ((a - b).abs() / b.abs().clamp_min(b.square().mean().sqrt())).nan_to_num().max().item()
        for a, b in zip(tensors, references, strict=True)
    )


def main():
    torch.set_num_threads(1)
    task = json.load(sys.stdin)
    answer, doubtful = {}, []
    for net in task["nets"]:
        for name, config in task["optimizers"].items():
            case = f"{net['name']}, {name}"
            losses, weights = train(net, config, task["steps"], torch.float32)
            error = relative_error(weights, train(net, config, task["steps"], torch.float64)[1])
            if not error < WELL_CONDITIONED:
                doubtful.append(f"{case}: {error:.1e}")
            numbers = torch.cat([w.flatten() for w in weights]).numpy().astype("<f4")
            answer[case] = {"losses": losses, "weights": base64.b64encode(numbers.tobytes()).decode()}
    if doubtful:
        sys.exit(f"expected nets whose rounding stays below {WELL_CONDITIONED}, received {'; '.join(doubtful)}")
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
