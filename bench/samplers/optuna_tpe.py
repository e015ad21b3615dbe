"""Optuna's own TPE on the objectives of objectives.ts: prints the best so far after each trial, for each repeat, as JSON."""

import json
import math
import sys

import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)


def floats(trial, count, low, high):
    return [trial.suggest_float(f"x{i}", low, high) for i in range(count)]


def rosenbrock4(trial):
    x = floats(trial, 4, -2, 2)
    return sum(100 * (x[i + 1] - x[i] ** 2) ** 2 + (1 - x[i]) ** 2 for i in range(3)) / 100


def ackley3(trial):
    x = floats(trial, 3, -5, 10)
    squares = sum(v**2 for v in x) / 3
    waves = sum(math.cos(2 * math.pi * v) for v in x) / 3
    return -20 * math.exp(-0.2 * math.sqrt(squares)) - math.exp(waves) + 20 + math.e


def recipe(trial):
    rate = trial.suggest_float("rate", 1e-5, 1, log=True)
    kind = trial.suggest_categorical("kind", ["adam", "sgd", "rmsprop"])
    batch = trial.suggest_int("batch", 16, 512, step=16)
    shape = (math.log10(rate) - (-1 if kind == "sgd" else -2.5)) ** 2 / 4 + ((batch - 128) / 512) ** 2
    if kind == "sgd":
        return shape + (trial.suggest_float("momentum", 0, 1) - 0.9) ** 2
    return shape + (0.05 if kind == "adam" else 0.1)


def curve(objective, seed, trials):
    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=seed))
    study.optimize(objective, n_trials=trials)
    best, values = math.inf, []
    for trial in study.trials:
        best = min(best, trial.value)
        values.append(best)
    return values


name, repeats, trials = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
print(json.dumps([curve(globals()[name], seed, trials) for seed in range(repeats)]))
