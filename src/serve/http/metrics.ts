import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { ModelSource } from '../models/modelNames.js'
import type { ServedModels } from '../models/servedModels.js'
import type { ObservedRequest } from './observe.js'

/** What is read of the server when its metrics are asked for. */
export interface Gauges {
  readonly models: ServedModels
  /** Requests that are worked on, bytes of bodies in memory, and jobs that no thread has begun. */
  readonly requests: () => number
  readonly bodyBytes: () => number
  readonly jobs: () => number
}

/** Counts that Prometheus collects. */
export interface Metrics {
  observeRequest(request: ObservedRequest): void
  observeBatch(model: ModelSource, images: number): void
  /** Adds what can be read only once the server is there. */
  addGauges(gauges: Gauges): void
  /** In Prometheus' text format. */
  text(): Promise<string>
  readonly contentType: string
}

const latencies = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

/** Statuses by which a server keeps what it has no room for away. */
const rejections: readonly number[] = [408, 413, 429, 503]

/** Counts for Prometheus, with those of the process that prom-client has. */
export function createMetrics(): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const requests = new Counter({
    name: 'mnist_http_requests_total',
    help: 'Requests that have been answered.',
    labelNames: ['route', 'method', 'status'],
    registers,
  })
  const seconds = new Histogram({
    name: 'mnist_http_request_duration_seconds',
    help: 'From the header of a request to the end of its response.',
    labelNames: ['route'],
    buckets: latencies,
    registers,
  })
  const rejected = new Counter({
    name: 'mnist_rejections_total',
    help: 'Requests that a limit has kept away, by the status of the response.',
    labelNames: ['route', 'status'],
    registers,
  })
  const batches = new Histogram({
    name: 'mnist_batch_images',
    help: 'Images that were computed together.',
    labelNames: ['model', 'version'],
    buckets: [1, 2, 4, 8, 16, 32, 64, 128],
    registers,
  })
  return {
    observeRequest({ route, method, status, seconds: duration }) {
      requests.inc({ route, method, status })
      seconds.observe({ route }, duration)
      if (rejections.includes(status)) rejected.inc({ route, status })
    },
    observeBatch({ name, version }, images) {
      batches.observe({ model: name, version }, images)
    },
    addGauges({ models, requests, bodyBytes, jobs }) {
      const gauge = (name: string, help: string, read: () => number) =>
        new Gauge({
          name,
          help,
          registers,
          collect() {
            this.set(read())
          },
        })
      gauge('mnist_requests_in_progress', 'Requests that are worked on, or wait.', requests)
      gauge('mnist_body_bytes', 'Bytes of bodies that are held in memory.', bodyBytes)
      gauge('mnist_queue_jobs', 'Jobs that no thread has begun yet.', jobs)
      new Gauge({
        name: 'mnist_queue_images',
        help: 'Images that wait for their batch.',
        labelNames: ['model', 'version'],
        registers,
        collect() {
          for (const { name, version, waiting } of models.list()) this.set({ model: name, version }, waiting())
        },
      })
      new Gauge({
        name: 'mnist_model_info',
        help: 'The models that are served now, by the SHA-256 of their files.',
        labelNames: ['model', 'version', 'digest'],
        registers,
        collect() {
          this.reset()
          for (const { name, version, digest } of models.list()) this.set({ model: name, version, digest }, 1)
        },
      })
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  }
}
