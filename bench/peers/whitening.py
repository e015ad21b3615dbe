"""First filters that whiten what they see, as the recipe's option `whitening` has them."""

import torch
from torch import nn

IMAGES = 500  # that the patches are taken from
REGULARIZATION = 1e-3  # added to each variance, as a fraction of their mean


@torch.no_grad()
def whiten(net, images):
    """Makes the filters of the first convolution the principal components of the images' patches, scaled to a variance
    of 1, each with its negative; its biases take the mean away."""
    convolution = net[0]
    if not isinstance(convolution, nn.Conv2d):
        raise ValueError(f"whitening: expected a net that begins with conv2d, received {convolution}")
    patches = images[:IMAGES]
    for axis, (size, step) in enumerate(zip(convolution.kernel_size, convolution.stride, strict=True), 2):
        patches = patches.unfold(axis, size, step)
    patches = patches.permute(1, 4, 5, 0, 2, 3).flatten(0, 2).flatten(1)  # [values of a patch, patches]
    filters, most = convolution.out_channels, 2 * len(patches)
    if filters > most:
        raise ValueError(f"whitening: expected at most {most} filters, received {filters}")
    variances, components = torch.linalg.eigh(torch.cov(patches, correction=0))  # ascending; a component is a column
    components = (components / (variances + REGULARIZATION * variances.mean()).sqrt()).T.flip(0)
    kernel = torch.stack((components, -components), 1).flatten(0, 1)[:filters]
    convolution.weight.copy_(kernel.view_as(convolution.weight))
    if convolution.bias is not None:
        convolution.bias.copy_(-kernel @ patches.mean(1))
