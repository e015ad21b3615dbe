import { Command, CommanderError } from 'commander'
import { packageVersion } from '../node/version.js'
import { addData } from './commands/data.js'
import { addEvaluate } from './commands/evaluate.js'
import { addLab } from './commands/lab.js'
import { addPredict } from './commands/predict.js'
import { addRead } from './commands/read.js'
import { addReport } from './commands/report.js'
import { addSummary } from './commands/summary.js'
import { addTrain } from './commands/train.js'
import { explain } from './errors.js'
import { dropUnreadOutput, printError } from './output.js'

// The command line. Each command's file declares its options; what does the work is imported once it is wanted, so that
// help comes at once. Exit codes: 0 done, 1 failed, 2 the command line is to be mended, 130 interrupted.

dropUnreadOutput()

const program = new Command('mnist')
  .description('Read handwritten digits; train and evaluate classifiers of them on MNIST.')
  .version(packageVersion())
  .exitOverride()
  .configureOutput({ writeErr: () => {} }) // every error is printed below, in one form
  .addHelpText('after', '\nExamples:\n  mnist predict photo.jpg\n  mnist train --preset fast\n')

for (const add of [addPredict, addRead, addTrain, addEvaluate, addReport, addLab, addData, addSummary]) add(program)

const words = process.argv.slice(2)
try {
  await program.parseAsync(words.length > 0 ? words : ['--help'], { from: 'user' })
} catch (error) {
  const isAnswer = error instanceof CommanderError && error.exitCode === 0 // help or version
  if (!isAnswer) {
    const { message, exitCode } = explain(error, program, words)
    printError(message)
    if (process.env.DEBUG) printError(String((error as Error)?.stack))
    process.exitCode = exitCode
  }
}
