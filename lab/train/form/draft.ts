import { computed, signal } from '@preact/signals'
import type { LayerConfig } from '../../../src/layers/catalog.js'
import { parseConfiguration, type Recipe } from '../../../src/model/configuration.js'
import type { Preprocessing } from '../../../src/model/preprocessing.js'
import { type PresetName, preset } from '../../../src/model/presets.js'
import { type OptimizerConfig, type OptimizerKind, optimizerFrom } from '../../../src/training/optimizers.js'
import type { ScheduleConfig } from '../../../src/training/schedules.js'
import { batchSizeFor, type EngineChoice, MAX_IMAGES, type Plan, usualThreads } from '../trainingPlan.js'
import { type PlacedRow, placeRows } from './layerFields.js'

/** A layer on the table; its number stays with it when it moves. */
export interface DraftLayer {
  readonly key: number
  readonly config: LayerConfig
}

/** What the form holds: perhaps no valid plan yet. */
export interface Draft {
  readonly preset: PresetName
  readonly preprocessing: Preprocessing
  readonly layers: readonly DraftLayer[]
  readonly recipe: Recipe
  readonly images: number
  readonly seed: number
  readonly engine: EngineChoice
  readonly threads: number
}

let keys = 0

export const keyed = (config: LayerConfig): DraftLayer => ({ key: keys++, config })

/** Drawing one takes some milliseconds, which a page waits for. */
const MAX_CROPS = 3000

/** Enough for a first look within seconds. */
const first = { images: 10_000, validation: 1000, epochs: 1 }

/** A preset's net and recipe, in the size of a first look. */
function draftOf(
  name: PresetName,
  { images, seed, engine, threads }: Omit<Draft, 'layers' | 'recipe' | 'preprocessing' | 'preset'>,
): Draft {
  const { preprocessing, layers, training } = preset(name)
  const share = images / (MAX_IMAGES - training.validation)
  return {
    preset: name,
    preprocessing,
    layers: layers.map(keyed),
    recipe: {
      ...training,
      epochs: first.epochs,
      validation: first.validation,
      batchSize: batchSizeFor(images, training.batchSize),
      syntheticDigits: Math.round(training.syntheticDigits * Math.min(1, share)),
      outlierImages: Math.round(training.outlierImages * Math.min(1, share)),
      sceneCrops: Math.min(MAX_CROPS, Math.round(training.sceneCrops * Math.min(1, share))),
      // The pad wants honest probabilities, and to know when to refuse.
      temperatureScaling: true,
    },
    images,
    seed,
    engine,
    threads,
  }
}

export const draft = signal<Draft>(
  draftOf('fast', { images: first.images, seed: 0, engine: 'auto', threads: usualThreads() }),
)

export function edit(change: Partial<Draft>): void {
  draft.value = { ...draft.value, ...change }
}

export function editRecipe(change: Partial<Recipe>): void {
  edit({ recipe: { ...draft.value.recipe, ...change } })
}

export function choosePreset(name: PresetName): void {
  draft.value = draftOf(name, draft.value)
}

/** Another number of images wants batches of another size, so that an epoch has enough steps. */
export function chooseImages(images: number): void {
  const { preset: name, recipe } = draft.value
  edit({ images, recipe: { ...recipe, batchSize: batchSizeFor(images, preset(name).training.batchSize) } })
}

export function chooseOptimizer(kind: OptimizerKind): void {
  editRecipe({ optimizer: { kind, ...optimizerFrom({ kind }).config } as OptimizerConfig })
}

const scheduleOptions: Record<ScheduleConfig['kind'], object> = {
  constant: {},
  step: { factor: 0.5, epochs: 1 },
  linear: { final: 0 },
  cosine: { final: 0 },
  cosineRestarts: { epochs: 1, factor: 2 },
  reduceOnPlateau: { factor: 0.5, patience: 2 },
  oneCycle: { warmup: 0.3 },
}

export function chooseSchedule(kind: ScheduleConfig['kind']): void {
  editRecipe({ schedule: { kind, ...scheduleOptions[kind] } as ScheduleConfig })
}

export const rows = computed<PlacedRow[]>(() => placeRows(draft.value.layers.map(({ config }) => config)))

/** The plan that the form holds, or what keeps it from being one: the field, where one is to blame, and why. */
export type Checked = { readonly plan: Plan } | { readonly field?: string | undefined; readonly reason: string }

export const checked = computed<Checked>(() => {
  const { layers, preprocessing, recipe, images, seed, engine, threads, preset: name } = draft.value
  const wrong = rows.value.findIndex(({ error }) => error !== undefined)
  if (wrong >= 0) return { reason: `layer ${wrong + 1} does not fit: see its row` }
  if (layers.length === 0) return { reason: 'expected at least one layer, received none' }
  if (!whole(images) || images < 1) return refused('images', 'a whole number from 1', images)
  if (!whole(recipe.validation)) return refused('validation', 'a whole number from 0', recipe.validation)
  if (images + recipe.validation > MAX_IMAGES)
    return {
      field: 'images',
      reason: `expected at most ${MAX_IMAGES} images with those held out, received ${images + recipe.validation}`,
    }
  if (!whole(seed)) return refused('seed', 'a whole number from 0', seed)
  if (!whole(threads) || threads < 1) return refused('threads', 'a whole number from 1', threads)
  try {
    const training = { ...recipe, temperatureScaling: recipe.temperatureScaling && recipe.validation > 0 }
    const configuration = parseConfiguration({ preprocessing, layers: layers.map(({ config }) => config), training })
    const original = preset(name)
    const changed =
      JSON.stringify([original.preprocessing, original.layers]) !==
      JSON.stringify([preprocessing, configuration.layers])
    return { plan: { configuration, preset: name, changed, seed, images, engine, threads } }
  } catch (error) {
    const reason = (error as Error).message.replace(/^training: /, '')
    return { field: /expected (\w+)/.exec(reason)?.[1], reason }
  }
})

function whole(value: number): boolean {
  return Number.isInteger(value) && value >= 0
}

function refused(field: string, expected: string, received: number): Checked {
  return {
    field,
    reason: `expected ${field} to be ${expected}, received ${Number.isNaN(received) ? 'nothing' : received}`,
  }
}
