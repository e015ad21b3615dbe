/** Made-up digits: image i is a square whose place and shade depend on i; it is read as i % 10 with 0.9, or as told. */
export function madeUpDigits(predictions: number[], confidence = 0.9) {
  const images = new Uint8Array(predictions.length * 784)
  const probabilities = new Float32Array(predictions.length * 10).fill((1 - confidence) / 9)
  for (const [index, prediction] of predictions.entries()) {
    for (let pixel = 0; pixel < 100; pixel++) {
      const row = 4 + index + Math.floor(pixel / 10)
      images[index * 784 + row * 28 + 9 + (pixel % 10)] = 255 - index * 20
    }
    probabilities[index * 10 + prediction] = confidence
  }
  return { images, probabilities }
}
