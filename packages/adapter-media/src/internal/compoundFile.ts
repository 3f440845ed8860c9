import { letters, little } from "./Bytes.ts"
import type { Bytes } from "./Bytes.ts"

/**
 * Which Office program an old file (before 2007) comes from.
 *
 * Such a file is a small file system with a table of sectors and a directory; the name of one entry tells the program.
 */
const streams: Readonly<Partial<Record<string, string>>> = {
  WordDocument: "application/msword",
  Workbook: "application/vnd.ms-excel",
  Book: "application/vnd.ms-excel",
  "PowerPoint Document": "application/vnd.ms-powerpoint"
}

/** Directories of documents have tens of entries, of 128 bytes each. */
const directorySectorsMax = 1_024
const entryBytes = 128

/** Numbers above this are no sectors, but the end of a chain and the like. */
const sectorMax = 0xfffffffa

const nameOf = (entry: Uint8Array): string => {
  const bytes = Math.min(64, little(entry, 64, 2) ?? 0)
  // UTF-16 with a closing zero; the names that are looked for have letters of one byte only.
  return letters(entry, 0, Math.max(0, bytes - 2)).replaceAll("\0", "")
}

/** The MIME type of a compound file; null where its directory names no document that is known here. */
export const compoundFile = (bytes: Bytes): string | null => {
  const header = bytes.at(0, 512)
  const shift = little(header, 30, 2)
  // 512 bytes in version 3, 4096 in version 4; there is no other.
  if (shift !== 9 && shift !== 12) return null
  const sectorBytes = 2 ** shift
  const sector = (number: number): Uint8Array => bytes.at((number + 1) * sectorBytes, sectorBytes)
  const next = (number: number): number | null => {
    const perSector = sectorBytes / 4
    // The header lists the first 109 sectors of the table, which is room for 6.8 MB of documents in version 3.
    const place = Math.floor(number / perSector)
    const table = place < 109 ? little(header, 76 + 4 * place, 4) : null
    return table === null || table > sectorMax ? null : little(sector(table), (number % perSector) * 4, 4)
  }
  let number = little(header, 48, 4)
  for (let count = 0; number !== null && number <= sectorMax && count < directorySectorsMax; count++) {
    const directory = sector(number)
    for (let offset = 0; offset + entryBytes <= directory.length; offset += entryBytes) {
      const name = nameOf(directory.subarray(offset, offset + entryBytes))
      const found = Object.hasOwn(streams, name) ? streams[name] : undefined
      if (found !== undefined) return found
    }
    number = next(number)
  }
  return null
}
