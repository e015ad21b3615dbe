/** An object of Keras, as its JSON has it: a layer, a regularizer, an initializer. */
export interface KerasObject {
  readonly className: string
  readonly config: Readonly<Record<string, unknown>>
}

/** The object that a value of a Keras configuration describes; undefined where it describes none. */
export function classOf(value: unknown): KerasObject | undefined {
  if (!isRecord(value) || typeof value.class_name !== 'string') return undefined
  return { className: value.class_name, config: isRecord(value.config) ? value.config : {} }
}

/** An object as Keras's JSON has it. */
export function serialized(module: string, { className, config }: KerasObject): Record<string, unknown> {
  return { module, class_name: className, config, registered_name: null }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What Keras calls an object of a class where nobody named it: `MaxPooling2D` → `max_pooling2d`. */
export function snakeCase(name: string): string {
  return name
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
}
