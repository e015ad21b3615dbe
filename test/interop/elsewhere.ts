import { readFile } from 'node:fs/promises'

// What tests share that let other programs compute.

/**
 * Why tests are left out, as a part of their names; nothing where they run. They take minutes: ATTACK=full runs them, as `npm run test:formats` does.
 *
 * @param missing what is said where it is not installed
 */
export function whyLeftOut(isInstalled: boolean, missing: string): string {
  if (!isInstalled) return ` (left out: ${missing})`
  return process.env.ATTACK === 'full' ? '' : ' (left out: npm run test:formats)'
}

/** The numbers of a file that NumPy's `tofile` wrote. */
export async function floatsOf(path: string): Promise<Float32Array> {
  return new Float32Array(new Uint8Array(await readFile(path)).buffer)
}
