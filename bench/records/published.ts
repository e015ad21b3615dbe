/** A result that others have published. */
export interface PublishedResult {
  readonly name: string
  readonly weights: number
  /** Of the test images. */
  readonly accuracy: number
  /** Whether it is a mean over seeds, else the best that was seen; how the recipe was chosen, none of them says. */
  readonly isMean: boolean
  /** Where the figure has its name. */
  readonly place: 'above' | 'below' | 'left' | 'right'
}

export const published: readonly PublishedResult[] = [
  // Many repositories of one course, by the best epoch on the test images.
  { name: 'course repositories', weights: 8_070, accuracy: 0.9944, isMean: false, place: 'left' },
  { name: 'course repositories', weights: 19_000, accuracy: 0.9956, isMean: false, place: 'below' },
  // github.com/cpldcpu/BitNetMCU: weights of 1 to 2 bits.
  { name: 'BitNetMCU', weights: 33_000, accuracy: 0.9958, isMean: false, place: 'right' },
  // Mazzia, Salvetti and Chiaberge 2021, Scientific Reports 11.
  { name: 'Efficient-CapsNet', weights: 161_000, accuracy: 0.9974, isMean: false, place: 'below' },
  { name: 'nine convolutions, squeeze-excite', weights: 1_180_000, accuracy: 0.997475, isMean: true, place: 'above' },
  // keras.io/examples/vision/mnist_convnet tells about 99 %.
  { name: 'Keras’s example', weights: 34_826, accuracy: 0.991, isMean: false, place: 'above' },
]
