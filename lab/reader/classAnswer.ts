import { chooseClass } from '../../src/model/chooseClass.js'
import type { Classifier } from '../../src/model/classifier.js'
import { pictureToImage } from '../../src/reading/pictureToImage.js'
import type { Answer } from './answer.js'

/** Says of which class a picture is, as a whole: for models of another task than handwritten digits. */
export async function classAnswer(
  { predict, metadata }: Classifier,
  data: Uint8ClampedArray,
  width: number,
  height: number,
): Promise<Answer> {
  const image = pictureToImage({ data, width, height }, metadata.task)
  const probabilities = [...(await predict(image))]
  const { label: digit, ...choice } = chooseClass(probabilities, metadata)
  return { digits: [{ digit, probabilities, image, ...choice }], lines: null, unread: [] }
}
