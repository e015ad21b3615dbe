import { existsSync } from 'node:fs'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import type { RequestListener } from 'node:http'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { croissantOf } from '../../src/data/croissant.js'
import { filesOf } from '../../src/data/dataset.js'
import { datasetNamed, datasetNames, datasetOfTask, datasets } from '../../src/data/datasets/catalog.js'
import { measurePixels } from '../../src/data/pixelStatistics.js'
import { loadDataset } from '../../src/data/sources/dataset.js'
import { locateDataset } from '../../src/data/sources/locate.js'
import type { LoadProgress } from '../../src/data/sources/progress.js'
import { openData } from '../../src/node/openData.js'
import { imageSize } from '../../src/task.js'
import { type Files, siblingFiles, smallSibling } from './siblingFiles.js'
import { idxImages, serve, temporaryFolder } from './smallDataset.js'

const send =
  (files: Files): RequestListener =>
  (request, response) => {
    const bytes = files[decodeURIComponent(request.url!.slice(1))]
    if (bytes) response.end(bytes)
    else response.writeHead(404).end()
  }

/** A dataset with small files, from mirrors that have them or do something else. */
async function sibling(name: string, ...listeners: RequestListener[]) {
  const files = siblingFiles[name]!
  const mirrors = await Promise.all((listeners.length > 0 ? listeners : [send(files)]).map(serve))
  return { dataset: smallSibling(datasetNamed(name), files, mirrors), mirrors, cache: await temporaryFolder() }
}

const labelsOf: Record<string, [number[], number[]]> = {
  k49: [
    [48, 0, 20],
    [7, 48],
  ],
  'emnist/letters': [
    [0, 25, 1],
    [13, 14],
  ],
  'emnist/balanced': [
    [46, 0, 10],
    [7, 36],
  ],
  'emnist/byclass': [
    [61, 0, 10],
    [7, 36],
  ],
  'emnist/bymerge': [
    [46, 0, 10],
    [7, 36],
  ],
  qmnist: [
    [5, 0, 4],
    [1, 0],
  ],
  usps: [
    [6, 0, 9],
    [1, 4],
  ],
}

describe.each(datasetNames)('%s', name => {
  test('is downloaded, checked and read in its own layout, and found in the cache from then on', async () => {
    const { dataset, cache } = await sibling(name)
    const loaded = await loadDataset(dataset, { cache }, [])
    const [training, test] = labelsOf[name] ?? [
      [5, 0, 4],
      [7, 2],
    ]
    expect([...loaded.training.labels]).toEqual(training)
    expect([...loaded.test.labels]).toEqual(test)
    expect(loaded.training.images).toHaveLength(3 * imageSize(dataset.task))
    expect(loaded.files.map(({ source }) => source)).toEqual(filesOf(dataset).map(() => 'download'))
    const again = await loadDataset({ ...dataset, mirrors: [] }, { cache }, [])
    expect(again.training).toEqual(loaded.training)
    expect(again.test).toEqual(loaded.test)
    expect(again.files.map(({ source }) => source)).toEqual(filesOf(dataset).map(() => 'cache'))
  })

  test('a file of another digest is refused, and nothing is kept of it', async () => {
    const { dataset, cache } = await sibling(name)
    const file = filesOf(dataset)[0]!
    const wrong = file.sha256 === undefined ? { md5: '0'.repeat(32) } : { sha256: '0'.repeat(64) }
    const { training } = dataset.parts
    const images = { ...file, ...wrong }
    const part = { ...training, images, ...(training.labels.name === file.name && { labels: images }) }
    const others = { ...dataset, parts: { ...dataset.parts, training: part } }
    const failed = loadDataset(others, { cache, parts: ['training'] }, [])
    await expect(failed).rejects.toThrow(file.sha256 === undefined ? 'expected MD5 0000' : 'expected SHA-256 0000')
    expect(await readdir(cache)).not.toContain(file.name)
  })

  test('a file that is cut off is refused, and the next mirror is asked', async () => {
    const files = siblingFiles[name]!
    const half = Object.fromEntries(Object.entries(files).map(([file, bytes]) => [file, bytes.subarray(0, -10)]))
    const { dataset, cache, mirrors } = await sibling(name, send(half), send(files))
    const notices: string[] = []
    const onProgress = (p: LoadProgress) => p.kind === 'notice' && notices.push(p.message)
    expect((await loadDataset(dataset, { cache, onProgress }, [])).training.count).toBe(3)
    expect(notices).toHaveLength(filesOf(dataset).length)
    for (const notice of notices) expect(notice.startsWith(mirrors[0]!)).toBe(true)
  })
})

test('what has moved is followed where it was redirected to', async () => {
  const { dataset, cache } = await sibling('k49', (request, response) => {
    if (request.url!.startsWith('/new/'))
      send(siblingFiles.k49!)({ ...request, url: request.url!.slice(4) } as never, response)
    else response.writeHead(301, { location: `/new${request.url}` }).end()
  })
  expect((await loadDataset(dataset, { cache }, [])).test.count).toBe(2)
})

test('what has moved without a word is told with the address, and nothing in the cache is touched', async () => {
  const { dataset, cache, mirrors } = await sibling('usps', (_, response) => response.writeHead(410).end())
  await writeFile(join(cache, 'usps.bz2'), 'mine')
  const failed = loadDataset(dataset, { cache }, [])
  await expect(failed).rejects.toThrow(`${mirrors[0]}usps.t.bz2: expected the file, received HTTP 410 Gone`)
  expect(await readFile(join(cache, 'usps.bz2'), 'utf8')).toBe('mine')
})

test('a mirror that falls silent is given up', async () => {
  const { dataset, cache } = await sibling('qmnist', (_, response) =>
    response.writeHead(200, { 'content-length': 500 }).write('x'),
  )
  await expect(loadDataset(dataset, { cache, timeout: 0.5 }, [])).rejects.toThrow('received none for 0.5 seconds')
  expect(await readdir(cache)).toEqual([])
})

test('EMNIST’s images are turned upright: its files have them column by column', async () => {
  const { dataset, cache } = await sibling('emnist/letters')
  const { training } = await loadDataset(dataset, { cache }, [])
  const written = idxImages(3).subarray(16)
  const at = (image: number, row: number, column: number) => image * 784 + row * 28 + column
  expect(training.images[at(2, 5, 20)]).toBe(written[at(2, 20, 5)])
  expect(training.images[at(0, 27, 0)]).toBe(written[at(0, 0, 27)])
})

test('EMNIST’s archive is downloaded once for both parts and for all splits', async () => {
  const asked: string[] = []
  const { dataset, cache } = await sibling('emnist/digits', (request, response) => {
    asked.push(request.url!)
    send(siblingFiles['emnist/digits']!)(request, response)
  })
  await loadDataset(dataset, { cache }, [])
  expect(asked).toEqual(['/gzip.zip'])
  expect(new Set(datasets.filter(({ name }) => name.startsWith('emnist/')).map(({ cache }) => cache))).toEqual(
    new Set(['emnist']),
  )
})

test('QMNIST’s test images are those after MNIST’s, each with its writer', async () => {
  const { dataset, cache } = await sibling('qmnist')
  const { training, test } = await loadDataset(dataset, { cache }, [])
  expect([...training.groups!]).toEqual([2700, 2701, 2701])
  expect([...test.groups!]).toEqual([12, 300])
  expect(test.images).toEqual(new Uint8Array(idxImages(4).subarray(16 + 2 * 784)))
})

test('USPS’s values from -1 to 1 become bytes', async () => {
  const { dataset, cache } = await sibling('usps')
  const { training } = await loadDataset(dataset, { cache }, [])
  expect([...training.images.subarray(0, 256)]).toEqual(Array.from({ length: 256 }, (_, index) => index))
  expect([...new Set(training.images.subarray(512))]).toEqual([128])
})

test('every dataset says its license, whom to cite, and where its digests are from', () => {
  for (const dataset of datasets) {
    for (const text of [dataset.license, dataset.citation, dataset.digestsFrom, dataset.homepage])
      expect(text.length).toBeGreaterThan(2)
    expect(dataset.mirrors.length).toBeGreaterThanOrEqual(2)
    for (const { sha256, md5 } of filesOf(dataset)) expect(sha256 ?? md5).toMatch(/^([\da-f]{64}|[\da-f]{32})$/)
  }
})

test('a model’s task leads back to the dataset that it was trained on', async () => {
  for (const dataset of datasets) {
    const found = datasetOfTask(structuredClone(dataset.task))!
    expect(found.task).toEqual(dataset.task)
  }
  const opened = await openData({ task: datasetNamed('kmnist').task })
  expect(opened).toMatchObject({ dataset: 'kmnist', trainingCount: 60000 })
})

test('what is in the cache by name is not to be downloaded', async () => {
  const cache = await temporaryFolder()
  const k49 = datasetNamed('k49')
  const all = await locateDataset(k49, { cache })
  expect(all).toMatchObject({ sources: [], missingBytes: 63e6 + 0.2e6 + 11e6 + 0.05e6 })
  await writeFile(join(cache, 'k49-train-imgs.npz'), '')
  expect(await locateDataset(k49, { cache })).toEqual({ sources: ['cache'], missingBytes: 0.2e6 + 11e6 + 0.05e6 })
})

test('a Croissant names every file with where it is, and every class', () => {
  for (const dataset of datasets) {
    const croissant = JSON.parse(JSON.stringify(croissantOf(dataset)))
    expect(croissant['@type']).toBe('sc:Dataset')
    expect(croissant.conformsTo).toBe('http://mlcommons.org/croissant/1.0')
    const ids = croissant.distribution.map((file: { '@id': string }) => file['@id'])
    expect(ids).toEqual(filesOf(dataset).map(({ name }) => name))
    for (const { contentUrl } of croissant.distribution) expect(URL.canParse(contentUrl)).toBe(true)
    expect(croissant.recordSet).toHaveLength(1)
    expect(croissant.recordSet[0].data).toHaveLength(dataset.task.classes.length)
    // What mlcroissant calls required.
    for (const key of ['name', 'description', 'license', 'url', 'citeAs'])
      expect(croissant[key]).toEqual(expect.any(String))
    for (const file of croissant.distribution) expect(file.sha256 ?? file.md5).toMatch(/^[0-9a-f]{32,64}$/)
    for (const file of croissant.distribution)
      for (const key of ['name', 'description', 'contentSize', 'encodingFormat']) expect(file[key]).toMatch(/./)
  }
})

const debian = datasetNamed('fashion-mnist').debian!.folder

test.skipIf(!existsSync(debian) && !process.env.CI)(
  'Debian’s package has Fashion-MNIST, and nothing is downloaded',
  async () => {
    const { training, test, files } = await loadDataset(datasetNamed('fashion-mnist'), {
      cache: await temporaryFolder(),
      mirrors: [],
    })
    expect([training.count, test.count]).toEqual([60000, 10000])
    expect(new Set(files.map(({ source }) => source))).toEqual(new Set(['debian']))
    const { classes, imageShape, mean, deviation } = datasetNamed('fashion-mnist').task
    expect(classes[test.labels[0]!]).toBe('ankle boot')
    const measured = measurePixels(training.images, training.count, imageShape)
    expect(measured.mean[0]).toBeCloseTo(mean[0]!, 3)
    expect(measured.deviation[0]).toBeCloseTo(deviation[0]!, 3)
  },
)
