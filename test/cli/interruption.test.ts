import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'

const module = new URL('../../dist/cli/interruption.js', import.meta.url)

const script = `
  const { listenForInterruption } = await import('${module}')
  listenForInterruption(() => console.log('first'))
  setInterval(() => {}, 1000)
  console.log('ready')
`

test.skipIf(process.platform === 'win32')(
  'a second signal ends the process at once, unless it comes with the first',
  async () => {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script])
    const closed = once(child, 'close')
    let output = ''
    child.stdout.on('data', data => {
      output += data
    })
    const until = async (text: string) => {
      while (!output.includes(text)) await once(child.stdout, 'data')
    }
    await until('ready')
    child.kill('SIGINT')
    await until('first')
    child.kill('SIGINT')
    await wait(900)
    expect(child.exitCode).toBeNull()
    expect(child.signalCode).toBeNull()
    child.kill('SIGINT')
    expect(await closed).toEqual([null, 'SIGINT'])
    expect(output).toBe('ready\nfirst\n')
  },
)
