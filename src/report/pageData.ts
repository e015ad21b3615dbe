/** What the script of a page reads: the digits it draws, where, and the numbers behind the curves. */
export interface PageData {
  /** How many images stand in a row of the sprite. */
  readonly columns: number
  /** Of each image, in pixels. */
  readonly imageWidth: number
  readonly imageHeight: number
  /** Whether it has colors; what has none is dark ink on white. */
  readonly isColor: boolean
  /** What kind of images they are, for screen readers. */
  readonly measuredOn: 'test' | 'held-out'
  /** What the classes are called. */
  readonly classes: readonly string[]
  /** In the order of the sprite. */
  readonly digits: readonly ShownDigit[]
  readonly galleries: Readonly<Record<string, Gallery>>
  /** For each point of the curves that is told, what the fields of the reading say. */
  readonly readings: readonly Reading[]
}

/** A test image, and what was read in it. */
export interface ShownDigit {
  /** The image's place among the test images, from 0. */
  readonly index: number
  readonly truth: number
  readonly guesses: readonly Guess[]
}

/** A reading of a digit with its probability, a fraction in [0, 1]. */
export interface Guess {
  /** What stands before the bar. */
  readonly text: string
  readonly label: number
  readonly probability: number
}

/** A list of digits. */
export interface Gallery {
  readonly caption: string
  /** Places in `digits`. */
  readonly digits: readonly number[]
}

/** What was measured at a point of a training, in words, in the order of the fields. */
export interface Reading {
  /** Epochs done, with a fraction. */
  readonly epoch: number
  readonly fields: readonly string[]
}
