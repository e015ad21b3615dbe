import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const root = fileURLToPath(new URL('../../', import.meta.url))
const execute = promisify(execFile)

/** A project of someone else, which has installed this package from its tarball. */
export interface ForeignProject {
  readonly folder: string
  /** Runs a program of its node_modules, or `node`, in its folder. */
  run(program: string, ...args: readonly string[]): Promise<string>
  /** Installs the package of the lab, too. */
  installLab(): Promise<void>
  remove(): Promise<void>
}

/**
 * Packs this package as it was built, and unpacks it in a project outside this repository that holds the examples. What the
 * package depends on is linked from here, so that nothing is installed.
 */
export async function createForeignProject(): Promise<ForeignProject> {
  const folder = await mkdtemp(join(tmpdir(), 'foreign-'))
  const modules = join(folder, 'node_modules')
  await mkdir(modules)
  for (const name of await readdir(join(root, 'node_modules')))
    await symlink(join(root, 'node_modules', name), join(modules, name))
  await writeFile(join(folder, 'package.json'), '{ "name": "foreign", "private": true, "type": "module" }')
  const install = async (packed: string) => {
    const words = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder]
    const { stdout } = await execute('npm', words, { cwd: packed, maxBuffer: 1e8 })
    const [{ name, filename }] = JSON.parse(stdout)
    await execute('tar', ['-xzf', filename], { cwd: folder })
    await rename(join(folder, 'package'), join(modules, name))
  }
  await install(root)
  await cp(join(root, 'examples'), join(folder, 'src'), { recursive: true })
  return {
    folder,
    async run(program, ...args) {
      const path = program === 'node' ? process.execPath : join(modules, '.bin', program)
      const { stdout } = await execute(path, args, { cwd: folder }).catch(error => {
        throw new Error(`${program} ${args.join(' ')}: ${error.stdout}${error.stderr}`)
      })
      return stdout
    },
    installLab: () => install(join(root, 'dist/lab')),
    remove: () => rm(folder, { recursive: true }),
  }
}
