import { signal } from '@preact/signals'
import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import type { MyDigit } from './digit.js'

interface Schema extends DBSchema {
  digits: { key: string; value: MyDigit }
}

/** The digits that were kept, oldest first; undefined until they are loaded. */
export const myDigits = signal<readonly MyDigit[] | undefined>(undefined)

/** Why nothing can be kept, such as in a private window. */
export const storeFailure = signal<string | undefined>(undefined)

let opening: Promise<IDBPDatabase<Schema>> | undefined

function database(): Promise<IDBPDatabase<Schema>> {
  opening ??= openDB<Schema>('my-digits', 1, {
    upgrade: created => void created.createObjectStore('digits', { keyPath: 'id' }),
  })
  return opening
}

/** Loads what was kept on this machine. */
export async function loadMyDigits(): Promise<void> {
  try {
    const kept = await (await database()).getAll('digits')
    myDigits.value = kept.sort((a, b) => a.at - b.at)
  } catch (error) {
    myDigits.value = []
    storeFailure.value = (error as Error).message
  }
}

/** Keeps digits. Where the browser will not, they stay until the page is closed. */
export async function keepDigits(digits: readonly Omit<MyDigit, 'id' | 'at'>[]): Promise<readonly MyDigit[]> {
  const last = myDigits.value?.at(-1)?.at ?? 0
  const now = Math.max(Date.now(), last + 1)
  const kept = digits.map((digit, index) => ({ ...digit, id: newId(), at: now + index }))
  myDigits.value = [...(myDigits.value ?? []), ...kept]
  await write(store => Promise.all(kept.map(digit => store.put('digits', digit))))
  return kept
}

/** Forgets digits: in the store first, so that who reloads at once does not find them again. */
export async function dropDigits(ids: readonly string[]): Promise<void> {
  await write(store => Promise.all(ids.map(id => store.delete('digits', id))))
  myDigits.value = (myDigits.value ?? []).filter(({ id }) => !ids.includes(id))
}

/** Says anew what a digit is. */
export async function relabelDigit(digit: MyDigit, label: number): Promise<void> {
  const next = { ...digit, label }
  myDigits.value = (myDigits.value ?? []).map(each => (each.id === digit.id ? next : each))
  await write(store => store.put('digits', next))
}

async function write(change: (database: IDBPDatabase<Schema>) => Promise<unknown>): Promise<void> {
  try {
    await change(await database())
  } catch (error) {
    storeFailure.value = (error as Error).message
  }
}

/** Browsers have random UUIDs on secure pages only. */
function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('')
}
