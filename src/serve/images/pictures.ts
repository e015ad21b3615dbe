import * as v from 'valibot'
import { show } from '../../options.js'
import { parseJson } from '../http/parseJson.js'
import { Problem } from '../http/problem.js'

/** A picture that a request asks about. */
export interface SentPicture {
  /** The content of an image file. */
  readonly content: Uint8Array
  /** What the client calls it. */
  readonly file?: string
}

/** The pictures of a request, and whether they are to be answered by a list. */
export interface SentPictures {
  readonly pictures: readonly SentPicture[]
  readonly isList: boolean
}

/** Media types that a request may have. */
export const acceptedTypes = ['image/*', 'application/octet-stream', 'application/json', 'multipart/form-data']

/**
 * The pictures in the body of a request: an image file, a form with files, or JSON with base64.
 *
 * @throws {Problem} 400 where the body is damaged, 413 where there are too many, 415 where it is of another type, 422 where it holds none
 */
export async function picturesOf(type: string | undefined, body: Buffer, limit: number): Promise<SentPictures> {
  const [media = ''] = (type ?? '').toLowerCase().split(';')
  const found = await parse(media.trim(), type ?? '', body)
  const { length } = found.pictures
  if (length > limit) throw new Problem(413, `expected at most ${limit} pictures, received ${length}`)
  if (length === 0) throw new Problem(422, 'expected at least one picture, received none')
  return found
}

async function parse(media: string, type: string, body: Buffer): Promise<SentPictures> {
  if (media === 'application/json') return fromJson(parseJson(body))
  if (media === 'multipart/form-data') return { pictures: await fromForm(type, body), isList: true }
  if (media === 'application/octet-stream' || /^image\/[\w.+-]+$/.test(media))
    return { pictures: [{ content: body }], isList: false }
  const hint = media === 'application/x-www-form-urlencoded' ? " (with curl, add --header 'content-type: image/*')" : ''
  throw new Problem(415, `expected content-type to be ${acceptedTypes.join(', ')}, received ${show(media)}${hint}`, {
    accept: acceptedTypes.join(', '),
  })
}

const base64 = v.string('base64')
const oneSchema = v.strictObject({ image: base64 })
const listSchema = v.strictObject({ images: v.array(base64, 'a list of base64') })

function fromJson(value: unknown): SentPictures {
  if (v.is(oneSchema, value)) return { pictures: [{ content: decode(value.image) }], isList: false }
  if (v.is(listSchema, value))
    return { pictures: value.images.map(image => ({ content: decode(image) })), isList: true }
  throw new Problem(422, `expected {"image": base64} or {"images": [base64, …]}, received ${show(value)}`)
}

/** @param text base64 as RFC 4648 has it, or a data URL */
function decode(text: string): Uint8Array {
  const encoded = text.replace(/^data:[^,]{0,100};base64,/, '')
  if (!/^[\w+/-]*={0,2}$/.test(encoded)) throw new Problem(422, `expected an image as base64, received ${show(text)}`)
  return Buffer.from(encoded, 'base64')
}

async function fromForm(type: string, body: Buffer): Promise<SentPicture[]> {
  let form: FormData
  try {
    form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData()
  } catch {
    throw new Problem(400, 'expected a form of multipart/form-data, received one that is damaged')
  }
  return Promise.all(
    [...form].map(async ([name, value]) => {
      if (typeof value === 'string')
        throw new Problem(422, `expected files in the form, received the text ${show(name)}`)
      return { content: new Uint8Array(await value.arrayBuffer()), file: value.name }
    }),
  )
}
