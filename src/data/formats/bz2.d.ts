declare module 'bz2' {
  const bz2: {
    /** @param crc whether checksums are compared. Defaults to true. */
    decompress(data: Uint8Array, crc?: boolean): Uint8Array
  }
  export default bz2
}
