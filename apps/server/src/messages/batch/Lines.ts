/** Bytes of one row, or what makes it unreadable. */
export type RowBytes = { readonly _tag: "Row"; readonly bytes: Buffer } | { readonly _tag: "TooLong" }

const row = (bytes: Buffer): RowBytes => ({ _tag: "Row", bytes })
const tooLong: RowBytes = { _tag: "TooLong" }

/** Cuts a body of one JSON value a line (NDJSON) into rows as its bytes arrive. */
export interface Lines {
  readonly push: (chunk: Buffer) => ReadonlyArray<RowBytes>
  /** The last line, when the body does not end with a line end. */
  readonly end: () => ReadonlyArray<RowBytes>
}

const lineFeed = 0x0a

/** Blanks, tabs and carriage returns alone: a line without a row. */
const isBlank = (bytes: Buffer): boolean => bytes.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d)

/**
 * Lines end with LF; a CR before it is white space to JSON. Blank lines are no rows.
 *
 * A line beyond `rowBytesMax` is dropped as it arrives, and told as too long in its place: it never fills the memory.
 */
export const make = (rowBytesMax: number): Lines => {
  let parts: Array<Buffer> = []
  let length = 0
  let drops = false

  const keep = (part: Buffer): void => {
    length += part.length
    if (length > rowBytesMax) {
      drops = true
      parts = []
    }
    if (!drops && part.length > 0) parts.push(part)
  }

  const take = (): ReadonlyArray<RowBytes> => {
    const [first, ...others] = parts
    const bytes = first === undefined || others.length === 0 ? first : Buffer.concat(parts)
    const wasDropped = drops
    parts = []
    length = 0
    drops = false
    if (wasDropped) return [tooLong]
    return bytes === undefined || isBlank(bytes) ? [] : [row(bytes)]
  }

  return {
    push: (chunk) => {
      const rows: Array<RowBytes> = []
      let from = 0
      for (let at = chunk.indexOf(lineFeed); at >= 0; at = chunk.indexOf(lineFeed, from)) {
        keep(chunk.subarray(from, at))
        rows.push(...take())
        from = at + 1
      }
      keep(chunk.subarray(from))
      return rows
    },
    end: take
  }
}
