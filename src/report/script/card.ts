import { formatPercent } from '../../figures/format.js'
import type { PageData, ShownDigit } from '../pageData.js'

/**
 * Makes what shows one digit: the image, what it is, and what was read in it.
 *
 * @param sprite the picture of all digits, loaded
 */
export function cardMaker(data: PageData, sprite: CanvasImageSource): (cell: number, bars: boolean) => HTMLElement {
  const make = (name: string, className: string, ...children: (Node | string)[]) => {
    const element = document.createElement(name)
    if (className) element.className = className
    element.append(...children)
    return element
  }

  const { imageWidth: width, imageHeight: height } = data

  function draw(cell: number, { index, truth }: ShownDigit): HTMLCanvasElement {
    const canvas = document.createElement('canvas')
    canvas.width = width
    canvas.height = height
    if (data.isColor) canvas.className = 'color'
    canvas.setAttribute('role', 'img')
    canvas.setAttribute('aria-label', `${data.measuredOn} image ${index}, a ${data.classes[truth]}`)
    const [x, y] = [(cell % data.columns) * width, Math.floor(cell / data.columns) * height]
    canvas.getContext('2d')!.drawImage(sprite, x, y, width, height, 0, 0, width, height)
    return canvas
  }

  return (cell, bars) => {
    const digit = data.digits[cell]!
    const first = digit.guesses[0]!
    const number = make('small', '', `#${digit.index}`)
    if (!bars) {
      const percent = formatPercent(first.probability, 1)
      return make('li', '', draw(cell, digit), make('div', '', percent), number)
    }
    const isOneModel = first.text === data.classes[first.label]
    const rows = digit.guesses.map((guess, rank) => {
      const bar = document.createElement('i')
      bar.style.width = `${guess.probability * 100}%`
      const state = `${rank === 0 || !isOneModel ? ' read' : ''}${guess.label === digit.truth ? ' right' : ''}`
      const percent = formatPercent(guess.probability, 1)
      return make('div', `bar${state}`, make('b', '', guess.text), bar, make('span', '', percent))
    })
    const truth = data.classes[digit.truth]
    const title = isOneModel ? `${truth} read as ${first.text} ` : `truth ${truth} `
    return make('li', '', draw(cell, digit), make('p', '', title, number), ...rows)
  }
}
