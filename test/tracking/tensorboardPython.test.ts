import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { trainRun } from '../../src/runs/trainRun.js'
import { temporaryFolder } from '../data/smallDataset.js'
import { isMissing, venv, whyNot } from './venv.js'

// TensorBoard itself reads what was logged, by the class that feeds its pages.

const program = `
import json, sys
from tensorboard.backend.event_processing import event_accumulator, data_provider, plugin_event_multiplexer
from tensorboard.plugins.hparams import plugin_data_pb2
from tensorboard.util import tensor_util
def load(part):
    events = event_accumulator.EventAccumulator(sys.argv[1] + part, size_guidance={event_accumulator.TENSORS: 0})
    events.Reload()
    return events
parts = {part: load(part) for part in ['', '/train', '/validation', '/test']}
def plugin(tag, events): return events.summary_metadata[tag].plugin_data.plugin_name
found = {part: {tag: plugin(tag, events) for tag in events.Tags()['tensors']} for part, events in parts.items()}
def values(part, tag): return [[event.step, tensor_util.make_ndarray(event.tensor_proto).tolist()] for event in parts[part].Tensors(tag)]
def texts(part, tag): return [tensor_util.make_ndarray(event.tensor_proto).item().decode() for event in parts[part].Tensors(tag)]
image = tensor_util.make_ndarray(parts['/test'].Tensors('confusion')[0].tensor_proto).tolist()
start = plugin_data_pb2.HParamsPluginData.FromString(parts[''].summary_metadata['_hparams_/session_start_info'].plugin_data.content)
end = plugin_data_pb2.HParamsPluginData.FromString(parts[''].summary_metadata['_hparams_/session_end_info'].plugin_data.content)
experiment = plugin_data_pb2.HParamsPluginData.FromString(parts[''].summary_metadata['_hparams_/experiment'].plugin_data.content)
print(json.dumps(dict(
    found=found,
    loss=values('/train', 'epoch_loss'),
    batches=len(values('/train', 'batch_loss')),
    accuracy=values('/test', 'epoch_accuracy'),
    kernel=values('/train', 'weights/dense.kernel')[-1][1],
    curve=values('/test', 'class_3')[0][1],
    command=texts('', 'run'),
    image=[image[0].decode(), image[1].decode(), len(image[2])],
    hparams={name: (value.number_value or value.string_value or value.bool_value) for name, value in start.session_start_info.hparams.items()},
    status=end.session_end_info.status,
    metrics=[[metric.name.group, metric.name.tag] for metric in experiment.experiment.metric_infos],
)))
`

/** What the program prints. */
interface FromTensorBoard {
  readonly found: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly loss: readonly (readonly [step: number, value: number])[]
  readonly batches: number
  readonly accuracy: readonly (readonly [step: number, value: number])[]
  readonly kernel: readonly (readonly [left: number, right: number, count: number])[]
  readonly curve: readonly (readonly number[])[]
  readonly command: readonly string[]
  readonly image: readonly [width: string, height: string, bytes: number]
  readonly hparams: Readonly<Record<string, unknown>>
  readonly status: number
  readonly metrics: readonly (readonly [group: string, tag: string])[]
}

test.skipIf(isMissing)(`TensorBoard reads a log as it was written${whyNot}`, async () => {
  const net = { layers: [{ kind: 'flatten' }, { kind: 'dense', units: 10, activation: 'softmax' }] }
  const { folder, record } = await trainRun(
    { configuration: { ...net, training: { batchSize: 64 } }, ...{ name: 'linear', epochs: 3, limit: 600, seed: 2 } },
    { folder: join(await temporaryFolder(), 'run'), log: ['tensorboard'] },
  )
  const { stdout } = await promisify(execFile)(join(venv, 'python'), [
    '-W',
    'ignore',
    '-c',
    program,
    join(folder, 'tensorboard'),
  ])
  const read = JSON.parse(stdout.trim().split('\n').at(-1)!) as FromTensorBoard
  expect(new Set(Object.values(read.found['']!))).toEqual(new Set(['hparams', 'text']))
  expect(read.found['/train']).toMatchObject({
    ...{ batch_loss: 'scalars', epoch_learning_rate: 'scalars', inputs: 'images' },
    ...{ 'weights/dense.kernel': 'histograms', 'gradients/dense.kernel': 'histograms' },
  })
  expect(read.found['/test']).toMatchObject({ class_3: 'pr_curves', confusion: 'images', mistakes: 'images' })
  expect(read.loss).toEqual(record.history.map(({ epoch, trainLoss }) => [9 * epoch, expect.closeTo(trainLoss, 6)]))
  expect(read.batches).toBe(27)
  expect(read.accuracy).toEqual([[27, expect.closeTo(record.test!.accuracy, 6)]])
  expect(read.kernel).toHaveLength(30)
  expect(read.kernel.reduce((sum, [, , count]) => sum + count, 0)).toBe(7840)
  expect(read.curve.map(({ length }) => length)).toEqual([127, 127, 127, 127, 127, 127])
  expect(read.curve[5]![0]).toBe(1) // everything is recalled at threshold 0
  expect(read.command[0]).toContain(record.command)
  expect(read.image.map(Number).every(value => value > 100)).toBe(true)
  expect(read.hparams).toMatchObject({ net: 'linear', seed: 2, batchSize: 64, 'optimizer.kind': 'adam' })
  expect(read.status).toBe(1) // STATUS_SUCCESS
  expect(read.metrics).toContainEqual(['test', 'epoch_accuracy'])
})
