import * as Finding from "../Finding.ts"
import * as MediaKind from "../MediaKind.ts"
import { conversions } from "./Context.ts"
import type { Rule } from "./Context.ts"

const an = (kind: MediaKind.Kind): string => (/^[aeiou]/.test(kind) ? `an ${kind}` : `a ${kind}`)

/** What the file is by its bytes, against what the message shows it as (MD-01, MD-02; CLOUD_API 3.5). */
export const type: Rule = ({ facts, kind }) => {
  const { mimeType } = facts.content
  if (mimeType === null)
    return [
      Finding.make(
        kind,
        "type-unknown",
        "its bytes are of no type that is known here",
        `${conversions[kind]}, or send another file`
      )
    ]
  const format = MediaKind.formatOf(mimeType)
  if (format === null)
    return [
      Finding.make(
        kind,
        "type-unsupported",
        `its bytes are ${mimeType}, which the platform takes as nothing`,
        conversions[kind]
      )
    ]
  return format.kind === kind
    ? []
    : [
        Finding.make(
          kind,
          "kind-mismatch",
          `its bytes are ${mimeType}, which cannot be sent as ${an(kind)}`,
          `send it as ${an(format.kind)}, or ${conversions[kind]}`
        )
      ]
}
