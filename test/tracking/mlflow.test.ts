import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { UsageError } from '../../src/errors.js'
import { mlflowLogger } from '../../src/runs/loggers/mlflowLogger.js'
import { type RunTraining, resumeRun, trainRun } from '../../src/runs/trainRun.js'
import { artifactPath } from '../../src/tracking/mlflow/mlflowRun.js'
import { mlflowSettings } from '../../src/tracking/mlflow/settings.js'
import { temporaryFolder } from '../data/smallDataset.js'
import { startMlflow } from './mlflowServer.js'

const net = { layers: [{ kind: 'flatten' }, { kind: 'dense', units: 10, activation: 'softmax' }] }
const options = {
  configuration: { ...net, training: { batchSize: 64 } },
  ...{ name: 'linear', epochs: 2, limit: 600, threads: 2, seed: 2 },
}

async function train(environment: Record<string, string>, training: RunTraining = {}) {
  const notices: string[] = []
  const log = [mlflowLogger({ environment, delay: 1 })]
  const folder = join(await temporaryFolder(), 'run')
  const result = await trainRun(options, { folder, log, onNotice: message => notices.push(message), ...training })
  return { ...result, notices }
}

test('a run is logged with parameters, metrics of each step, tags and artifacts', async () => {
  const server = await startMlflow()
  const { folder, record, notices } = await train({
    MLFLOW_TRACKING_URI: server.address,
    MLFLOW_EXPERIMENT_NAME: 'digits & more',
  })
  expect(notices).toEqual([])
  expect([...server.experiments]).toEqual([['digits & more', '7']])
  expect(Object.fromEntries(server.params)).toMatchObject({ net: 'linear', seed: '2', 'optimizer.kind': 'adam' })
  const steps = (key: string) => server.metrics.filter(metric => metric.key === key).map(({ step }) => step)
  expect(steps('train_loss')).toEqual(Array.from({ length: 18 }, (_, index) => index + 1))
  expect(steps('epoch_validation_accuracy')).toEqual([9, 18])
  expect(server.metrics).toContainEqual(expect.objectContaining({ key: 'test_accuracy', value: record.test!.accuracy }))
  expect(server.statuses).toEqual(['FINISHED'])
  const paths = [
    'model.onnx',
    'run.json',
    'report.html',
    ...['curves', 'samples', 'confusion', 'mistakes'].map(name => `figures/${name}.png`),
  ]
  expect([...server.artifacts.keys()]).toEqual(paths.map(path => `7/run1/artifacts/${path}`))
  expect(server.artifacts.get('7/run1/artifacts/model.onnx')).toEqual(await readFile(join(folder, 'model.onnx')))
})

test('a resumed run continues its own at the server, and no metric is logged twice of a step', async () => {
  const server = await startMlflow()
  const environment = { MLFLOW_TRACKING_URI: server.address }
  const stop = new AbortController()
  const { folder } = await train(environment, {
    signal: stop.signal,
    onStep: ({ epoch, step }) => {
      if (epoch === 2 && step === 4) stop.abort()
    },
  })
  expect(server.statuses).toEqual(['KILLED'])
  // As a process that was killed after this step, but before its checkpoint.
  server.metrics.push({ key: 'train_loss', value: 1, step: 14 })
  await resumeRun(folder, { log: [mlflowLogger({ environment })] })
  expect(server.statuses).toEqual(['KILLED', 'RUNNING', 'FINISHED'])
  expect(server.state.runs).toBe(1)
  const named = server.metrics.map(({ key, step }) => `${key} ${step}`)
  expect(new Set(named).size).toBe(named.length)
  expect(server.metrics.filter(({ key }) => key === 'train_loss')).toHaveLength(18)
})

describe('the training goes on, with one notice, where the server', () => {
  const folderModel = async ({ folder }: { folder: string }) => readFile(join(folder, 'model.onnx'))
  const settings = (address: string, timeout = '30') => ({
    MLFLOW_TRACKING_URI: address,
    MLFLOW_HTTP_REQUEST_TIMEOUT: timeout,
    MLFLOW_HTTP_REQUEST_MAX_RETRIES: '2',
  })
  const goneOn = (reason: string) => [
    expect.stringMatching(new RegExp(`^mlflow: http://127.0.0.1:\\d+: ${reason}.*; the training goes on`)),
  ]

  test('is away', async () => {
    const trained = await train(settings('http://127.0.0.1:9'))
    const plain = await trainRun(options, { folder: join(await temporaryFolder(), 'plain') })
    expect(trained.notices).toEqual(goneOn('fetch failed'))
    expect(await folderModel(trained)).toEqual(await folderModel(plain))
  })

  test('never answers', async () => {
    const server = await startMlflow({ otherwise: () => true })
    const { notices, ended } = await train(settings(server.address, '0.2'))
    expect([ended, notices]).toEqual(['finished', goneOn('no answer within 0.2 seconds')])
    expect(server.asked).toHaveLength(1)
  })

  test('begins an answer and never ends it', async () => {
    const server = await startMlflow({
      otherwise: (_, response) => {
        response.writeHead(200).write('{')
        return true
      },
    })
    expect((await train(settings(server.address, '0.2'))).notices).toEqual(goneOn('no answer within 0.2 seconds'))
  })

  test('fails again and again', async () => {
    const server = await startMlflow({
      otherwise: ({ path }, response) => {
        if (path.endsWith('log-batch')) response.writeHead(503).end('<html>')
        return path.endsWith('log-batch')
      },
    })
    expect((await train(settings(server.address))).notices).toEqual(goneOn('the server answered 503'))
    expect(server.asked.filter(({ path }) => path.endsWith('log-batch'))).toHaveLength(3)
  })

  test('answers what is no JSON', async () => {
    const server = await startMlflow({
      otherwise: (_, response) => {
        response.end('<html>')
        return true
      },
    })
    expect((await train(settings(server.address))).notices).toHaveLength(1)
  })

  test('wants a password, which no message shows', async () => {
    const server = await startMlflow({
      otherwise: ({ headers }, response) => {
        response.writeHead(401).end(JSON.stringify({ message: `not welcome: ${headers.authorization}\u001b[31m` }))
        return true
      },
    })
    const address = server.address.replace('//', '//me:s3cret@')
    const { notices, folder } = await train(settings(address))
    expect(notices).toEqual(goneOn('the server answered 401: not welcome: Basic …'))
    expect(server.asked[0]!.headers.authorization).toBe(`Basic ${Buffer.from('me:s3cret').toString('base64')}`)
    expect(notices.join() + (await readFile(join(folder, 'run.json'), 'utf8'))).not.toMatch(/s3cret|\p{Cc}(?<!\n)/u)
  })

  test('keeps artifacts where only its own clients write them', async () => {
    const server = await startMlflow()
    server.state.artifactUri = 's3://bucket/7/run1/artifacts'
    const { notices } = await train(settings(server.address))
    expect(notices).toEqual([
      expect.stringMatching(/^mlflow: expected a server that takes artifacts itself .*s3:\/\/bucket/),
    ])
    expect(server.statuses).toEqual(['FINISHED'])
  })
})

test('a server that is slow, or away for a moment, misses nothing', async () => {
  let failures = 3
  const server = await startMlflow({
    otherwise: (_, response) => {
      if (failures === 0) return false
      failures--
      response.writeHead(502).end()
      return true
    },
  })
  expect((await train({ MLFLOW_TRACKING_URI: server.address })).notices).toEqual([])
  expect(server.metrics.filter(({ key }) => key === 'train_loss')).toHaveLength(18)
})

test('settings are those of MLflow', () => {
  const address = 'https://mlflow.example/base/'
  expect(mlflowSettings({ MLFLOW_TRACKING_URI: address })).toEqual({
    ...{ address: 'https://mlflow.example/base', headers: {}, secrets: [] },
    ...{ experiment: { name: 'Default' }, timeout: 30_000, retries: 4 },
  })
  expect(
    mlflowSettings({ MLFLOW_TRACKING_URI: address, MLFLOW_TRACKING_TOKEN: 't0ken', MLFLOW_EXPERIMENT_ID: '3' }),
  ).toMatchObject({ headers: { authorization: 'Bearer t0ken' }, secrets: ['t0ken'], experiment: { id: '3' } })
})

test.each([
  [{}, /expected MLFLOW_TRACKING_URI to be the address of a server, .* received none/],
  [{ MLFLOW_TRACKING_URI: './mlruns' }, /received \.\/mlruns/],
  [{ MLFLOW_TRACKING_URI: 'databricks://me:s3cret@host' }, /received databricks:\/\/…@host/],
  [
    { MLFLOW_TRACKING_URI: 'http://a', MLFLOW_HTTP_REQUEST_TIMEOUT: 'soon' },
    /expected MLFLOW_HTTP_REQUEST_TIMEOUT to be a number/,
  ],
])('the settings %j are refused', (environment, message) => {
  expect(() => mlflowSettings(environment)).toThrow(UsageError)
  expect(() => mlflowSettings(environment)).toThrow(message)
})

test.each([
  ['mlflow-artifacts:/7/run/artifacts', '7/run/artifacts'],
  ['mlflow-artifacts://host:5000/7/run/artifacts', '7/run/artifacts'],
  ['https://host/api/2.0/mlflow-artifacts/artifacts/7/run/artifacts', '7/run/artifacts'],
])('artifacts of %s go to %s', (uri, path) => {
  expect(artifactPath(uri)).toBe(path)
})
