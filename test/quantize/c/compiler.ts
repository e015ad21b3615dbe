import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Every warning is an error, and what C leaves undefined ends the program. */
export const strictFlags = [
  ...['-std=c99', '-pedantic', '-Wall', '-Wextra', '-Wconversion', '-Wmissing-prototypes', '-Werror'],
  ...['-O1', '-fsanitize=undefined,address', '-fno-sanitize-recover=all'],
]

/** Why C cannot be compiled here; undefined where it can. */
export function whyNoCompiler(): string | undefined {
  try {
    execFileSync('gcc', ['--version'], { stdio: 'ignore' })
    return undefined
  } catch {
    return 'there is no gcc'
  }
}

/** A folder with files of C. */
export interface CFolder {
  readonly folder: string
  /** Runs gcc there; throws with what it says. */
  gcc(args: readonly string[]): void
  /** Runs a program that was compiled there: its exit code and what it wrote. */
  run(
    program: string,
    words?: readonly string[],
    input?: Uint8Array,
  ): { readonly code: number; readonly output: Buffer }
  remove(): void
}

export function createCFolder(files: Readonly<Record<string, string>>): CFolder {
  const folder = mkdtempSync(join(tmpdir(), 'mnist-c-'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return {
    folder,
    gcc: args => void execFileSync('gcc', args, { cwd: folder, stdio: 'pipe' }),
    run(program, words = [], input) {
      try {
        const output = execFileSync(program.includes('/') ? join(folder, program) : program, words, {
          cwd: folder,
          input,
          stdio: 'pipe',
          maxBuffer: 2 ** 28,
        })
        return { code: 0, output }
      } catch (error) {
        const { status, stdout, stderr } = error as { status: number | null; stdout: Buffer; stderr: Buffer }
        if (status === null || stderr.length > 0) throw new Error(`${program}: ${stderr}`, { cause: error })
        return { code: status, output: stdout }
      }
    },
    remove: () => rmSync(folder, { recursive: true }),
  }
}

/** A program that answers images on standard input, each by its class and its scores, a byte each; with an argument, it runs the self-test. */
export function answeringProgram(name: string): string {
  const prefix = name.toUpperCase()
  return `#include <stdio.h>
#include "${name}.h"

int main(int count, char **words)
{
    static uint8_t pixels[${prefix}_PIXELS], scores[${prefix}_CLASSES];
    (void)words;
    if (count > 1) return ${name}_self_test();
    while (fread(pixels, sizeof pixels, 1, stdin) == 1) {
        uint8_t answer = (uint8_t)${name}_classify(pixels, scores);
        fwrite(&answer, 1, 1, stdout);
        fwrite(scores, sizeof scores, 1, stdout);
    }
    return 0;
}
`
}
