/** Characters of a line. */
const WIDTH = 116

/** A constant array with its values. */
export function arrayText(type: string, name: string, values: ArrayLike<number>): string {
  return `static const ${type} ${name}[${values.length}] = {\n${valuesText(values)}\n};`
}

/** Values separated by commas, in lines. */
export function valuesText(values: ArrayLike<number>): string {
  const lines: string[] = []
  let line = '   '
  for (let i = 0; i < values.length; i++) {
    const word = ` ${int32Text(values[i]!)},`
    if (line.length + word.length > WIDTH) {
      lines.push(line)
      line = '   '
    }
    line += word
  }
  return [...lines, line].join('\n')
}

/** -2147483648 is no literal of an int32_t in C, but an operation on one that does not fit. */
const int32Text = (value: number) => (value === -(2 ** 31) ? '(-2147483647 - 1)' : String(value))

/** A string literal; what C, a comment or another encoding could take for something else is an octal escape. */
export function stringText(text: string): string {
  const bytes = [...new TextEncoder().encode(text)]
  const plain = /[A-Za-z0-9 _.,+-]/
  return `"${bytes
    .map(byte => {
      const character = String.fromCharCode(byte)
      return plain.test(character) ? character : `\\${byte.toString(8).padStart(3, '0')}`
    })
    .join('')}"`
}

/** The initializer of a struct. */
export function structText(type: string, name: string, fields: Readonly<Record<string, string | number>>): string {
  const lines: string[] = []
  let line = '   '
  for (const [key, value] of Object.entries(fields)) {
    const word = ` .${key} = ${value},`
    if (line.length + word.length > WIDTH) {
      lines.push(line)
      line = '   '
    }
    line += word
  }
  return `static const struct ${type} ${name} = {\n${[...lines, line].join('\n')}\n};`
}
