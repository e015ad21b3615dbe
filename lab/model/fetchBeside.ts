/**
 * Fetches a network that lies beside the page.
 *
 * @throws Error that names the file, where it is missing
 */
export async function fetchBeside(name: string): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(`./${name}`)
  if (!response.ok) throw new Error(`${name}: expected the model beside the page, received ${response.status}`)
  return new Uint8Array(await response.arrayBuffer())
}
