import { useState } from 'preact/hooks'
import { task } from '../../task.js'
import { count, shape } from '../format.js'
import { type DraftLayer, draft, edit, keyed, rows } from './draft.js'
import { ChoiceField, FlagField, NumberField, PairField } from './Field.js'
import { type LayerField, type LayerKind, layerFields, layerKinds, newLayer, type PlacedRow } from './layerFields.js'

/** The net, a row to each layer: its options, what becomes of the image there, and what does not fit. */
export function LayerTable() {
  const { layers } = draft.value
  const total = rows.value.reduce((sum, { parameters = 0 }) => sum + parameters, 0)
  const set = (next: readonly DraftLayer[]) => edit({ layers: next })
  return (
    <section class="net" aria-labelledby="net-title">
      <h2 id="net-title">The network</h2>
      <p class="quiet">
        An image of {task.imageShape.join(' × ')} goes in at the top; {task.classes.length} probabilities must come out.
      </p>
      <ol class="layers">
        {layers.map((layer, index) => (
          <LayerRow
            key={layer.key}
            layer={layer}
            row={rows.value[index] ?? {}}
            index={index}
            last={layers.length - 1}
            onChange={config => set(layers.map(other => (other === layer ? { ...layer, config } : other)))}
            onMove={to => set(moved(layers, index, to))}
            onRemove={() => set(layers.filter(other => other !== layer))}
            onInsert={() => set(layers.toSpliced(index + 1, 0, layerAfter(index)))}
          />
        ))}
      </ol>
      <p class="sum">
        <button type="button" onClick={() => set(layers.toSpliced(-1, 0, layerAfter(layers.length - 2)))}>
          Add a layer
        </button>
        <span>
          {rows.value.some(({ error }) => error) ? 'The layers do not fit together yet' : `${count(total)} parameters`}
        </span>
      </p>
    </section>
  )
}

interface LayerRowProps {
  readonly layer: DraftLayer
  readonly row: PlacedRow
  readonly index: number
  readonly last: number
  readonly onChange: (config: DraftLayer['config']) => void
  readonly onMove: (to: number) => void
  readonly onRemove: () => void
  readonly onInsert: () => void
}

function LayerRow({ layer: { config }, row, index, last, onChange, onMove, onRemove, onInsert }: LayerRowProps) {
  const [open, setOpen] = useState(false)
  const kind = config.kind as LayerKind
  const fields = layerFields[kind]
  const name = `layer ${index + 1}, ${kind}`
  const asked = fields.filter(({ aside }) => open || !aside)
  return (
    <li class={row.error ? 'unfit' : ''}>
      <div class="options">
        <ChoiceField
          label={`layer ${index + 1}`}
          value={kind}
          choices={layerKinds}
          onChange={next => onChange(newLayer(next))}
        />
        {asked.map(field => (
          <Option
            key={field.name}
            field={field}
            value={config[field.name]}
            onChange={value => onChange({ ...config, [field.name]: value })}
          />
        ))}
      </div>
      <div class="outcome">
        <span class="quiet">{row.shape ? `→ ${shape(row.shape)}` : '→ ?'}</span>
        <span class="quiet">{row.parameters ? `${count(row.parameters)} parameters` : ''}</span>
        <span class="acts">
          {fields.some(({ aside }) => aside) && (
            <button
              type="button"
              class="small"
              aria-expanded={open}
              aria-label={`More of ${name}`}
              title="More options"
              onClick={() => setOpen(!open)}
            >
              …
            </button>
          )}
          <button
            type="button"
            class="small"
            aria-label={`Move ${name} up`}
            title="Up"
            disabled={index === 0}
            onClick={() => onMove(index - 1)}
          >
            ↑
          </button>
          <button
            type="button"
            class="small"
            aria-label={`Move ${name} down`}
            title="Down"
            disabled={index === last}
            onClick={() => onMove(index + 1)}
          >
            ↓
          </button>
          <button
            type="button"
            class="small"
            aria-label={`Insert a layer after ${name}`}
            title="Insert below"
            onClick={onInsert}
          >
            +
          </button>
          <button type="button" class="small" aria-label={`Remove ${name}`} title="Remove" onClick={onRemove}>
            ×
          </button>
        </span>
      </div>
      {row.error && (
        <p class="wrong" role="status">
          {row.error}
        </p>
      )}
    </li>
  )
}

interface OptionProps {
  readonly field: LayerField
  readonly value: unknown
  readonly onChange: (value: unknown) => void
}

function Option({ field, value, onChange }: OptionProps) {
  const { label } = field
  if (field.sort === 'number')
    return <NumberField label={label} value={Number(value)} step={field.step ?? 1} min={0} onChange={onChange} />
  if (field.sort === 'pair') return <PairField label={label} value={value} onChange={onChange} />
  if (field.sort === 'flag') return <FlagField label={label} value={value === true} onChange={onChange} />
  // An activation may carry a parameter of its own; the form knows its kind.
  const chosen = typeof value === 'object' && value !== null ? (value as { kind: string }).kind : String(value)
  return <ChoiceField label={label} value={chosen} choices={field.choices} onChange={onChange} />
}

/** A layer of a kind that fits behind the one at a place: a convolution where there still is an image. */
function layerAfter(index: number): DraftLayer {
  const shape = index < 0 ? task.imageShape : rows.value[index]?.shape
  return keyed(newLayer(shape?.length === 3 ? 'conv2d' : 'dense'))
}

function moved(layers: readonly DraftLayer[], from: number, to: number): readonly DraftLayer[] {
  return layers.toSpliced(from, 1).toSpliced(to, 0, layers[from]!)
}
