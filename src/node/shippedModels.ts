import { fileURLToPath } from 'node:url'

// The networks that come with this package; the same place seen from the source and from the build.

/** The classifier, which names digits. */
export const shippedClassifier = pathOf('digits.onnx')

/** The finder, which says where digits are. */
export const shippedFinder = pathOf('finder.onnx')

function pathOf(name: string): string {
  return fileURLToPath(new URL(`../../models/${name}`, import.meta.url))
}
