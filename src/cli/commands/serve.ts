import { type Command, Option } from 'commander'
import { UsageError } from '../../errors.js'
import type { ServeCommandOptions } from '../serve/runServe.js'
import { hostOption, numberOption } from '../sharedOptions.js'

const examples = `
Examples:
  mnist serve                                       the model that comes with this package, at http://127.0.0.1:8080
  mnist serve --model runs/my-run/model.onnx        a model of your own, called "model"
  mnist serve --model digits=a.onnx --model digits:2=b.onnx --model flags=f.onnx    several, with names and versions
  curl --data-binary @seven.png --header 'content-type: image/png' http://127.0.0.1:8080/v1/predict

It answers pictures at /v1/predict and /v1/read as mnist predict --json and mnist read --json do, and tensors at /v2 by the Open
Inference Protocol, as the clients of Triton and KServe ask. A model file that changes is read again while it serves. It serves
this machine only; --host 0.0.0.0 lets others in. With MNIST_SERVE_KEY in the environment, every request but those for health and for
the page at / must bear that key. A line of JSON on standard output for each request; SIGTERM or Ctrl-C answers what has begun, and ends it.
`

/** Adds `mnist serve`. */
export function addServe(program: Command): void {
  program
    .command('serve')
    .description('Answer pictures and tensors over HTTP, for other programs.')
    .addOption(
      repeated(
        '--model <[name[:version]=]model.onnx>',
        'a model to serve, perhaps with its name; may be given more than once; default: the one that comes with this package, as digits',
      ),
    )
    .addOption(numberOption('--port <n>', 'where to listen, or 0 for any; default: 8080', 'a port, 0 to 65535'))
    .addOption(hostOption())
    .addOption(
      numberOption('--threads <n>', 'threads that compute; default: as many as cores', 'an integer from 1 to 256'),
    )
    .addOption(
      repeated('--cors <origin>', 'an origin whose pages may ask, https://example.org; may be given more than once'),
    )
    .addOption(numberOption('--max-batch <n>', 'images computed together, at most; default: 32', 'a positive integer'))
    .addOption(
      numberOption(
        '--batch-delay <ms>',
        'milliseconds that an image waits for others to be computed with; default: 1',
        'a whole number ≥ 0',
      ),
    )
    .addOption(numberOption('--max-body <MB>', 'size of a request; default: 20', 'a number > 0'))
    .addOption(numberOption('--max-pixels <megapixels>', 'size of a picture; default: 100', 'a number > 0'))
    .addOption(numberOption('--max-requests <n>', 'requests worked on at a time; default: 1024', 'a positive integer'))
    .addOption(
      numberOption(
        '--max-client-requests <n>',
        'the same for one client, by its address; default: no limit of its own',
        'a positive integer',
      ),
    )
    .addOption(
      numberOption('--timeout <seconds>', 'for a request to arrive, and to be answered; default: 30', 'a number > 0'),
    )
    .option('--no-log', 'write no line for each request')
    .addHelpText('after', examples)
    .action(async (options: ServeCommandOptions) => {
      const { runServe } = await import('../serve/runServe.js')
      process.exitCode = await runServe(options)
    })
}

/** An option whose values are collected. */
function repeated(flags: string, description: string): Option {
  const option = new Option(flags, description)
  return option.argParser<string[]>((text, before = []) => {
    if (text.trim() === '') throw new UsageError(`expected a value for ${option.long}, received nothing`)
    return [...before, text]
  })
}
