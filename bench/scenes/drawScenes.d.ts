import type { Batch } from '../../src/training/examples.js'

export default function drawScenes(epoch: number, step: number, options: { count: number; seed: number }): Batch
