import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { bringPicture, pictureIn } from '../scene/pastedPicture.js'
import { canUndo, clear, isEmpty, undo } from '../scene/scene.js'

/** Why the last picture could not be shown. */
const failure = signal('')

async function bring(file: File | undefined): Promise<void> {
  failure.value = ''
  if (!file) return
  try {
    await bringPicture(file)
  } catch (error) {
    failure.value = (error as Error).message
  }
}

/** What can be done to the pad, below it. A picture may also be dropped or pasted anywhere on the page. */
export function Tools() {
  useEffect(() => {
    const listening = new AbortController()
    const { signal } = listening
    document.addEventListener('paste', ({ clipboardData }) => void bring(pictureIn(clipboardData)), { signal })
    document.addEventListener('dragover', event => event.preventDefault(), { signal })
    document.addEventListener(
      'drop',
      event => {
        event.preventDefault() // or the browser would leave the page for the picture
        const file = pictureIn(event.dataTransfer)
        if (file) void bring(file)
        else failure.value = 'expected a picture, received something else'
      },
      { signal },
    )
    return () => listening.abort()
  }, [])
  return (
    <>
      <div class="tools">
        <button type="button" onClick={undo} disabled={!canUndo.value}>
          Undo
        </button>
        <button type="button" onClick={clear} disabled={isEmpty.value}>
          Clear
        </button>
        <span class="push" />
        <PictureInput label="Open a picture" />
        <PictureInput label="Take a photo" camera />
      </div>
      <p class="hint quiet">A picture can be dropped or pasted anywhere, too.</p>
      <p class="failure" role="alert">
        {failure.value}
      </p>
    </>
  )
}

/** A button that asks for a picture; on a telephone or tablet, the second one opens the camera. */
function PictureInput({ label, camera = false }: { readonly label: string; readonly camera?: boolean }) {
  return (
    <label class={`button ${camera ? 'camera' : ''}`}>
      {label}
      <input
        class="unseen"
        type="file"
        accept="image/*"
        {...(camera && { capture: 'environment' })}
        onChange={({ currentTarget }) => {
          void bring(currentTarget.files?.[0])
          currentTarget.value = '' // so that the same picture can be chosen again
        }}
      />
    </label>
  )
}
