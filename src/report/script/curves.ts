import type { PageData } from '../pageData.js'

/** Tells the values of the point that the pointer or the slider is at, and marks it in every plot. */
export function answerCurves(data: PageData): void {
  const slider = document.querySelector<HTMLInputElement>('.slider input')
  const output = document.querySelector<HTMLOutputElement>('.slider output')
  if (!slider || !output) return
  const fields = document.querySelectorAll('[data-field]')

  function show(index: number): void {
    const reading = data.readings[index]
    if (!reading) return
    slider!.value = String(index)
    const epoch = Number(reading.epoch.toFixed(2))
    slider!.setAttribute('aria-valuetext', `epoch ${epoch}`)
    output!.textContent = `Epoch ${epoch}`
    for (const [row, field] of fields.entries()) field.textContent = reading.fields[row] ?? ''
    for (const column of document.querySelectorAll<SVGElement>('.epoch'))
      column.classList.toggle('current', Number(column.dataset.epoch) === reading.epoch)
  }

  slider.addEventListener('input', () => show(Number(slider.value)))
  for (const column of document.querySelectorAll<SVGElement>('.epoch')) {
    const index = data.readings.findIndex(({ epoch }) => epoch === Number(column.dataset.epoch))
    for (const event of ['pointerenter', 'pointerdown']) column.addEventListener(event, () => show(index))
  }
  show(data.readings.length - 1)
}
