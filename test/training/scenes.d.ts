import type { Batch } from '../../src/training/examples.js'

export declare const SIDE: number
export declare const MAP: number
export default function drawScenes(epoch: number, step: number, options: { count: number; seed: number }): Batch
