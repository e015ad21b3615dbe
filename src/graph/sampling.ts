import { fixed, operation, type Tensor } from './tensor.js'

/**
 * Draws each image anew, from where the grid points: y[n, c, i, j] is x[n, c] at grid[n, i, j], between four pixels by
 * bilinear interpolation, and 0 outside. Coordinates are (column, row), -1 at the first edge of the image and 1 at the last.
 *
 * It has no derivative: images are turned and bent before the first layer, which passes no gradient further back.
 *
 * @param x [batch, channels, height, width]
 * @param grid [batch, newHeight, newWidth, 2]
 * @example ops.gridSample(image, grid)
 */
export function gridSample(x: Tensor, grid: Tensor): Tensor {
  return operation('GridSample', [x, grid], {
    shape: [x.shape[0]!, fixed(x, 1), fixed(grid, 1), fixed(grid, 2)],
    attributes: { mode: { text: 'bilinear' }, padding_mode: { text: 'zeros' }, align_corners: { int: 0 } },
  })
}
