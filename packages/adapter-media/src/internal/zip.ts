import type { Bytes } from "./Bytes.ts"

/** The record at the end has 22 bytes and a comment of up to 65535. */
const tailBytes = 22 + 65_535

const signature = [0x50, 0x4b, 0x05, 0x06] as const

/** Whether a ZIP file has the record that ends its directory: without it, no program opens the file. */
export const hasDirectory = (bytes: Bytes): boolean => {
  const tail = bytes.at(Math.max(0, bytes.total - tailBytes), tailBytes)
  for (let at = tail.lastIndexOf(signature[0]); at !== -1; at = at === 0 ? -1 : tail.lastIndexOf(signature[0], at - 1))
    if (signature.every((byte, index) => tail[at + index] === byte)) return true
  return false
}
