import { computed, signal } from '@preact/signals'
import type { ModelMetadata } from '../../src/model/metadata.js'
import { readModelMetadata } from '../../src/model/modelFile.js'
import { isDigitTask, mnistTask } from '../../src/task.js'
import { fetchBeside } from './fetchBeside.js'

/** A model that can answer in the lab. */
export interface LabModel {
  /** As the page calls it. */
  readonly name: string
  /** The file: serialized ONNX. */
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly metadata: ModelMetadata
  /** Whether it is the one that the lab came with. */
  readonly shipped: boolean
}

/** The model that answers; undefined until it is loaded. */
export const currentModel = signal<LabModel | undefined>(undefined)

/** Why there is none. */
export const modelFailure = signal<string | undefined>(undefined)

/** What the model answers: MNIST's digits until one is loaded. */
export const currentTask = computed(() => currentModel.value?.metadata.task ?? mnistTask)

/** Whether it is to read handwritten digits; a model of another task says of which class all of the pad is. */
export const readsDigits = computed(() => isDigitTask(currentTask.value))

let shipped: LabModel | undefined

/** Lets the model answer that the lab came with. */
export async function useShippedModel(): Promise<void> {
  try {
    shipped ??= await fetchShipped()
    currentModel.value = shipped
    modelFailure.value = undefined
  } catch (error) {
    modelFailure.value = (error as Error).message
  }
}

/**
 * Lets another model answer, such as one that was trained in the page.
 *
 * @param name as the page shall call it
 * @throws Error where the bytes are no model
 */
export function useModel(name: string, bytes: Uint8Array<ArrayBuffer>): void {
  currentModel.value = { name, bytes, metadata: readModelMetadata(bytes), shipped: false }
  modelFailure.value = undefined
}

async function fetchShipped(): Promise<LabModel> {
  const bytes = await fetchBeside('digits.onnx')
  return { name: 'the model of the lab', bytes, metadata: readModelMetadata(bytes), shipped: true }
}
