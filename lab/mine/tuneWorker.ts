import { expose, type ProxyMarked } from 'comlink'
import { webRuntime } from '../../src/runtime/web.js'
import { fetchMnist } from '../data/mnist.js'
import { type Tuned, type TuningSet, tune } from './tuning.js'

/** What the tuning's worker does. */
export interface TuneService {
  tune(examples: Omit<TuningSet, 'mnist'>, onProgress: ((share: number) => void) & ProxyMarked): Promise<Tuned>
}

const service: TuneService = {
  async tune(examples, onProgress) {
    const threads = Math.min(4, navigator.hardwareConcurrency)
    return tune(webRuntime, { ...examples, mnist: await fetchMnist('training') }, { threads, onProgress })
  },
}

expose(service)
