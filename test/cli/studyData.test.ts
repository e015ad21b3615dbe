import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { dataOfStudy, withDataOptions } from '../../src/cli/study/studyData.js'

// Which data a study is of, by its file and by the command line.

const study = { name: 'one' }

test('a study has the data that its file names, and else MNIST', () => {
  expect(dataOfStudy(study)).toEqual({})
  expect(dataOfStudy({ ...study, data: '/flags' })).toEqual({ folder: '/flags' })
  expect(dataOfStudy({ ...study, dataset: '/leaves', asIs: true })).toEqual({ dataset: '/leaves', asIs: true })
})

test('--dataset takes the place of all that the file says', () => {
  const options = { dataset: 'fashion-mnist' }
  expect(dataOfStudy({ ...study, data: '/flags' }, options)).toEqual(options)
  expect(dataOfStudy({ ...study, dataset: '/leaves', asIs: true }, options)).toEqual(options)
  expect(dataOfStudy({ ...study, dataset: 'usps' }, { ...options, data: 'files' })).toEqual({
    ...options,
    folder: resolve('files'),
  })
})

test('--data says where the files of a dataset lie, and takes the place of data of one’s own', () => {
  const options = { data: 'files' }
  const folder = resolve('files')
  expect(dataOfStudy(study, options)).toEqual({ folder })
  expect(dataOfStudy({ ...study, dataset: 'fashion-mnist' }, options)).toEqual({ dataset: 'fashion-mnist', folder })
  expect(dataOfStudy({ ...study, dataset: '/leaves', asIs: true }, options)).toEqual({ folder })
})

test('what a study keeps of a command line means the same from any folder', () => {
  expect(withDataOptions(study, { dataset: 'leaves', asIs: true })).toEqual({
    ...study,
    dataset: resolve('leaves'),
    asIs: true,
  })
  expect(withDataOptions(study, { dataset: 'mnist', data: join('some', 'files') })).toEqual({
    ...study,
    dataset: 'mnist',
    data: resolve('some/files'),
  })
})
