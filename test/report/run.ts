import { evaluateProbabilities } from '../../src/evaluation/evaluate.js'
import type { ReportRun } from '../../src/report/run.js'
import { imageSize, mnistTask, type Task } from '../../src/task.js'

/** A run on 20 test images, two of each digit; every fifth is read as the digit after it. */
export function smallRun(changes: Partial<ReportRun> = {}): ReportRun {
  const labels = Uint8Array.from({ length: 20 }, (_, index) => index % 10)
  const probabilities = new Float32Array(200)
  labels.forEach((label, index) => {
    const read = index % 5 === 4 ? (label + 1) % 10 : label
    probabilities.fill(0.02, index * 10, index * 10 + 10)
    probabilities[index * 10 + read] = 0.82
  })
  return {
    title: 'small, seed 3',
    task: mnistTask,
    path: 'runs/small',
    version: '1.2.3',
    started: '2026-01-02T03:04:05.678Z',
    seed: 3,
    command: 'mnist train --preset small --seed 3',
    configuration: undefined,
    environment: 'a processor',
    measuredOn: 'test',
    parameters: 7850,
    layers: [{ name: 'dense', kind: 'dense', options: 'units 10', outputShape: [10], parameters: 7850 }],
    history: [1, 2, 3].map(epoch => ({
      epoch,
      seconds: 1,
      trainLoss: 1 / epoch,
      trainAccuracy: 1 - 0.3 / epoch,
      validationLoss: 0.5 / epoch,
      validationAccuracy: 1 - 0.2 / epoch,
      learningRate: 0.001,
    })),
    curve: undefined,
    seconds: { train: 3, total: 4, figures: null },
    filters: { layer: 'dense', height: 2, width: 2, count: 1, values: [Float32Array.of(1, -1, 0, 0.5)] },
    images: Uint8Array.from({ length: 20 * 784 }, (_, pixel) => pixel % 256),
    labels,
    probabilities,
    evaluation: evaluateProbabilities(probabilities, labels),
    disagreements: [],
    ...changes,
  }
}

/** A run of any task on 40 test images of each class, of which every eighth is read as the class after it. */
export function runOf(task: Task): ReportRun {
  const classes = task.classes.length
  const count = 40 * classes
  const labels = Uint8Array.from({ length: count }, (_, index) => index % classes)
  const probabilities = new Float32Array(count * classes).fill(0.1 / (classes - 1))
  labels.forEach((label, index) => {
    const read = Math.floor(index / classes) % 8 === 7 ? (label + 1 + (index % 3)) % classes : label
    probabilities[index * classes + read] = 0.9
  })
  const size = imageSize(task)
  return smallRun({
    title: `${task.name}, seed 3`,
    task,
    images: Uint8Array.from({ length: count * size }, (_, pixel) => ((pixel % size) * (pixel % 7)) % 256),
    labels,
    probabilities,
    evaluation: evaluateProbabilities(probabilities, labels, classes),
  })
}

/** What the script of a page reads. */
export function dataOf(page: string) {
  return JSON.parse(/<script type="application\/json" id="data">(.*?)<\/script>/s.exec(page)![1]!)
}
