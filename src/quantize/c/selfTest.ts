import { imageSize } from '../../task.js'
import { predictQuantized } from '../predictQuantized.js'
import type { QuantizedModel } from '../quantizedModel.js'
import { scoresOf } from '../scores.js'
import { valuesText } from './text.js'

/**
 * A C file with images and the scores that they must get: what the same integers come to in JavaScript.
 *
 * @param vectors raw pixels, image after image
 */
export function selfTest(model: QuantizedModel, name: string, vectors: Uint8Array): string {
  const { task } = model.plan
  const [size, classes, prefix] = [imageSize(task), task.classes.length, name.toUpperCase()]
  const count = vectors.length / size
  const scores = scoresOf(predictQuantized(model, vectors), classes)
  const rows = (values: Uint8Array, length: number) =>
    Array.from(
      { length: count },
      (_, i) => `    {\n${valuesText(values.subarray(i * length, (i + 1) * length))}\n    },`,
    ).join('\n')
  return `/* Images and the scores that they must get from ${name}.c, to the last bit. With ${prefix}_NO_MAIN defined, a program of one's own calls ${name}_self_test. */
#include "${name}.h"

#define VECTORS ${count}

static const uint8_t images[VECTORS][${prefix}_PIXELS] = {
${rows(vectors, size)}
};

static const uint8_t expected[VECTORS][${prefix}_CLASSES] = {
${rows(scores, classes)}
};

int ${name}_self_test(void)
{
    int wrong = 0;
    for (int vector = 0; vector < VECTORS; vector++) {
        uint8_t scores[${prefix}_CLASSES];
        int differs = 0;
        (void)${name}_classify(images[vector], scores);
        for (int i = 0; i < ${prefix}_CLASSES; i++)
            if (scores[i] != expected[vector][i]) differs = 1;
        wrong += differs;
    }
    return wrong;
}

#ifndef ${prefix}_NO_MAIN
int main(void)
{
    return ${name}_self_test();
}
#endif
`
}
