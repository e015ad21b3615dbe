import type { Command } from 'commander'

const examples = `
Examples:
  mnist ensemble runs/a/model.onnx runs/b/model.onnx --out ensemble.onnx
  mnist evaluate ensemble.onnx
`

/** Adds `mnist ensemble`. */
export function addEnsemble(program: Command): void {
  program
    .command('ensemble')
    .description('Join models in one, which yields the mean of their probabilities.')
    .argument('<model.onnx...>', 'models that `mnist train` wrote of the same data, two or more')
    .option('--out <file>', 'where to write; default: ensemble.onnx, where there is none')
    .addHelpText('after', examples)
    .action(async (paths: readonly string[], options: { readonly out?: string }) => {
      const { runEnsemble } = await import('../interop/runEnsemble.js')
      await runEnsemble(paths, options)
    })
}
