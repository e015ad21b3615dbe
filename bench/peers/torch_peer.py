"""The Keras example net in PyTorch, and whatever recipe of this project it is handed (mode `fast`).

As fast as idiomatic PyTorch goes on a CPU: all images lie in one tensor and batches are gathered by index, layouts are
channels-last and Adam is fused (together 1.5 to 2 times as fast as neither). `torch.compile` is left out of training:
measured on two cores it doubled the time of a step. With `--plain` layout and allocator stay as PyTorch has them.
"""

import ctypes
import time
from pathlib import Path

import common  # before torch: it starts the clock
import recipe as recipes
import torch
import whitening
from torch import nn
from torch.nn.functional import cross_entropy

IMPORT_SECONDS = common.since_start()


def keep_memory():
    """Makes glibc keep freed memory for the next step.

    By default it hands every large block back to the system and pays for fresh pages at each step. PyTorch's tuning
    guide advises an allocator that keeps them; this does the same without another library. Measured on two cores it
    trains 1.2 times as fast and classifies batches of 1,000 twice as fast. TensorFlow gains nothing from it.
    """
    trim_threshold, mmap_max = -1, -4  # names of the parameters in malloc.h
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, TypeError):  # not glibc
        return
    mallopt(mmap_max, 0)
    mallopt(trim_threshold, -1)


def keras_example_net():
    return nn.Sequential(
        nn.Conv2d(1, 32, 3),  # [batch, 32, 26, 26]
        nn.ReLU(inplace=True),
        nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3),  # [batch, 64, 11, 11]
        nn.ReLU(inplace=True),
        nn.MaxPool2d(2),
        nn.Flatten(),  # [batch, 1600]
        nn.Dropout(0.5),
        nn.Linear(1600, 10),
    )


def laid_out(model, options):
    return model if options.plain else model.to(memory_format=torch.channels_last)


def tensors(pair, mean=0.0, deviation=1.0):
    images, labels = pair
    x = torch.from_numpy(images.astype("float32")).div_(255).sub_(mean).div_(deviation)
    return x[:, None], torch.from_numpy(labels.astype("int64"))


def train_epoch(model, optimizer, data, batch_size, rates=None, smoothing=0.0):
    """One pass in a fresh random order, a smaller last batch included; returns its seconds."""
    started = time.perf_counter()
    x, y = data
    model.train()
    for batch in torch.randperm(len(x)).split(batch_size):
        if rates:
            optimizer.param_groups[0]["lr"] = next(rates)
        optimizer.zero_grad()
        cross_entropy(model(x[batch]), y[batch], label_smoothing=smoothing).backward()
        optimizer.step()
    return time.perf_counter() - started


@torch.inference_mode()
def accuracy(model, data):
    model.eval()
    correct = sum(
        (model(x).argmax(1) == y).sum().item() for x, y in zip(*(part.split(1000) for part in data), strict=True)
    )
    return correct / len(data[0])


def measure_throughput(model, optimizer, train, options):
    warm_up, measured = (tuple(each[: steps * common.BATCH] for each in train) for steps in (20, options.steps))
    train_epoch(model, optimizer, warm_up, common.BATCH)
    seconds = [train_epoch(model, optimizer, measured, common.BATCH) for _ in range(options.repeats)]
    return common.throughput(seconds, options.steps)


def measure_curve(model, optimizer, train, test, options):
    curve, train_seconds = [], 0.0
    for epoch in range(1, options.epochs + 1):
        train_seconds += train_epoch(model, optimizer, train, common.BATCH)
        point = {"epoch": epoch, "test_accuracy": accuracy(model, test), "train_seconds": train_seconds}
        curve.append(point | {"wall_seconds": common.since_start()})
    return {"curve": curve, "target": options.target, "seconds_to_target": common.first_at(options.target, curve)}


@torch.inference_mode()
def measure_inference(model, images, options):
    model.eval()
    ways = {"eager": model, "jit.freeze": torch.jit.freeze(torch.jit.trace(model, images[:1]))}
    try:
        compiled = torch.compile(model)
        compiled(images[:1])  # compiles, which needs a C++ compiler
        ways["compile"] = compiled
    except Exception as reason:
        print(f"torch.compile left out: {type(reason).__name__}")
    return common.inference(ways, images, options.passes)


def measure_fast(data, options):
    recipe = recipes.read_recipe(options.recipe)
    training = recipe["training"]
    uncropped, layers = recipes.split_cropping(recipe["layers"])
    pixels = recipes.PIXELS[recipe["preprocessing"]]
    train, test = (tensors((images[uncropped], labels), *pixels) for images, labels in data)
    order = torch.randperm(len(train[0]))
    held_out, kept = (order[: training["validation"]], order[training["validation"] :])
    validation, train = (tuple(each[part] for each in train) for part in (held_out, kept))
    model, strided = (laid_out(net, options) for net in recipes.build_nets(layers, tuple(train[0].shape[1:])))
    if training["whitening"]:
        whitening.whiten(model, train[0])
    optimizer = recipes.build_optimizer(model.parameters(), training["optimizer"])
    per_epoch = -(-len(train[0]) // training["batchSize"])
    steps, peak = training["epochs"] * per_epoch, training["optimizer"]["learningRate"]
    factor = recipes.rate_factor(training["schedule"], steps, per_epoch)
    rates = (peak * factor(step) for step in range(steps))
    smoothing, each, curve = training["labelSmoothing"], [], []
    for strided_epoch, frozen in recipes.epochs_of(training):
        recipes.first_layer(model).requires_grad_(not frozen)  # the optimizer leaves out what has no gradient
        net = strided if strided_epoch else model
        each.append(train_epoch(net, optimizer, train, training["batchSize"], rates, smoothing))
        curve.append(accuracy(model, validation) if len(held_out) else None)
    return {
        "training": training,
        "parameters": sum(weight.numel() for weight in model.parameters()),
        "validation_accuracies": curve,
        "train_seconds": sum(each),
        "train_seconds_each": each,
        "step_ms": 1000 * sum(each) / steps,
        "test_accuracy": accuracy(model, test),
    }


def main():
    parser, add = common.command_line("PyTorch as a peer of the benchmark.")
    parser.add_argument("--plain", action="store_true", help="leave the layout of images and the allocator as they are")
    fast = add("fast", "a recipe of this project: the same net, optimizer, schedule, epochs and held-out images")
    fast.add_argument("--recipe", type=Path, required=True, help="JSON file: preprocessing, layers and training")
    options = common.read(parser)

    if not options.plain:
        keep_memory()
    torch.set_num_threads(options.threads)
    torch.set_num_interop_threads(options.threads)
    torch.manual_seed(options.seed)
    data = common.load_mnist(options.data, options.limit)
    if options.mode == "fast":
        figures = measure_fast(data, options)
    else:
        train, test = (tensors(pair) for pair in data)
        model = laid_out(keras_example_net(), options)
        optimizer = torch.optim.Adam(model.parameters(), 1e-3, fused=True)
        if options.mode == "throughput":
            figures = measure_throughput(model, optimizer, train, options)
        elif options.mode == "curve":
            figures = measure_curve(model, optimizer, train, test, options)
        else:
            figures = measure_inference(model, test[0], options)
    settings = {"tuning": "plain" if options.plain else "author", "import_seconds": IMPORT_SECONDS}
    common.report("torch", torch.__version__, options, settings | figures)


if __name__ == "__main__":
    main()
