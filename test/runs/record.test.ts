import { expect, test } from 'vitest'
import { preset } from '../../src/model/presets.js'
import { dataOfRun } from '../../src/runs/record.js'
import { resumeCommand } from '../../src/runs/resumeCommand.js'

const { layers } = preset('mlp')
const runOn = (data: object) => ({ data: { digests: {}, ...data }, model: { layers } })

test('a folder says where the files of the dataset lie that a run was trained on', () => {
  expect(dataOfRun(runOn({ dataset: 'fashion-mnist' }))).toEqual({ dataset: 'fashion-mnist' })
  expect(dataOfRun(runOn({ dataset: 'fashion-mnist' }), '/data')).toEqual({
    dataset: 'fashion-mnist',
    folder: '/data',
  })
})

test('a folder takes the place of data of one’s own', () => {
  expect(dataOfRun(runOn({ dataset: 'leaves', asIs: true }))).toEqual({ dataset: 'leaves', asIs: true })
  expect(dataOfRun(runOn({ dataset: 'leaves', asIs: true }), 'flags')).toEqual({ folder: 'flags' })
})

test('a run is resumed by its folder, and by that of its data where one was named', () => {
  expect(resumeCommand({ folder: 'runs/one' })).toBe('mnist train --resume runs/one')
  expect(resumeCommand({ folder: 'my run', dataFolder: "it's here" })).toBe(
    "mnist train --resume 'my run' --data 'it'\\''s here'",
  )
})
