import { fileURLToPath } from 'node:url'

/** The repository's root. */
export const root = fileURLToPath(new URL('..', import.meta.url))

/** What is edited: the notebook as a script. */
export const scriptFile = fileURLToPath(new URL('MNIST_classification.ts', import.meta.url))

/** What is built from it. */
export const notebookFile = fileURLToPath(new URL('../MNIST_classification.ipynb', import.meta.url))
