import { randomStream } from '../../src/random.js'

// A study on more machines than there are here, event by event: one process hands trials out and takes results in, one server keeps the
// queue, and workers train. Each of the first two does one thing at a time, in the order in which it is asked.

/** What is known of a study on many machines, in seconds. */
export interface Model {
  readonly workers: number
  /** A training alone; each takes a time of its own around that, log-normally with a deviation of a tenth. */
  readonly trainingSeconds: number
  /** What a worker waits for the queue in all, with each training. */
  readonly waitSeconds: number
  /** Of the process that runs the study, for each trial: half to hand it out, half to take its result in. */
  readonly driverSeconds: number
  /** Of the server, for each trial: a third to hand it out, two thirds for checkpoints, model and result. */
  readonly serverSeconds: number
}

export interface Simulated {
  readonly trialsPerHour: number
  /** The part of the workers' time in which they train. */
  readonly efficiency: number
  /** How much of the time the process of the study, and the server, are at work. */
  readonly driverBusy: number
  readonly serverBusy: number
}

/** Trials of each worker that are simulated, and how many of them pass before it is counted. */
const [each, warmup] = [24, 8]

export function simulate(
  { workers, trainingSeconds, waitSeconds, driverSeconds, serverSeconds }: Model,
  seed = 0,
): Simulated {
  const random = randomStream(seed, 'workers', workers)
  const events = createEvents()
  const driver = createStation(events)
  const server = createStation(events)
  const jobs: true[] = []
  let [idle, done, trained] = [workers, 0, 0]
  let [from, fromTrained, fromDriver, fromServer] = [0, 0, 0, 0]

  const handOut = () =>
    driver.serve(driverSeconds / 2, () =>
      server.serve(serverSeconds / 3, () => {
        jobs.push(true)
        begin()
      }),
    )
  function begin(): void {
    if (idle === 0 || jobs.length === 0) return
    idle--
    jobs.pop()
    const seconds = trainingSeconds * Math.exp(0.1 * random.normal() - 0.005)
    events.at(events.now() + seconds + waitSeconds, () =>
      server.serve((2 * serverSeconds) / 3, () => {
        idle++
        begin()
        driver.serve(driverSeconds / 2, () => takenIn(seconds))
      }),
    )
  }
  function takenIn(training: number): void {
    done++
    trained += training
    if (done === warmup * workers)
      [from, fromTrained, fromDriver, fromServer] = [events.now(), trained, driver.busy(), server.busy()]
    handOut()
  }

  for (let trial = 0; trial < 2 * workers; trial++) handOut()
  while (done < each * workers) events.next()
  const seconds = events.now() - from
  const efficiency = (trained - fromTrained) / (workers * seconds)
  return {
    trialsPerHour: (3600 * efficiency * workers) / trainingSeconds,
    efficiency,
    driverBusy: (driver.busy() - fromDriver) / seconds,
    serverBusy: (server.busy() - fromServer) / seconds,
  }
}

interface Events {
  now(): number
  at(time: number, happen: () => void): void
  /** Lets the next event happen. */
  next(): void
}

/** Events in the order of their times: a binary heap. */
function createEvents(): Events {
  const heap: { readonly time: number; readonly happen: () => void }[] = []
  let now = 0
  const swap = (a: number, b: number) => {
    ;[heap[a], heap[b]] = [heap[b]!, heap[a]!]
  }
  const earlier = (a: number, b: number) => b < heap.length && heap[b]!.time < heap[a]!.time
  return {
    now: () => now,
    at(time, happen) {
      heap.push({ time, happen })
      for (let at = heap.length - 1; at > 0; ) {
        const parent = (at - 1) >> 1
        if (heap[parent]!.time <= heap[at]!.time) break
        swap(at, parent)
        at = parent
      }
    },
    next() {
      const first = heap[0]!
      const last = heap.pop()!
      if (heap.length > 0) {
        heap[0] = last
        for (let at = 0; ; ) {
          let least = at
          for (const child of [2 * at + 1, 2 * at + 2]) if (earlier(least, child)) least = child
          if (least === at) break
          swap(at, least)
          at = least
        }
      }
      now = first.time
      first.happen()
    },
  }
}

/** Serves one at a time, the first one first. */
function createStation(events: Events) {
  let [free, total] = [0, 0]
  return {
    serve(seconds: number, then: () => void) {
      free = Math.max(free, events.now()) + seconds
      total += seconds
      events.at(free, then)
    },
    busy: () => total,
  }
}
