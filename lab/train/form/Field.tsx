import type { ComponentChildren } from 'preact'
import { useId, useState } from 'preact/hooks'

interface FieldProps {
  readonly label: string
  /** What keeps the value from being one. */
  readonly error?: string | undefined
  /** Stands under the control. */
  readonly hint?: ComponentChildren
}

interface Described {
  readonly id: string
  readonly 'aria-invalid': boolean | undefined
  readonly 'aria-describedby': string | undefined
}

/** A control with its name above it, and what is wrong with it below. */
function Field({ label, error, hint, control }: FieldProps & { control: (described: Described) => ComponentChildren }) {
  const id = useId()
  const below = error ?? hint
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {control({ id, 'aria-invalid': error ? true : undefined, 'aria-describedby': below ? `${id}-below` : undefined })}
      {below && (
        <small id={`${id}-below`} class={error ? 'wrong' : 'quiet'}>
          {below}
        </small>
      )}
    </div>
  )
}

interface NumberFieldProps extends FieldProps {
  readonly value: number
  readonly min?: number
  readonly max?: number
  readonly step?: number | 'any'
  readonly onChange: (value: number) => void
}

/** What is no number is passed on as NaN, for the form to refuse. */
export function NumberField({ value, min, max, step = 1, onChange, ...field }: NumberFieldProps) {
  return (
    <Field
      {...field}
      control={described => (
        <input
          {...described}
          type="number"
          inputMode={step === 1 ? 'numeric' : 'decimal'}
          value={Number.isNaN(value) ? '' : value}
          min={min}
          max={max}
          step={step}
          onInput={event => onChange(event.currentTarget.valueAsNumber)}
        />
      )}
    />
  )
}

interface ChoiceFieldProps<T extends string> extends FieldProps {
  readonly value: T
  readonly choices: readonly (T | readonly [value: T, name: string])[]
  readonly onChange: (value: T) => void
}

export function ChoiceField<T extends string>({ value, choices, onChange, ...field }: ChoiceFieldProps<T>) {
  return (
    <Field
      {...field}
      control={described => (
        <select {...described} value={value} onChange={event => onChange(event.currentTarget.value as T)}>
          {choices.map(choice => {
            const [name, text] = typeof choice === 'string' ? [choice, choice] : choice
            return (
              <option key={name} value={name}>
                {text}
              </option>
            )
          })}
        </select>
      )}
    />
  )
}

/** One number, or two for height and width; anything else is handed on as it is typed. */
export function PairField({
  value,
  onChange,
  ...field
}: FieldProps & { value: unknown; onChange: (value: unknown) => void }) {
  const [typed, setTyped] = useState<string>()
  const text = Array.isArray(value) ? value.join(' × ') : String(value ?? '')
  return (
    <Field
      {...field}
      control={described => (
        <input
          {...described}
          type="text"
          value={typed ?? text}
          onInput={event => {
            setTyped(event.currentTarget.value)
            onChange(readPair(event.currentTarget.value))
          }}
          onBlur={() => setTyped(undefined)}
        />
      )}
    />
  )
}

function readPair(text: string): unknown {
  const sizes = text.trim().split(/\s*[×x,;]\s*|\s+/)
  if (!sizes.every(size => /^\d+$/.test(size))) return text
  return sizes.length === 1 ? Number(sizes[0]) : sizes.map(Number)
}

export function FlagField({
  label,
  value,
  onChange,
}: {
  label: string
  value: boolean
  onChange: (value: boolean) => void
}) {
  return (
    <label class="flag">
      <input type="checkbox" checked={value} onChange={event => onChange(event.currentTarget.checked)} />
      {label}
    </label>
  )
}
