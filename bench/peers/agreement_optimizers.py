"""Every optimizer in PyTorch: its own where it computes the same, else the method written out.

- SGD, Adam and AdamW are `torch.optim`'s. Weight decay is decoupled for all of them, as in AdamW: `torch.optim.SGD` and `RMSprop`
  would add it to the gradient, so it is taken away before the step.
- RMSprop adds epsilon before the root is taken, as in Keras; `torch.optim.RMSprop` adds it after.
- Lion is algorithm 2 of arXiv 2302.06675.
- Muon is https://kellerjordan.github.io/posts/muon/ in float32 (`torch.optim.Muon` computes in bfloat16), scaled by
  0.2 · √(the longer side), arXiv 2502.16982; what is no matrix moves by AdamW.
"""

import torch


def build_optimizer(parameters, config):
    """A function that moves the weights, pairs of a tensor and its kind, by their gradients."""
    options = dict(config)
    kind, rate = options.pop("kind"), options.pop("learningRate")
    decay, kinds = options.pop("weightDecay", 0), options.pop("weightDecayKinds", None)
    clip_norm = options.pop("globalClipNorm", None)
    tensors = [w for w, _ in parameters]
    move = METHODS[kind](parameters, rate, **options)

    def step():
        if clip_norm is not None:
            torch.nn.utils.clip_grad_norm_(tensors, clip_norm)
        with torch.no_grad():
            for w, of_kind in parameters:
                if decay and (kinds is None or of_kind in kinds):
                    w.mul_(1 - rate * decay)
            move()

    return step


def adam(parameters, rate, beta1=0.9, beta2=0.999, epsilon=1e-7):
    return torch.optim.Adam([w for w, _ in parameters], rate, (beta1, beta2), epsilon).step


def sgd(parameters, rate, momentum=0.0, nesterov=False):
    return torch.optim.SGD([w for w, _ in parameters], rate, momentum, nesterov=nesterov).step


def rmsprop(parameters, rate, rho=0.9, momentum=0.0, epsilon=1e-7):
    memory = [(torch.zeros_like(w), torch.zeros_like(w)) for w, _ in parameters]

    def step():
        for (w, _), (square, velocity) in zip(parameters, memory, strict=True):
            square.mul_(rho).addcmul_(w.grad, w.grad, value=1 - rho)
            velocity.mul_(momentum).add_(rate * w.grad / torch.sqrt(square + epsilon))
            w.sub_(velocity)

    return step


def lion(parameters, rate, beta1=0.9, beta2=0.99):
    means = [torch.zeros_like(w) for w, _ in parameters]

    def step():
        for (w, _), mean in zip(parameters, means, strict=True):
            direction = beta1 * mean + (1 - beta1) * w.grad
            w.sub_(rate * direction.sign())
            mean.mul_(beta2).add_((1 - beta2) * w.grad)

    return step


def muon(parameters, rate, momentum=0.95, nesterov=True, **adam_options):
    def is_matrix(w, kind):
        return kind == "kernel" and w.dim() > 1

    matrices = [(w, torch.zeros_like(w)) for w, kind in parameters if is_matrix(w, kind)]
    others = [(w, kind) for w, kind in parameters if not is_matrix(w, kind)]
    move_others = adam(others, rate, **adam_options) if others else lambda: None

    def step():
        for w, total in matrices:
            total.mul_(momentum).add_(w.grad)
            direction = w.grad + momentum * total if nesterov else total
            flat = direction.flatten(1)
            w.sub_(rate * 0.2 * max(flat.shape) ** 0.5 * orthogonal(flat).reshape(w.shape))
        move_others()

    return step


def orthogonal(g):
    """Five steps of Newton and Schulz."""
    if g.shape[0] > g.shape[1]:
        return orthogonal(g.T).T
    a, b, c = 3.4445, -4.7750, 2.0315
    x = g / (g.norm() + 1e-7)
    for _ in range(5):
        square = x @ x.T
        x = a * x + (b * square + c * square @ square) @ x
    return x


METHODS = {"adam": adam, "adamw": adam, "lion": lion, "muon": muon, "rmsprop": rmsprop, "sgd": sgd}
