import { availableParallelism } from 'node:os'
import { formatCount } from '../../figures/format.js'
import { couldNotBeRead } from '../../node/imageErrors.js'
import { inOrder } from '../../node/inOrder.js'
import { readLimited } from '../../node/readLimited.js'
import { createLiveLine, isOutputRead, print, printError } from '../output.js'
import { type ImageSource, standardInput } from './imageFiles.js'

/** Images in progress at a time: enough for each core to have one while the next is decoded, few enough for any memory. */
const inProgress = Math.min(16, 2 * availableParallelism() + 2)

/** How the images of a command are answered, and what is printed. */
export interface Answering<Prepared, Answer> {
  /** What is done for each image by itself, for several at a time; `file` is a path, or what standard input held. */
  open(file: string | Uint8Array): Promise<Prepared>
  /** What is done for all that are prepared, together. */
  answer(prepared: readonly Prepared[]): Promise<readonly Answer[]>
  /** Called with an answer before it is printed. */
  conclude?(source: ImageSource, prepared: Prepared, answer: Answer): Promise<void>
  /** What to print of an answer, and of an image that could not be read. */
  tell(source: ImageSource, answer: Answer): string
  tellFailure(source: ImageSource, problem: string): string | undefined
}

type Opened<Prepared> =
  | { readonly source: ImageSource; readonly prepared: Prepared }
  | { readonly source: ImageSource; readonly problem: string }

/** An image that was answered, or why it could not be read. */
export type Answered<Prepared, Answer> =
  | { readonly source: ImageSource; readonly prepared: Prepared; readonly answer: Answer }
  | { readonly source: ImageSource; readonly problem: string }

/** Answers image after image, in their order, several at a time; whatever is ready together is one list. */
export async function* answersOf<Prepared, Answer>(
  sources: Iterable<ImageSource>,
  answering: Pick<Answering<Prepared, Answer>, 'open' | 'answer'>,
): AsyncGenerator<Answered<Prepared, Answer>[]> {
  for await (const opened of inOrder(sources, inProgress, source => openSource(source, answering))) {
    const prepared = opened.flatMap(one => ('prepared' in one ? [one.prepared] : []))
    const answers = [...(await answering.answer(prepared))]
    yield opened.map(one => ('problem' in one ? one : { ...one, answer: answers.shift()! }))
  }
}

/**
 * Answers image after image, in their order: each is printed, or what is wrong with it on standard error, and the others
 * go on.
 *
 * @returns the exit code: 1 where an image could not be answered
 */
export async function answerFiles<Prepared, Answer>(
  sources: readonly ImageSource[],
  answering: Answering<Prepared, Answer>,
): Promise<number> {
  const line = createLiveLine(process.stderr)
  const [started, total] = [performance.now(), formatCount(sources.length)]
  let [done, failed] = [0, 0]
  const fail = (source: ImageSource, problem: string) => {
    failed++
    line.clear()
    printError(`${source.name}: ${problem}`)
    const told = answering.tellFailure(source, problem)
    if (told !== undefined) print(told)
  }
  for await (const answered of answersOf(sources, answering)) {
    for (const one of answered) {
      done++
      if ('problem' in one) {
        fail(one.source, one.problem)
        continue
      }
      try {
        await answering.conclude?.(one.source, one.prepared, one.answer)
      } catch (error) {
        fail(one.source, (error as Error).message)
        continue
      }
      line.clear()
      print(answering.tell(one.source, one.answer))
    }
    if (!isOutputRead()) break
    const rate = Math.round(done / ((performance.now() - started) / 1000))
    if (done < sources.length)
      line.update(() => `${formatCount(done)} of ${total} images, ${formatCount(rate)} each second`)
  }
  line.clear()
  if (failed > 0 && sources.length > 1) printError(`${formatCount(failed)} of ${total} could not be read`)
  return failed > 0 ? 1 : 0
}

async function openSource<Prepared>(
  source: ImageSource,
  { open }: Pick<Answering<Prepared, unknown>, 'open'>,
): Promise<Opened<Prepared>> {
  if (source.problem !== undefined) return { source, problem: source.problem }
  try {
    const file = source.path === standardInput ? await readStandardInput() : source.path
    return { source, prepared: await open(file) }
  } catch (error) {
    return { source, problem: withoutName(source, (error as Error).message) }
  }
}

async function readStandardInput(): Promise<Uint8Array> {
  try {
    return await readLimited(process.stdin)
  } catch (error) {
    throw new Error(couldNotBeRead(error as Error), { cause: error })
  }
}

/** A problem without the name of the file, which is written before it. */
function withoutName({ name }: ImageSource, message: string): string {
  return message.startsWith(`${name}: `) ? message.slice(name.length + 2) : message
}
