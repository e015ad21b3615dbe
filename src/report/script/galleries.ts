import type { PageData } from '../pageData.js'

/** Fills the lists of digits, as many as each shows at first; a button below shows the rest. */
export function fillGalleries(data: PageData, card: (cell: number, bars: boolean) => HTMLElement): void {
  for (const list of document.querySelectorAll<HTMLElement>('[data-gallery]')) {
    const gallery = data.galleries[list.dataset.gallery!]!
    const first = Number(list.dataset.first)
    const fill = (cells: readonly number[]) => list.append(...cells.map(cell => card(cell, true)))
    fill(gallery.digits.slice(0, first))
    const rest = gallery.digits.slice(first)
    if (rest.length === 0) continue
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'button'
    button.textContent = `Show ${rest.length} more`
    button.addEventListener('click', () => {
      const next = list.children.length
      fill(rest)
      button.remove()
      const item = list.children[next] as HTMLElement
      item.tabIndex = -1 // or the keyboard would begin again at the top of the page
      item.focus()
    })
    list.after(button)
  }
}
