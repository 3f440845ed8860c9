/** One page of what is in a bucket. */
export interface Listing {
  readonly objects: ReadonlyArray<{ readonly key: string; readonly changedMillis: number }>
  /** Asks for the next page; null at the end. */
  readonly next: string | null
}

const object = /<Contents>([^]*?)<\/Contents>/g
const key = /<Key>([^<]*)<\/Key>/
const changed = /<LastModified>([^<]*)<\/LastModified>/
const next = /<NextContinuationToken>([^<]*)<\/NextContinuationToken>/

const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" }

const text = (escaped: string): string =>
  escaped.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (whole, decimal, hex, name) => {
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal))
    return hex === undefined ? (entities[name] ?? whole) : String.fromCodePoint(Number.parseInt(hex, 16))
  })

/**
 * Reads an answer to ListObjectsV2. Its shape is fixed and flat, and of its texts only keys of ours are used, which are letters and digits: no
 * reader of general XML is needed for it. What lacks a key or a date is left out.
 */
export const parse = (xml: string): Listing => ({
  objects: [...xml.matchAll(object)].flatMap(([, inner = ""]) => {
    const name = key.exec(inner)?.[1]
    const changedMillis = Date.parse(changed.exec(inner)?.[1] ?? "")
    return name === undefined || Number.isNaN(changedMillis) ? [] : [{ key: text(name), changedMillis }]
  }),
  next: ((token) => (token === undefined || token === "" ? null : text(token)))(next.exec(xml)?.[1])
})
