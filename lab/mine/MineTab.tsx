import { signal } from '@preact/signals'
import { download } from '../page/download.js'
import { DigitCard } from './DigitCard.js'
import { dropDigits, keepDigits, myDigits, storeFailure } from './digitStore.js'
import { packDigits, unpackDigits } from './exchange.js'
import { TeachingSection } from './TeachingSection.js'
import './mine.css'

/** What the last import said. */
const told = signal<{ readonly failed: boolean; readonly text: string }>({ failed: false, text: '' })

/** The digits that the user has named: looked at, exported, imported, and taught to the model. */
export function MineTab() {
  const digits = myDigits.value ?? []
  return (
    <>
      <h1>My digits</h1>
      <p class="quiet lead">Digits that you have named on the pad. They are kept in this browser, and nowhere else.</p>
      {storeFailure.value !== undefined && (
        <p class="notice">
          They will be gone when the page is closed: this browser keeps nothing ({storeFailure.value}).
        </p>
      )}
      <div class="tools">
        <button
          type="button"
          disabled={digits.length === 0}
          onClick={() => download('my-digits.zip', packDigits(digits), 'application/zip')}
        >
          Export
        </button>
        <label class="button">
          Import
          <input
            class="unseen"
            type="file"
            multiple
            onChange={({ currentTarget }) => {
              void bring([...(currentTarget.files ?? [])])
              currentTarget.value = ''
            }}
          />
        </label>
        <span class="push" />
        <button
          type="button"
          disabled={digits.length === 0}
          onClick={() => {
            if (confirm(`Delete all ${digits.length} digits?`)) void dropDigits(digits.map(({ id }) => id))
          }}
        >
          Delete all
        </button>
      </div>
      <p class={told.value.failed ? 'failure' : 'told'} role="status">
        {told.value.text}
      </p>
      {myDigits.value && digits.length === 0 ? (
        <p class="nothing">
          No digits yet. <a href="#draw">Draw one</a> and say what it was, or import a ZIP, a pair of IDX files, or PNG
          files named after their digit, such as <code>0001-7.png</code>.
        </p>
      ) : (
        <>
          <ul class="cards">
            {digits.map(digit => (
              <DigitCard key={digit.id} digit={digit} />
            ))}
          </ul>
          <TeachingSection digits={digits} />
        </>
      )}
    </>
  )
}

async function bring(files: readonly File[]): Promise<void> {
  try {
    const named = await Promise.all(
      files.map(async file => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })),
    )
    const kept = await keepDigits(unpackDigits(named))
    told.value = {
      failed: false,
      text: `${kept.length} ${kept.length === 1 ? 'digit has' : 'digits have'} joined yours.`,
    }
  } catch (error) {
    told.value = { failed: true, text: (error as Error).message }
  }
}
