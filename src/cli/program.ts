import { Command } from 'commander'
import { packageVersion } from '../node/version.js'
import { addData } from './data.js'
import { addEvaluate } from './evaluate.js'
import { addLab } from './lab.js'
import { addPredict } from './predict.js'
import { addRead } from './read.js'
import { addReport } from './report.js'
import { addSummary } from './summary.js'
import { addTrain } from './train.js'

/** Declares the command line, and runs none of it: what `mnist --help` shows, and the documentation's reference. */
export function createProgram(): Command {
  const program = new Command('mnist')
    .description('Read handwritten digits; train and evaluate classifiers of them on MNIST.')
    .version(packageVersion())
    .exitOverride()
    .configureOutput({ writeErr: () => {} }) // every error is printed by the command line, in one form
    .addHelpText('after', '\nExamples:\n  mnist predict photo.jpg\n  mnist train --preset fast\n')
  for (const add of [addPredict, addRead, addTrain, addEvaluate, addReport, addLab, addData, addSummary]) add(program)
  return program
}
