import { Command } from 'commander'
import { packageVersion } from '../node/version.js'
import { addCard } from './commands/card.js'
import { addData } from './commands/data.js'
import { addEnsemble } from './commands/ensemble.js'
import { addEvaluate } from './commands/evaluate.js'
import { addExport } from './commands/export.js'
import { addImport } from './commands/import.js'
import { addLab } from './commands/lab.js'
import { addPredict } from './commands/predict.js'
import { addRead } from './commands/read.js'
import { addReport } from './commands/report.js'
import { addServe } from './commands/serve.js'
import { addStudy } from './commands/study.js'
import { addSummary } from './commands/summary.js'
import { addTrain } from './commands/train.js'
import { addWorker } from './commands/worker.js'

/** Declares the command line, and runs none of it: what `mnist --help` shows, and the documentation's reference. */
export function createProgram(): Command {
  const program = new Command('mnist')
    .description('Read handwritten digits; train and evaluate classifiers of them on MNIST.')
    .version(packageVersion())
    .exitOverride()
    .configureOutput({ writeErr: () => {} }) // every error is printed by the command line, in one form
    .addHelpText('after', '\nExamples:\n  mnist predict photo.jpg\n  mnist train --preset fast\n')
  for (const add of [
    addPredict,
    addRead,
    addTrain,
    addEvaluate,
    addReport,
    addCard,
    addStudy,
    addLab,
    addServe,
    addData,
    addEnsemble,
    addExport,
    addImport,
    addSummary,
    addWorker,
  ])
    add(program)
  return program
}
