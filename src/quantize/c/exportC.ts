import { UsageError } from '../../errors.js'
import { show } from '../../options.js'
import { imageSize, type Task } from '../../task.js'
import type { PlannedOperation } from '../plan.js'
import { LOGIT_BITS, MAX_LOGIT, type QuantizedModel, type QuantizedOperation } from '../quantizedModel.js'
import { powers } from '../scores.js'
import { planArena } from './arena.js'
import { type KernelBounds, kernelCode } from './kernels.js'
import { averageBits, type OperationCode, operationCode } from './operationCode.js'
import { selfTest } from './selfTest.js'
import { arrayText, stringText } from './text.js'

/** Options of `exportC`. */
export interface ExportCOptions {
  /** What functions and files begin with: lower-case letters, digits and `_`. Defaults to `digits`. */
  readonly name?: string
  /** A class whose probability lies below this is rejected, in [0, 1]. Defaults to 0: none is. */
  readonly rejectThreshold?: number
  /** Images of the self-test: raw pixels, image after image. Defaults to none, and no self-test. */
  readonly vectors?: Uint8Array
}

/** Longest name of files and functions. */
const MAX_NAME = 40

/**
 * Exports a quantized model as C99 for microcontrollers: a header, a file without allocation, floating point or any library function, and a self-test
 * with golden vectors.
 *
 * @returns the texts of the files by their names, such as `digits.h`, `digits.c` and `digits_test.c`
 * @throws {UsageError} if the name is none in C, or if the threshold is out of range
 * @example const files = exportC(quantized, { name: 'digits' })
 */
export function exportC(model: QuantizedModel, options: ExportCOptions = {}): Record<string, string> {
  const { name = 'digits', rejectThreshold = 0, vectors = new Uint8Array(0) } = options
  if (!/^[a-z][a-z0-9_]*$/.test(name) || name.length > MAX_NAME)
    throw new UsageError(
      `exportC: expected name to be at most ${MAX_NAME} lower-case letters, digits and _, a letter first, received ${show(name)}`,
    )
  if (!(rejectThreshold >= 0 && rejectThreshold <= 1))
    throw new UsageError(`exportC: expected rejectThreshold in [0, 1], received ${show(rejectThreshold)}`)
  return {
    [`${name}.h`]: header(model, name, rejectThreshold),
    [`${name}.c`]: source(model, name),
    ...(vectors.length > 0 && { [`${name}_test.c`]: selfTest(model, name, vectors) }),
  }
}

function header({ plan: { task } }: QuantizedModel, name: string, rejectThreshold: number): string {
  const prefix = name.toUpperCase()
  return `/* A classifier in integers of 8 bits, exported by mnist-digit-classifier. */
#ifndef ${prefix}_H
#define ${prefix}_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ${imageText(task)}, 0 to 255. */
#define ${prefix}_PIXELS ${imageSize(task)}

/* ${classesText(task)} */
#define ${prefix}_CLASSES ${task.classes.length}

/* A class with a lower score is rejected: the image shows none of them, or not clearly. 0 rejects nothing. */
#ifndef ${prefix}_REJECT_BELOW
#define ${prefix}_REJECT_BELOW ${Math.ceil(rejectThreshold * 255)}
#endif

/* What is returned of an image that is rejected. */
#define ${prefix}_REJECTED (-1)

/* Classifies an image, and returns its class, 0 to ${prefix}_CLASSES - 1, or ${prefix}_REJECTED. Writes the probability of each class to
   scores, from 0 to 255 for certain. Works in one static buffer: not to be called again before it has returned. */
int ${name}_classify(const uint8_t pixels[${prefix}_PIXELS], uint8_t scores[${prefix}_CLASSES]);

/* In ${name}_test.c: how many of its images are not answered as they should be, 0 if all is well. */
int ${name}_self_test(void);

#ifdef __cplusplus
}
#endif

#endif
`
}

function imageText({ imageShape: [channels, height, width] }: Task): string {
  const pixels = `Raw pixels: ${height} rows of ${width}`
  return channels === 1 ? pixels : `${pixels} for each of ${channels} channels, one channel after the other`
}

function classesText({ classes }: Task): string {
  return `Classes:\n${classes.map((name, index) => `   ${index} ${stringText(name)}`).join('\n')}`
}

function source({ plan, operations }: QuantizedModel, name: string): string {
  const { task } = plan
  const arena = planArena(operations)
  const shapes = new Map(operations.map(({ planned }) => [planned.name, planned.shape]))
  const prefix = name.toUpperCase()
  const at = (result: string) => `arena + ${arena.offsets.get(result)}`
  const codes = operations.map((operation, index) => {
    const { planned } = operation
    const isLast = index === operations.length - 1
    const code = operationCode(operation, {
      index,
      xs: planned.inputs.map(at),
      inputShapes: planned.inputs.map(input => shapes.get(input)!),
      y: isLast ? 'logits' : at(planned.name),
    })
    return { ...code, title: `/* ${titleOf(planned)} */` }
  })
  const bound = `#define MAX_LOGIT ${MAX_LOGIT}`
  return `/* Exported by mnist-digit-classifier; ${name}.h tells how to call it. */
#include "${name}.h"

${bound}

${kernelCode(
  codes.flatMap(({ kernels }) => kernels),
  boundsOf(operations),
)}

${codes
  .filter(({ data }) => data.length > 0)
  .map(({ title, data }: OperationCode & { title: string }) => [title, ...data].join('\n'))
  .join('\n\n')}

/* 65535 / 2^(i / ${2 ** LOGIT_BITS}) */
${arrayText('uint16_t', 'powers', powers)}

/* Results of the operations, each for as long as another reads it: rows, pixels, channels. */
static int8_t arena[${arena.size}];

int ${name}_classify(const uint8_t pixels[${prefix}_PIXELS], uint8_t scores[${prefix}_CLASSES])
{
    int32_t logits[${task.classes.length}]; /* to base 2, ${LOGIT_BITS} bits after the point */
    int32_t best = 0;
    uint32_t sum = 0;

${codes.flatMap(({ title, calls }) => [title, ...calls].map(line => `    ${line}`)).join('\n')}

    for (int32_t i = 1; i < ${prefix}_CLASSES; i++)
        if (logits[i] > logits[best]) best = i;
    const int32_t largest = logits[best];
    for (int32_t i = 0; i < ${prefix}_CLASSES; i++) {
        int32_t below = largest - logits[i];
        logits[i] = below >> ${LOGIT_BITS} > 15 ? 0 : powers[below & ${2 ** LOGIT_BITS - 1}] >> (below >> ${LOGIT_BITS});
        sum += (uint32_t)logits[i];
    }
    for (int32_t i = 0; i < ${prefix}_CLASSES; i++)
        scores[i] = (uint8_t)(((uint32_t)logits[i] * 255 + sum / 2) / sum);
#if ${prefix}_REJECT_BELOW > 0
    if (scores[best] < ${prefix}_REJECT_BELOW) return ${prefix}_REJECTED;
#endif
    return (int)best;
}
`
}

function boundsOf(operations: readonly QuantizedOperation[]): KernelBounds {
  const shifts = operations.flatMap(operation => {
    if (operation.kind === 'globalAverage') return [operation.factors.shift + averageBits(operation)]
    return 'factors' in operation && operation.kind !== 'add' ? [operation.factors.shift] : []
  })
  const extents = operations.flatMap(operation => {
    const { planned } = operation
    const windows =
      'window' in planned ? [planned.window, ...('pool' in planned && planned.pool ? [planned.pool] : [])] : []
    return [
      ...planned.shape,
      ...windows.flatMap(({ size, strides, pads }) => [...size, ...strides, ...pads]),
      ...(operation.kind === 'convolution' ? [operation.kernel.length / operation.bias.length] : []),
    ]
  })
  return { leastShift: Math.min(...shifts), largestExtent: Math.max(...extents) }
}

/** What an operation is, in words. */
function titleOf(operation: PlannedOperation): string {
  const { name, kind, shape } = operation
  const parts = [
    kind === 'activation' && typeof operation.function === 'string' ? operation.function : kind,
    ...(kind === 'convolution' && operation.pool ? ['max pool'] : []),
    ...('relu' in operation && operation.relu ? ['relu'] : []),
  ]
  return `${name}: ${parts.join(', ')}, to ${shape.join(' x ')}`
}
