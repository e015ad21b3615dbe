import type { Digits } from '../data/digits.js'
import { confidences, fitRejectThreshold } from '../evaluation/rejection.js'
import { applyTemperature, fitTemperature } from '../evaluation/temperature.js'
import { createClassifier } from '../model/classifier.js'
import type { ExportMetadata } from '../model/metadata.js'
import { exportModel } from '../model/modelFile.js'
import type { Sequential } from '../model/sequential.js'
import type { Runtime } from '../runtime/runtime.js'
import type { Parameters } from '../training/parameters.js'

/** Fraction of the held-out digits that a calibrated model may reject, as no digit or too uncertain. */
export const REJECTED_FRACTION = 0.004

/**
 * Exports a trained network as `exportModel` does, with two numbers fitted on held-out images: the temperature at which its
 * probabilities say how often it is right, and the confidence below which a prediction is rejected.
 *
 * @param heldOut digits that it was not trained on, at least one; a thousand or more for the second number to mean something
 */
export async function exportCalibratedModel(
  runtime: Runtime,
  network: Sequential,
  parameters: Parameters,
  heldOut: Digits,
  metadata: ExportMetadata,
  options: { readonly threads: number },
): Promise<Uint8Array> {
  const classifier = await createClassifier(runtime, exportModel(network, parameters), options)
  const classes = classifier.metadata.task.classes.length
  const probabilities = await classifier.predict(heldOut.images)
  await classifier.dispose()
  const temperature = fitTemperature(probabilities, heldOut.labels, classes)
  const rejectThreshold = fitRejectThreshold(
    confidences(applyTemperature(probabilities, temperature, classes), classes),
    REJECTED_FRACTION,
  )
  return exportModel(network, parameters, { ...metadata, temperature, rejectThreshold })
}
