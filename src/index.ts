export { type Random, randomStream, shuffledIndices } from './random.js'
