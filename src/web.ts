// What runs in a page: the engine, and the digits: the same nets, training and model files, on the runtimes of a browser.
export { type Digits, digitsFromIdx, type NamedBytes, splitDigits, takeDigits } from './data/digits.js'
export * from './engineWeb.js'
export type { ClassEvaluation } from './evaluation/confusion.js'
export type { Evaluation } from './evaluation/evaluate.js'
export { type Classifier, type ClassifierOptions, createClassifier } from './model/classifier.js'
export { type Configuration, parseConfiguration, parseRecipe, type Recipe } from './model/configuration.js'
export { createFinder, type Finder, type Search } from './model/finder.js'
export type { ModelMetadata } from './model/metadata.js'
export { exportActivations } from './model/modelFile.js'
export { occlusionMap } from './model/occlusion.js'
export { type PresetName, preset, presetNames } from './model/presets.js'
export {
  createReader,
  type NumberReading,
  type ReadDigit,
  type Reader,
  type ReaderOptions,
  type Reading,
  type ReadSeparator,
} from './model/reader.js'
export type { GrayLevels } from './reading/grayLevels.js'
export type { Box, GrayImage, Picture, Plane, Stage } from './reading/picture.js'
export type { Separator } from './reading/places.js'
export { type PreparedPicture, preparePicture } from './reading/prepare.js'
export type { SeparatorSighting } from './reading/separators.js'
export type { Found, Sighting } from './reading/sightings.js'
export type { Augmentation } from './training/augmentation.js'
export type { Disturbances } from './training/disturbances.js'
