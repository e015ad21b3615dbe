import type { Box } from '../../reading/picture.js'

/** How much of a box lies in a view, as a share of its area. */
export function shareWithin(box: Box, view: Box): number {
  const width = Math.min(box.x + box.width, view.x + view.width) - Math.max(box.x, view.x)
  const height = Math.min(box.y + box.height, view.y + view.height) - Math.max(box.y, view.y)
  return (Math.max(0, width) * Math.max(0, height)) / (box.width * box.height)
}
