import { connect } from 'node:net'

// A process of its own that asks a server the same again and again: each connection sends its next request once the last one is answered. It
// writes bytes to sockets and looks at lengths alone, so that it takes little of the cores that the server wants.

/** What is asked, and for how long. */
export interface Load {
  readonly port: number
  /** A whole request of HTTP, in base64. */
  readonly request: string
  readonly connections: number
  /** Milliseconds that are not measured, and those that are. */
  readonly warmUp: number
  readonly duration: number
}

/** What was answered. */
export interface Loaded {
  readonly perSecond: number
  /** Milliseconds from the request to the end of its answer. */
  readonly p50: number
  readonly p99: number
  /** All answers, those before the measurement included. */
  readonly answered: number
  /** Answers of another status than 200. */
  readonly failed: number
  /** Processor seconds of this process for each second. */
  readonly cores: number
}

process.once('message', async (load: Load) => {
  process.send!(await ask(load))
  process.disconnect()
})

async function ask({ port, request, connections, warmUp, duration }: Load): Promise<Loaded> {
  const bytes = Buffer.from(request, 'base64')
  const latencies: number[] = []
  const [begin, end] = [performance.now() + warmUp, performance.now() + warmUp + duration]
  let [failed, answered] = [0, 0]
  const before = process.cpuUsage()

  const client = () =>
    new Promise<void>((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true })
      let [answer, sent] = [Buffer.alloc(0), 0]
      const next = () => {
        sent = performance.now()
        socket.write(bytes)
      }
      socket.on('connect', next).on('error', reject)
      socket.on('data', chunk => {
        answer = answer.length === 0 ? chunk : Buffer.concat([answer, chunk])
        const head = answer.indexOf('\r\n\r\n')
        if (head < 0) return
        const text = answer.toString('latin1', 0, head)
        const length = /\r\ncontent-length: *(\d+)/i.exec(text)
        if (!length) return reject(new Error(`expected an answer with a content-length, received ${text}`))
        if (answer.length < head + 4 + Number(length[1])) return
        answer = Buffer.alloc(0)
        const now = performance.now()
        answered++
        if (sent >= begin && now <= end) {
          latencies.push(now - sent)
          if (!text.startsWith('HTTP/1.1 200')) failed++
        }
        if (now < end) next()
        else {
          socket.destroy()
          resolve()
        }
      })
    })

  await Promise.all(Array.from({ length: connections }, client))
  const { user, system } = process.cpuUsage(before)
  latencies.sort((a, b) => a - b)
  const quantile = (fraction: number) => latencies[Math.floor(fraction * (latencies.length - 1))] ?? Number.NaN
  return {
    perSecond: (1000 * latencies.length) / duration,
    p50: quantile(0.5),
    p99: quantile(0.99),
    answered,
    failed,
    cores: (user + system) / 1000 / (warmUp + duration),
  }
}
