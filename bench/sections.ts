import { formatPercent } from '../src/figures/format.js'
import { type Contestant, ourCommand, ours, pythonPeer, type Setting, scalePeer } from './contestants.js'
import type { Measure } from './results.js'

/** What is measured side by side. */
export interface Section {
  readonly title: string
  readonly measures: readonly Measure[]
  /** What a ratio says, as a table's head. */
  readonly ratio: string
  /** Whom a contestant is compared with, and whether the ratio is of it (a speed-up) or of the contestant. */
  reference(contestant: string): { readonly name: string; readonly over: 'reference' | 'contestant' }
  readonly contestants: readonly Contestant[]
}

export const sectionNames = ['a', 'b', 'c', 'd'] as const
export type SectionName = (typeof sectionNames)[number]

/** The test accuracy that section a is about. */
export const TARGET = 0.9912

const wall: Measure = { key: 'wall_seconds', label: 'Whole process, s', digits: 1, better: 'lower' }
const cpu: Measure = { key: 'cpu_seconds', label: 'Processor time, s', digits: 1, better: 'neither' }
const peak: Measure = { key: 'peak_megabytes', label: 'Peak memory, MB', digits: 0, better: 'neither' }
const training: Measure = { key: 'train_seconds', label: 'Training, s', digits: 1, better: 'neither' }
const accuracy: Measure = { key: 'test_accuracy', label: 'Test accuracy', digits: 4, better: 'neither' }
const rate: Measure = { key: 'images_per_second', label: 'Images per second', digits: 0, better: 'higher' }
const latency: Measure = { key: 'one_image_ms', label: 'One image, ms', digits: 3, better: 'lower' }

const toOurs = () => ({ name: 'ours', over: 'reference' }) as const
const oursIs = 'This project is … times as fast'

/**
 * @param files what the contestants read: the recipe to follow and the model to run
 */
export function buildSection(
  name: SectionName,
  setting: Setting,
  files: { readonly recipe: string; readonly model: string },
): Section {
  const { steps, repeats, passes, limit } = setting
  const torch = (plain: boolean, ...mode: string[]) =>
    pythonPeer(setting, {
      name: plain ? 'torch-plain' : 'torch',
      label: plain ? 'PyTorch, plain' : 'PyTorch, tuned',
      script: 'torch_peer.py',
      ...(plain && { before: ['--plain'] }),
      mode,
    })
  const keras = (label: string, ...mode: string[]) =>
    pythonPeer(setting, { name: 'keras', label, script: 'keras_example.py', mode })
  const timing = ['--steps', String(steps), '--repeats', String(repeats)]

  if (name === 'a') {
    const fast = ['fast', '--recipe', files.recipe]
    const curve = ['curve', '--until-target', '--target', String(limit ? 0.1 : TARGET)]
    return {
      title: `Time to a test accuracy of ${formatPercent(TARGET, 2)}`,
      measures: [wall, cpu, peak, training, accuracy],
      ratio: oursIs,
      reference: toOurs,
      contestants: [
        ourCommand(setting),
        torch(false, ...fast),
        torch(true, ...fast),
        keras('Keras example, TensorFlow', ...curve),
      ],
    }
  }
  if (name === 'b')
    return {
      title: 'Training the Keras example net, batches of 128',
      measures: [rate, peak],
      ratio: oursIs,
      reference: toOurs,
      contestants: [
        ours(setting, 'ours', 'this project', ['throughput', '--preset', 'keras', '--batch', '128', ...timing]),
        torch(false, 'throughput', ...timing),
        torch(true, 'throughput', ...timing),
        keras('Keras, TensorFlow', 'throughput', ...timing),
        scalePeer(setting, 'jax-js', 'jax-js, WebAssembly'),
        scalePeer(setting, 'tfjs', 'TensorFlow.js, JavaScript'),
      ],
    }
  if (name === 'c') {
    const own = ['--model', files.model, '--passes', String(passes)]
    return {
      title: 'Classifying with the Keras example net: batches of 1,000, and one image',
      measures: [rate, latency, peak],
      ratio: oursIs,
      reference: toOurs,
      contestants: [
        ours(setting, 'ours', 'this project', ['inference', ...own]),
        ours(setting, 'onnxruntime', 'ONNX Runtime alone', ['raw-inference', ...own]),
        torch(false, 'inference', '--passes', String(passes)),
        torch(true, 'inference', '--passes', String(passes)),
        keras('Keras, TensorFlow', 'inference', '--passes', String(passes)),
      ],
    }
  }
  return {
    title: 'Training with more threads',
    measures: [rate, peak],
    ratio: 'Times as fast as one thread',
    reference: contestant => ({ name: `${contestant.split('-')[0]}-1`, over: 'contestant' }),
    contestants: (['keras', 'fast'] as const).flatMap(preset =>
      threadCounts(setting.threads).map(threads =>
        ours(setting, `${preset}-${threads}`, `preset ${preset}, ${threads} thread${threads === 1 ? '' : 's'}`, [
          ...['throughput', '--preset', preset, '--threads', String(threads), ...timing],
        ]),
      ),
    ),
  }
}

/** 1, 2, 4, 8 … and at last the most. */
export function threadCounts(most: number): number[] {
  const powers = Array.from({ length: Math.floor(Math.log2(most)) + 1 }, (_, power) => 2 ** power)
  return [...new Set([...powers, most])]
}
