/** What a validator says of one of its options. */
export interface ProbedOption {
  readonly name: string
  /** What is expected, in the words of the error. */
  readonly expected: string
  /** undefined where there is none; `required` where it must be given. */
  readonly defaultsTo: string | undefined
}

/** Values for options that must be given, so that the others can be tried. */
const samples: Record<string, unknown> = {
  units: 4,
  filters: 4,
  kernelSize: 3,
  rate: 0.5,
  function: 'relu',
  targetShape: [4],
  reducedUnits: 2,
  patience: 2,
  layers: [{ kind: 'flatten' }, { kind: 'dense', units: 10, activation: 'softmax' }],
}

/** No option is one of these. */
const nonsense = () => undefined

/**
 * Asks a validator for its options, by its answers to what it refuses: an unknown option, and each option with a value of no known type.
 *
 * @param parse checks options and fills in what is left out
 */
export function probe(parse: (options: object) => object): ProbedOption[] {
  const given: Record<string, unknown> = {}
  const required = () => /expected (\w+).*, which is missing/.exec(refusal(parse, given) ?? '')?.[1]
  for (let name = required(); name !== undefined; name = required()) {
    if (!(name in samples) || name in given) throw new Error(`probe.ts: expected a sample of the option ${name}`)
    given[name] = samples[name]
  }
  const [, list] = /allowed (?:is|are) (.*)$/.exec(refusal(parse, { ...given, [unknown]: 0 })!)!
  const parsed = parse(given) as Record<string, unknown>
  return list!
    .split(', ')
    .filter(name => name !== 'none')
    .map(name => {
      const message = refusal(parse, { ...given, [name]: nonsense }) ?? ''
      const isRequired = name in given
      const value = parsed[name]
      return {
        name,
        expected: /expected (?:\S+ to be )?(.*), received/.exec(message)?.[1] ?? '',
        defaultsTo: isRequired ? 'required' : value === undefined ? undefined : JSON.stringify(value),
      }
    })
}

const unknown = 'no such option'

function refusal(parse: (options: object) => object, options: object): string | undefined {
  try {
    parse(options)
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}
