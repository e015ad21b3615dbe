import type { PageData } from '../pageData.js'

/** Shows the digits of the cell that is clicked; the arrow keys move among the cells, which are one stop of the Tab key. */
export function answerMatrix(data: PageData, card: (cell: number, bars: boolean) => HTMLElement): void {
  const table = document.querySelector('.matrix')
  const list = document.getElementById('cell-digits')
  const caption = document.getElementById('cell-caption')
  if (!table || !list || !caption) return
  const buttons = [...table.querySelectorAll<HTMLButtonElement>('button')]
  const at = ({ dataset }: HTMLElement): [number, number] => [Number(dataset.truth), Number(dataset.read)]

  function show(button: HTMLButtonElement): void {
    for (const other of buttons) other.setAttribute('aria-pressed', String(other === button))
    stopAt(button)
    const [truth, read] = at(button)
    const gallery = data.galleries[`cell-${truth}-${read}`]!
    caption!.textContent = gallery.caption
    list!.replaceChildren(...gallery.digits.map(cell => card(cell, false)))
  }

  function stopAt(button: HTMLButtonElement): void {
    for (const other of buttons) other.tabIndex = other === button ? 0 : -1
  }

  /** The next cell with digits in the direction of the key. */
  function next(from: HTMLButtonElement, key: string): HTMLButtonElement | undefined {
    const [row, column] = at(from)
    const along = buttons.filter(other => {
      const [otherRow, otherColumn] = at(other)
      if (key === 'ArrowRight') return otherRow === row && otherColumn > column
      if (key === 'ArrowLeft') return otherRow === row && otherColumn < column
      if (key === 'ArrowDown') return otherColumn === column && otherRow > row
      return key === 'ArrowUp' && otherColumn === column && otherRow < row
    })
    return key === 'ArrowRight' || key === 'ArrowDown' ? along[0] : along.at(-1)
  }

  for (const button of buttons) {
    button.addEventListener('click', () => show(button))
    button.addEventListener('keydown', event => {
      if (!event.key.startsWith('Arrow')) return
      event.preventDefault()
      const other = next(button, event.key)
      if (!other) return
      stopAt(other)
      other.focus()
    })
  }
  const first = buttons.find(button => button.hasAttribute('data-first')) ?? buttons[0]
  if (first) show(first)
}
