/** Lets the buttons for it copy the text that stands before them. */
export function answerCopy(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-copy]')) {
    const source = document.getElementById(button.dataset.copy!)
    if (!source) continue
    button.hidden = false
    button.addEventListener('click', async () => {
      try {
        await navigator.clipboard.writeText(source.textContent ?? '')
        button.textContent = 'Copied'
      } catch {
        // Where the clipboard is closed to a file, the text is selected for the keyboard to copy.
        getSelection()?.selectAllChildren(source)
        button.textContent = 'Selected: copy it by keyboard'
      }
    })
  }
}
