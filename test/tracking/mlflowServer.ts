import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** What a request asks of the server. */
interface Asked {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}

/** Whether a request was answered otherwise than by MLflow: true where it was, or is to have no answer. */
type Otherwise = (asked: Asked, response: ServerResponse) => boolean

/** A metric as it came. */
interface ReceivedMetric {
  readonly key: string
  readonly value: number
  readonly step: number
}

/** What bodies of requests hold. */
interface Posted {
  readonly name: string
  readonly status: string
  readonly metrics?: readonly ReceivedMetric[]
  readonly params?: readonly { readonly key: string; readonly value: string }[]
}

/** The part of MLflow's REST API that is used, in memory; `otherwise` makes it fail, wait or hang. */
export async function startMlflow({ otherwise }: { otherwise?: Otherwise } = {}) {
  const asked: Asked[] = []
  const metrics: ReceivedMetric[] = []
  const params = new Map<string, string>()
  const artifacts = new Map<string, Buffer>()
  const experiments = new Map<string, string>()
  const statuses: string[] = []
  const state = { runs: 0, artifactUri: 'mlflow-artifacts:/7/run1/artifacts' }

  const run = () => {
    const latest = new Map(metrics.map(metric => [metric.key, metric]))
    const info = { run_id: 'run1', experiment_id: '7', artifact_uri: state.artifactUri }
    return { run: { info, data: { metrics: [...latest.values()] } } }
  }
  const answers: Record<string, (body: Posted, query: URLSearchParams) => [number, object]> = {
    'experiments/get-by-name': (_, query) => {
      const id = experiments.get(query.get('experiment_name')!)
      if (id === undefined) return [404, { error_code: 'RESOURCE_DOES_NOT_EXIST', message: 'no such experiment' }]
      return [200, { experiment: { experiment_id: id } }]
    },
    'experiments/create': ({ name }) => {
      experiments.set(name, '7')
      return [200, { experiment_id: '7' }]
    },
    'runs/create': () => {
      state.runs++
      return [200, run()]
    },
    'runs/get': () => [200, run()],
    'runs/update': ({ status }) => {
      statuses.push(status)
      return [200, {}]
    },
    'runs/log-batch': body => {
      metrics.push(...(body.metrics ?? []))
      for (const { key, value } of body.params ?? []) params.set(key, value)
      return [200, {}]
    },
  }

  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const url = new URL(request.url!, 'http://localhost')
    const { method = '', headers } = request
    const one = { method, path: url.pathname, headers, body: Buffer.concat(chunks) }
    asked.push(one)
    if (otherwise?.(one, response)) return
    const artifact = /^\/api\/2\.0\/mlflow-artifacts\/artifacts\/(.*)$/.exec(url.pathname)
    if (artifact) {
      artifacts.set(artifact[1]!, one.body)
      return void response.end('{}')
    }
    const body = method === 'POST' ? JSON.parse(one.body.toString()) : {}
    const [status, answer] = answers[url.pathname.replace('/api/2.0/mlflow/', '')]!(body, url.searchParams)
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { address, asked, metrics, params, artifacts, experiments, statuses, state }
}
