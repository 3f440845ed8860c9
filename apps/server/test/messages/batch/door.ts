import * as testServer from "../../testServer.ts"

/** A server whose batches are small enough to be exceeded, and rows for it. */

export const numberOf = (index: number) => `+8869876${String(54_000 + index).padStart(5, "0")}`
export const rows = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => testServer.textTo(numberOf(from + index)))

export const server = (rowsMax = 3_000, bytesMax = 4 * 1024 * 1024) =>
  testServer.make({ batchRowsMax: rowsMax, batchBytesMax: bytesMax })
