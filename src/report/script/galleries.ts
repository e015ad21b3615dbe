import type { PageData } from '../pageData.js'

// This function is printed into the page: it must use nothing but its arguments and what a browser has.

/** Fills the lists of digits, as many as each shows at first; a button below shows the rest. */
export function fillGalleries(data: PageData, card: (place: number, bars: boolean) => HTMLElement): void {
  for (const list of document.querySelectorAll<HTMLElement>('[data-gallery]')) {
    const gallery = data.galleries[list.dataset.gallery!]!
    const first = Number(list.dataset.first)
    const fill = (places: readonly number[]) => list.append(...places.map(place => card(place, true)))
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
