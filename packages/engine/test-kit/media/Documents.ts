import { crc32, little, pack, zeros } from "./Pack.ts"

/** Documents: enough of each to be told apart. */

export const pdf = (): Uint8Array => pack("%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n")

export const text = (words: string): Uint8Array => new TextEncoder().encode(words)

interface Entry {
  readonly name: string
  readonly data: Uint8Array
}

/** A ZIP file whose entries are stored as they are. */
export const zip = (entries: ReadonlyArray<Entry>): Uint8Array => {
  const described = ({ data, name }: Entry) =>
    pack(
      little(0, 2),
      little(0, 2),
      zeros(4),
      little(crc32(data), 4),
      little(data.length, 4),
      little(data.length, 4),
      little(name.length, 2),
      little(0, 2)
    )
  const files = entries.map((entry) => pack("PK\u0003\u0004", little(20, 2), described(entry), entry.name, entry.data))
  const offsets = files.map((_, index) => files.slice(0, index).reduce((sum, { length }) => sum + length, 0))
  const directory = pack(
    ...entries.map((entry, index) =>
      pack(
        "PK\u0001\u0002",
        little(20, 2),
        little(20, 2),
        described(entry),
        zeros(10),
        little(offsets[index] ?? 0, 4),
        entry.name
      )
    )
  )
  const all = pack(...files)
  return pack(
    all,
    directory,
    "PK\u0005\u0006",
    zeros(4),
    little(entries.length, 2),
    little(entries.length, 2),
    little(directory.length, 4),
    little(all.length, 4),
    little(0, 2)
  )
}

/** The part of a new Office file that tells its program, by its content type. */
const parts = {
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
  pptx: "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
} as const

/** A file of Word, Excel or PowerPoint since 2007. */
export const office = (program: keyof typeof parts): Uint8Array =>
  zip([
    { name: "[Content_Types].xml", data: text(`<Types><Override ContentType="${parts[program]}"/></Types>`) },
    { name: "_rels/.rels", data: text("<Relationships/>") }
  ])

/** The directory entry that tells the program of an old Office file. */
const streams = { doc: "WordDocument", xls: "Workbook", ppt: "PowerPoint Document", other: "Contents" } as const

const sectorBytes = 512
const endOfChain = 0xfffffffe
const tableSector = 0xfffffffd

const entryOf = (name: string): Uint8Array => {
  const entry = zeros(128)
  for (let index = 0; index < name.length; index++) entry[index * 2] = name.charCodeAt(index)
  entry.set(Uint8Array.from(little((name.length + 1) * 2, 2)), 64)
  return entry
}

/**
 * A file of Word, Excel or PowerPoint before 2007: header, a table of sectors, and a directory in two sectors that do not lie side by
 * side, with the telling entry in the second.
 */
export const officeBefore2007 = (program: keyof typeof streams): Uint8Array => {
  const header = zeros(sectorBytes)
  const put = (offset: number, value: number, bytes: number) =>
    header.set(Uint8Array.from(little(value, bytes)), offset)
  header.set(pack([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]))
  put(26, 3, 2)
  put(28, 0xfffe, 2)
  put(30, 9, 2)
  put(44, 1, 4)
  put(48, 1, 4)
  put(76, 0, 4)
  const chain = [tableSector, 3, endOfChain, endOfChain]
  const table = pack(...chain.map((next) => little(next, 4)), new Uint8Array(sectorBytes - chain.length * 4).fill(0xff))
  const directory = (...names: ReadonlyArray<string>): Uint8Array =>
    pack(...names.map(entryOf), zeros(sectorBytes - names.length * 128))
  return pack(
    header,
    table,
    directory("Root Entry"),
    zeros(sectorBytes),
    directory("\u0005SummaryInformation", streams[program])
  )
}
