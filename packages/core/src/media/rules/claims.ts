import * as Finding from "../Finding.ts"
import * as MediaKind from "../MediaKind.ts"
import type { Rule } from "./Context.ts"

/** `audio/ogg; codecs=opus` is `audio/ogg`; letters are small. */
const essence = (mimeType: string): string => (mimeType.split(";")[0] ?? "").trim().toLowerCase()

/** The claimed type is compared word for word: the platform takes `image/jpeg` and refuses `image/jpg`. */
const mimeType: Rule = ({ facts, kind }) => {
  const format = facts.content.mimeType === null ? null : MediaKind.formatOf(facts.content.mimeType)
  const claimed = facts.claims.mimeType
  if (format === null || claimed === null || essence(claimed) === format.mimeType) return []
  return [
    Finding.make(
      kind,
      "mime-mismatch",
      `it is said to be ${claimed}, and its bytes are ${format.mimeType}`,
      `upload it as ${format.mimeType}`
    )
  ]
}

/** What follows the last dot of a name, in small letters; null where nothing does. A hidden file (`.png`) has a name and no ending. */
const extensionOf = (name: string): string | null => /[^/\\]\.([^./\\]+)$/.exec(name)?.[1]?.toLowerCase() ?? null

/**
 * The ending of the name belongs to the type of the bytes.
 *
 * A name without an ending claims nothing. An ending that belongs to no type that the platform takes claims nothing false either, and the
 * platform's answer to it is not known: a warning.
 */
const extension: Rule = ({ facts, kind }) => {
  const format = facts.content.mimeType === null ? null : MediaKind.formatOf(facts.content.mimeType)
  const ending = facts.claims.name === null ? null : extensionOf(facts.claims.name)
  if (format === null || ending === null || format.extensions.includes(ending)) return []
  const [usual = ""] = format.extensions
  const isKnown = MediaKind.formats.some(({ extensions }) => extensions.includes(ending))
  return [
    Finding.make(
      kind,
      isKnown ? "extension-mismatch" : "extension-unfamiliar",
      `its name ends in .${ending}, and its bytes are ${format.mimeType}`,
      `let its name end in .${usual}`
    )
  ]
}

/** What the caller says of the file, against its bytes: a mismatch is a common reason for 131053 (CLOUD_API 3.5). */
export const claims: Rule = (context) => [...mimeType(context), ...extension(context)]
