import { complainOfNode } from './nodeVersion.js'

// Imported before all else, so that a Node that is too old is named, rather than what it lacks.

const complaint = complainOfNode()
if (complaint !== undefined) throw new Error(`mnist-digit-classifier: ${complaint}`)
