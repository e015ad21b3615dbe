"""The Keras example net in PyTorch, and the small net of this project's quick recipe (mode `fast`).

As fast as idiomatic PyTorch goes on a CPU: all images lie in one tensor and batches are gathered by index, layouts are
channels-last and Adam is fused (together 1.5 to 2 times as fast as neither). `torch.compile` is left out of training:
measured on two cores it doubled the time of a step.
"""

import ctypes
import time

import common  # before torch: it starts the clock
import torch
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
    ).to(memory_format=torch.channels_last)


def fast_net():
    """2.5 MFLOP per image; pooling stands before ReLU because that leaves ReLU a quarter of the values."""
    return nn.Sequential(
        nn.Conv2d(1, 24, 5),  # [batch, 24, 24, 24]
        nn.MaxPool2d(2),
        nn.ReLU(inplace=True),
        nn.Conv2d(24, 32, 3),  # [batch, 32, 10, 10]
        nn.MaxPool2d(2),
        nn.ReLU(inplace=True),
        nn.Flatten(),  # [batch, 800]
        nn.Linear(800, 256),
        nn.ReLU(inplace=True),
        nn.Linear(256, 10),
    ).to(memory_format=torch.channels_last)


def tensors(pair, mean=0.0, deviation=1.0):
    images, labels = pair
    x = torch.from_numpy(images.astype("float32")).div_(255).sub_(mean).div_(deviation)
    return x[:, None], torch.from_numpy(labels.astype("int64"))


def train_epoch(model, optimizer, data, batch_size, schedule=None):
    """One pass in a fresh random order, a smaller last batch included; returns its seconds."""
    started = time.perf_counter()
    x, y = data
    model.train()
    for batch in torch.randperm(len(x)).split(batch_size):
        optimizer.zero_grad()
        cross_entropy(model(x[batch]), y[batch]).backward()
        optimizer.step()
        if schedule:
            schedule.step()
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
    train, test = (tensors(pair, mean=0.1307, deviation=0.3081) for pair in data)
    model = fast_net()
    optimizer = torch.optim.Adam(model.parameters(), options.learning_rate, betas=(0.7, 0.9), fused=True)
    steps = options.epochs * -(-len(train[0]) // options.batch_size)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, options.learning_rate, total_steps=steps, pct_start=0.3, cycle_momentum=False
    )
    seconds = [train_epoch(model, optimizer, train, options.batch_size, schedule) for _ in range(options.epochs)]
    return {
        "epochs": options.epochs,
        "batch_size": options.batch_size,
        "learning_rate": options.learning_rate,
        "train_seconds": sum(seconds),
        "step_ms": 1000 * sum(seconds) / steps,
        "test_accuracy": accuracy(model, test),
    }


def main():
    parser, add = common.command_line("PyTorch as a peer of the benchmark.")
    parser.add_argument("--plain-malloc", action="store_true", help="leave the C library's allocator as it is")
    fast = add("fast", "the quick recipe: small net, large batches, one cycle of the learning rate")
    fast.add_argument("--epochs", type=int, default=2)
    fast.add_argument("--batch-size", type=int, default=256)
    fast.add_argument("--learning-rate", type=float, default=0.01, help="the peak of the cycle")
    options = common.read(parser)

    if not options.plain_malloc:
        keep_memory()
    torch.set_num_threads(options.threads)
    torch.set_num_interop_threads(options.threads)
    torch.manual_seed(options.seed)
    data = common.load_mnist(options.data)
    if options.mode == "fast":
        figures = measure_fast(data, options)
    else:
        train, test = (tensors(pair) for pair in data)
        model = keras_example_net()
        optimizer = torch.optim.Adam(model.parameters(), 1e-3, fused=True)
        if options.mode == "throughput":
            figures = measure_throughput(model, optimizer, train, options)
        elif options.mode == "curve":
            figures = measure_curve(model, optimizer, train, test, options)
        else:
            figures = measure_inference(model, test[0], options)
    settings = {"malloc": "plain" if options.plain_malloc else "kept", "import_seconds": IMPORT_SECONDS}
    common.report("torch", torch.__version__, options, settings | figures)


if __name__ == "__main__":
    main()
