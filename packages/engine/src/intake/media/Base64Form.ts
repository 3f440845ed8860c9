import { Encoding } from "effect"

/**
 * How a run of base64 is spelled in a JSON text: which letters stand for 62 and 63, whether a slash is escaped (some writers of JSON do), and
 * whether the last group is filled up. With the bytes it gives the run back, letter for letter.
 */
export interface Form {
  readonly alphabet: "base64" | "base64url"
  readonly escapedSlashes: boolean
  readonly padded: boolean
}

/** The value of each byte as a letter of either alphabet; 255 where it is none. */
export const values: Readonly<Uint8Array> = (() => {
  const table = new Uint8Array(256).fill(255)
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
  for (let value = 0; value < letters.length; value++) table[letters.charCodeAt(value)] = value
  for (const letter of "+-") table[letter.charCodeAt(0)] = 62
  for (const letter of "/_") table[letter.charCodeAt(0)] = 63
  return table
})()

const respelled = (standard: string, { alphabet, escapedSlashes, padded }: Form): string => {
  const lettered =
    alphabet === "base64url"
      ? standard.replaceAll("+", "-").replaceAll("/", "_")
      : escapedSlashes
        ? standard.replaceAll("/", "\\/")
        : standard
  return padded ? lettered : lettered.replace(/=+$/, "")
}

/** Bytes as they stood in the JSON text. */
export const spell = (bytes: Uint8Array, form: Form): string => respelled(Encoding.encodeBase64(bytes), form)

/** The letters of values from 0 to 63, as they stood in the JSON text. */
export const letters = (group: ReadonlyArray<number>, form: Form): string =>
  group
    .map((value) => {
      // The first letter of the group that the three bytes beginning with this value make.
      const [letter = ""] = Encoding.encodeBase64(Uint8Array.of(value << 2, 0, 0))
      return respelled(letter, form)
    })
    .join("")
