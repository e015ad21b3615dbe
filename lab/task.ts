import { imageSize, mnistTask } from '../src/task.js'

/** What is drawn, read and learned here: MNIST's digits. */
export const task = mnistTask

export const [, imageHeight, imageWidth] = task.imageShape

/** How many pixels an image has. */
export const imagePixels = imageSize(task)

/** An image without ink. */
export const emptyImage: Uint8Array = new Uint8Array(imagePixels)
