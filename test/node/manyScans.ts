/** A gray square of up to 65,535 pixels as a progressive JPEG that refines its coefficients in many scans, none of which changes one. */
export function manyScans(side: number, scans: number): Buffer {
  const size = [side >> 8, side & 255]
  const blocks = Math.ceil(side / 8) ** 2
  // The one code of each Huffman table is a single 0: no difference, and an end of 16,384 blocks and what 14 bits add.
  const table = (kind: number, symbol: number) => segment(0xc4, [kind << 4, 1, ...new Array(15).fill(0), symbol])
  const nothing = runOfBlocks(blocks)
  const refinements: Buffer[] = []
  for (let low = 13; low >= 0; low--)
    for (let coefficient = 1; coefficient < 64 && refinements.length < 2 * scans; coefficient++)
      refinements.push(
        segment(0xda, [1, 1, 0, coefficient, coefficient, (low === 13 ? 0 : low + 1) * 16 + low]),
        nothing,
      )
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xdb, [0, ...new Array(64).fill(1)]),
    segment(0xc2, [8, ...size, ...size, 1, 1, 0x11, 0]),
    table(0, 0),
    table(1, 0xe0),
    segment(0xda, [1, 1, 0, 0, 0, 0]),
    Buffer.alloc(Math.ceil(blocks / 8)),
    ...refinements,
    Buffer.from([0xff, 0xd9]),
  ])
}

function segment(marker: number, content: readonly number[]): Buffer {
  const length = content.length + 2
  return Buffer.from([0xff, marker, length >> 8, length & 255, ...content])
}

/** Ends of runs that cover so many blocks. */
function runOfBlocks(blocks: number): Buffer {
  let bits = ''
  for (let left = blocks; left > 0; ) {
    const run = Math.max(16_384, Math.min(left, 32_767))
    bits += `0${(run - 16_384).toString(2).padStart(14, '0')}`
    left -= run
  }
  const bytes = bits.padEnd(Math.ceil(bits.length / 8) * 8, '1').match(/.{8}/g)!
  return Buffer.from(bytes.map(byte => Number.parseInt(byte, 2)).flatMap(byte => (byte === 255 ? [255, 0] : [byte])))
}
