import { CommanderError } from 'commander'
import { explain } from './explainError.js'
import { dropUnreadOutput, printError } from './output.js'
import { createProgram } from './program.js'

// The command line. Each command's file declares its options; what does the work is imported once it is wanted, so that
// help comes at once. Exit codes: 0 done, 1 failed, 2 the command line is to be mended, 130 interrupted.

dropUnreadOutput()

const program = createProgram()
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
