import { randomUUID } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { inContext } from '../../errorContext.js'
import { DataError, UsageError } from '../../errors.js'
import { type JournalFile, openJournalFile } from '../../node/journalFile.js'
import { packageVersion } from '../../node/version.js'
import type { StudyStore } from '../../study/driver.js'
import { createStudy, type Entry, nameObjectives, setStudyAttribute } from '../../study/journal/entries.js'
import { createReplay, type JournalStudy, type Replay } from '../../study/journal/replay.js'
import { describeShard, type Shard } from '../../study/shard.js'
import { parseStudy, type Study } from '../../study/studyFile.js'
import type { TrialRun } from '../../study/trial.js'
import type { Task } from '../../task.js'
import { claimTrial, saveTrial } from './trialFolder.js'

// The folder of a study: journal.log, all that is known of it, and trials/, what its trainings have left.

export const journalName = 'journal.log'

/** The attribute of a study in its journal that tells what it is. */
const ATTRIBUTE = 'mnist-digit-classifier'

/** What the journal says of a study from its beginning. */
export interface StudyDescription
  extends Omit<TrialRun, 'trial' | 'seed' | 'configuration' | 'limit' | 'threads' | 'cutoffs'> {
  /** What its file held. */
  readonly definition: object
  /** What its data are of, where that is not MNIST. */
  readonly task?: Task
  /** Which part of it is trained in this folder; undefined where all of it is. */
  readonly shard?: Shard
}

/** A study in its folder. */
export interface StoredStudy extends StudyStore {
  readonly folder: string
  readonly description: StudyDescription
  /** Which part of the study this folder is; undefined where it is the whole. */
  readonly shard?: Shard
  /** Keeps something of the study itself in the journal. */
  setAttribute(name: string, value: unknown): Promise<void>
}

/** What a new study is made from. */
export interface NewStudy {
  readonly definition: object
  readonly digests: Readonly<Record<string, string>>
  readonly dataset?: string
  readonly asIs?: boolean
  readonly task?: Task
  readonly shard?: Shard
}

/**
 * Begins a study in a folder, or goes on with the one that is there.
 *
 * @throws {UsageError} if another study is there, or if the definition is not valid
 * @throws {DataError} if the journal is damaged, or cannot be written
 */
export async function createStudyFolder(
  folder: string,
  { definition, digests, dataset, asIs, task, shard }: NewStudy,
): Promise<StoredStudy> {
  const study = parseStudy(definition, task)
  await mkdir(folder, { recursive: true }).catch(error => {
    throw new UsageError(`${folder}: the folder could not be made (${error.message})`, { cause: error })
  })
  const journal = openJournal(folder)
  const description: StudyDescription = {
    study: `${study.name}-${randomUUID().slice(0, 8)}`,
    version: packageVersion(),
    digests,
    ...(dataset !== undefined && { dataset }),
    ...(asIs !== undefined && { asIs }),
    ...(task && { task }),
    ...(shard && { shard }),
    definition,
  }
  await journal.update(replay => {
    const found = ownStudy(replay)
    if (found) return changes(folder, found, study, description)
    if (replay.names().length > 0)
      throw new UsageError(
        `${folder}: expected an empty folder or the study ${study.name}, received a journal of ${replay.names().join(', ')}`,
      )
    const goals = study.objectives.map(({ direction }) => direction)
    return [
      createStudy(study.name, goals),
      setStudyAttribute(0, ATTRIBUTE, description),
      nameObjectives(
        0,
        study.objectives.map(({ measure }) => measure),
      ),
    ]
  })
  return opened(folder, journal)
}

/**
 * Opens the study of a folder.
 *
 * @throws {UsageError} if there is none
 * @throws {DataError} if its journal is damaged
 */
export async function openStudyFolder(folder: string): Promise<StoredStudy> {
  const journal = openJournal(folder)
  await journal.sync()
  return opened(folder, journal)
}

function opened(folder: string, journal: Journal): StoredStudy {
  const found = ownStudy(journal.replay)
  if (!found)
    throw new UsageError(
      `${folder}: expected the folder of a study, with ${journalName}, found none; \`mnist study run FILE\` begins one`,
    )
  const { name } = found
  const description = descriptionOf(found)
  const { definition, task, shard, ...common } = description
  return {
    folder,
    description,
    ...(shard && { shard }),
    common,
    study: parseStudy(definition, task),
    async sync() {
      await journal.sync()
      return journal.replay.study(name)!
    },
    async update(decide) {
      await journal.update(replay => decide(replay.study(name)!))
      return journal.replay.study(name)!
    },
    async setAttribute(key, value) {
      await journal.update(replay => [setStudyAttribute(replay.study(name)!.id, key, value)])
    },
    claim: claimTrial(folder),
    save: saveTrial(folder),
  }
}

const descriptionOf = ({ attributes }: JournalStudy) => attributes[ATTRIBUTE] as StudyDescription

function ownStudy(replay: Replay): JournalStudy | undefined {
  return replay
    .names()
    .map(name => replay.study(name)!)
    .find(({ attributes }) => attributes[ATTRIBUTE] !== undefined)
}

/** A study goes on as it began: only its budget and how its winners are confirmed may change. */
function changes(folder: string, found: JournalStudy, study: Study, { definition, shard }: StudyDescription): Entry[] {
  const description = descriptionOf(found)
  const [own, wanted] = [description.shard, shard].map(one => (one ? describeShard(one) : 'a whole study'))
  if (own !== wanted) throw new UsageError(`${folder}: expected ${own}, which is there, received ${wanted}`)
  const different = differencesOf(parseStudy(description.definition, description.task), study)
  const fixed = different.filter(key => !['trials', 'hours', 'confirm'].includes(key))
  if (fixed.length > 0)
    throw new UsageError(
      `${folder}: expected the study that is there, received one with another ${fixed.join(', ')}; only trials, hours and confirm may change`,
    )
  return different.length === 0 ? [] : [setStudyAttribute(found.id, ATTRIBUTE, { ...description, definition })]
}

/** In what two studies differ. */
export function differencesOf(a: Study, b: Study): (keyof Study)[] {
  return (Object.keys({ ...a, ...b }) as (keyof Study)[]).filter(
    key => JSON.stringify(a[key]) !== JSON.stringify(b[key]),
  )
}

/** A journal and what its lines say. */
interface Journal {
  readonly replay: Replay
  sync(): Promise<void>
  update(decide: (replay: Replay) => readonly Entry[]): Promise<void>
}

function openJournal(folder: string): Journal {
  const path = join(folder, journalName)
  const file: JournalFile = openJournalFile(path)
  const replay = createReplay()
  const worker = randomUUID()
  const apply = (lines: readonly string[]) => {
    for (const line of lines)
      try {
        replay.apply(line)
      } catch (error) {
        throw error instanceof DataError ? inContext(`${path}: `, error) : error
      }
  }
  return {
    replay,
    sync: async () => apply(await file.read()),
    update: decide =>
      file.update(added => {
        apply(added)
        const lines = decide(replay).map(({ op_code, ...entry }) =>
          JSON.stringify({ op_code, worker_id: worker, ...entry }),
        )
        apply(lines) // written right after; where that fails, so does all that follows
        return lines
      }),
  }
}
