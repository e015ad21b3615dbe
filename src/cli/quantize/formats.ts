/** Formats whose weights are integers of 8 bits. */
export type QuantizedFormatName = 'c' | 'int8-onnx'
