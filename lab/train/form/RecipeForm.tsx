import type { PresetName } from '../../../src/model/presets.js'
import { type OptimizerKind, optimizerBuilders } from '../../../src/training/optimizers.js'
import { type ScheduleConfig, scheduleKinds } from '../../../src/training/schedules.js'
import { count } from '../format.js'
import { type EngineChoice, MAX_IMAGES } from '../trainingPlan.js'
import {
  checked,
  chooseImages,
  chooseOptimizer,
  choosePreset,
  chooseSchedule,
  draft,
  edit,
  editRecipe,
} from './draft.js'
import { ChoiceField, FlagField, NumberField } from './Field.js'

/** Those whose layers follow one another, as the table of layers has them: `tiny` branches. */
const presetChoices: readonly (readonly [PresetName, string])[] = [
  ['mlp', 'mlp: dense layers only'],
  ['keras', 'keras: the convnet of Keras’s example'],
  ['fast', 'fast: a small convolutional net'],
  ['accurate', 'accurate: a larger net, slower'],
  ['handwriting', 'handwriting: for pictures, slower still'],
]

/** What is chosen before all else. */
export function Basics() {
  const { preset, images, recipe } = draft.value
  const steps = Math.ceil(
    (images + recipe.syntheticDigits + recipe.outlierImages + recipe.sceneCrops) / recipe.batchSize,
  )
  return (
    <section class="basics" aria-label="What to train">
      <ChoiceField label="Start from the preset" value={preset} choices={presetChoices} onChange={choosePreset} />
      <div class="fields">
        <NumberField
          label="Images"
          value={images}
          min={1}
          max={MAX_IMAGES}
          step="any"
          error={errorOf('images')}
          hint={`of ${count(MAX_IMAGES)} to learn from`}
          onChange={chooseImages}
        />
        <NumberField
          label="Epochs"
          value={recipe.epochs}
          min={1}
          error={errorOf('epochs')}
          hint="times each is seen"
          onChange={epochs => editRecipe({ epochs })}
        />
        <NumberField
          label="Batch size"
          value={recipe.batchSize}
          min={1}
          error={errorOf('batchSize')}
          hint={Number.isFinite(steps) && steps > 0 ? `${count(steps)} steps an epoch` : undefined}
          onChange={batchSize => editRecipe({ batchSize })}
        />
      </div>
    </section>
  )
}

const engines: readonly (readonly [EngineChoice, string])[] = [
  ['auto', 'the faster here'],
  ['wasm', 'processor (WebAssembly)'],
  ['webgpu', 'graphics card (WebGPU)'],
]

/** How the net is trained. */
export function Settings() {
  const { recipe, seed, engine, threads } = draft.value
  const { optimizer, schedule } = recipe
  return (
    <section class="settings" aria-labelledby="settings-title">
      <h2 id="settings-title">The training</h2>
      <div class="fields">
        <ChoiceField
          label="Optimizer"
          value={optimizer.kind}
          choices={Object.keys(optimizerBuilders) as OptimizerKind[]}
          onChange={chooseOptimizer}
        />
        <NumberField
          label="Learning rate"
          value={optimizer.learningRate!}
          min={0}
          step="any"
          error={errorOf('learningRate')}
          onChange={learningRate => editRecipe({ optimizer: { ...optimizer, learningRate } })}
        />
        <ChoiceField
          label="Schedule"
          value={schedule.kind}
          choices={scheduleKinds as ScheduleConfig['kind'][]}
          onChange={chooseSchedule}
        />
        <NumberField
          label="Validation images"
          value={recipe.validation}
          min={0}
          error={errorOf('validation')}
          hint="images, not learned from"
          onChange={validation => editRecipe({ validation })}
        />
        <NumberField
          label="Seed"
          value={seed}
          min={0}
          error={errorOf('seed')}
          onChange={next => edit({ seed: next })}
        />
      </div>
      <details>
        <summary>More settings</summary>
        <div class="fields">
          <Numbers of={optimizer} except="learningRate" onChange={next => editRecipe({ optimizer: next })} />
          <Numbers of={schedule} onChange={next => editRecipe({ schedule: next })} />
          <NumberField
            label="Label smoothing"
            value={recipe.labelSmoothing}
            min={0}
            step="any"
            error={errorOf('labelSmoothing')}
            onChange={labelSmoothing => editRecipe({ labelSmoothing })}
          />
          <NumberField
            label="Generated digits"
            value={recipe.syntheticDigits}
            min={0}
            error={errorOf('syntheticDigits')}
            hint="of other pens, mixed in"
            onChange={syntheticDigits => editRecipe({ syntheticDigits })}
          />
          <NumberField
            label="Images of no digit"
            value={recipe.outlierImages}
            min={0}
            error={errorOf('outlierImages')}
            hint="mixed in, to learn to doubt"
            onChange={outlierImages => editRecipe({ outlierImages })}
          />
          <NumberField
            label="Cut out of pictures"
            value={recipe.sceneCrops}
            min={0}
            error={errorOf('sceneCrops')}
            hint="of generated ones, mixed in"
            onChange={sceneCrops => editRecipe({ sceneCrops })}
          />
          <ChoiceField label="Computed by" value={engine} choices={engines} onChange={next => edit({ engine: next })} />
          <NumberField
            label="Threads"
            value={threads}
            min={1}
            max={16}
            error={errorOf('threads')}
            hint="on the processor"
            onChange={next => edit({ threads: next })}
          />
        </div>
        {recipe.augmentation && (
          <p class="quiet">
            The training images are changed at random:{' '}
            {Object.entries(recipe.augmentation)
              .filter(([, amount]) => amount > 0)
              .map(([name, amount]) => `${name} ${amount}`)
              .join(', ')}
            .
          </p>
        )}
      </details>
    </section>
  )
}

/** The numbers and flags of an optimizer or a schedule, by their own names. */
function Numbers<T extends object>({ of, except, onChange }: { of: T; except?: string; onChange: (next: T) => void }) {
  return Object.entries(of).map(([name, value]: [string, unknown]) => {
    if (name === except) return null
    const change = (next: unknown) => onChange({ ...of, [name]: next })
    if (typeof value === 'number')
      return (
        <NumberField key={name} label={words(name)} value={value} step="any" error={errorOf(name)} onChange={change} />
      )
    if (typeof value === 'boolean') return <FlagField key={name} label={words(name)} value={value} onChange={change} />
    return null
  })
}

function words(name: string): string {
  const spaced = name.replace(/([a-z])([A-Z0-9])/g, '$1 $2').toLowerCase()
  return spaced.charAt(0).toUpperCase() + spaced.slice(1)
}

function errorOf(field: string): string | undefined {
  const result = checked.value
  return 'plan' in result || result.field !== field ? undefined : result.reason
}
