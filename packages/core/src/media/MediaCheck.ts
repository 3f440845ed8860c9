import { Data } from "effect"
import type { Media } from "../policy/Content.ts"
import * as Finding from "./Finding.ts"
import type { MediaFacts } from "./MediaFacts.ts"
import * as MediaKind from "./MediaKind.ts"
import { audio } from "./rules/audio.ts"
import { claims } from "./rules/claims.ts"
import type { Rule } from "./rules/Context.ts"
import { image } from "./rules/image.ts"
import { formOf, size } from "./rules/size.ts"
import { type } from "./rules/type.ts"
import { video } from "./rules/video.ts"

/**
 * Judges a file before it is sent or uploaded (SPEC MD-01, MD-02; CLOUD_API 3.5): what the platform would refuse with 131053, and
 * what would not arrive well.
 *
 * Total on any facts. A fact that nobody knows is a finding, never a pass.
 */

const whole: Rule = ({ facts, kind }) =>
  facts.isWhole === false
    ? [Finding.make(kind, "cut-off", "it ends before the end that it announces", "fetch or write it again, to its end")]
    : []

const rules: ReadonlyArray<Rule> = [type, claims, whole, size, image, audio, video]

/** Every finding about a file that a message shows as `kind`, in the order of the rules; an empty file has the one that it is empty. */
export const check = (policy: Media, facts: MediaFacts, kind: MediaKind.Kind): ReadonlyArray<Finding.Finding> =>
  facts.bytes === 0
    ? [Finding.make(kind, "empty", "it has no bytes", "send a file that has content")]
    : rules.flatMap((rule) => rule({ policy, facts, kind }))

/**
 * As what a file may go.
 *
 * - `Sendable`: as that; its findings are warnings;
 * - `Refused`: it would be that, and is not good enough;
 * - `Unsendable`: the platform takes no file of its type, or its type is not known.
 */
export type Decision = Data.TaggedEnum<{
  Sendable: { readonly form: MediaKind.Form; readonly findings: ReadonlyArray<Finding.Finding> }
  Refused: { readonly form: MediaKind.Form; readonly findings: ReadonlyArray<Finding.Finding> }
  Unsendable: { readonly findings: ReadonlyArray<Finding.Finding> }
}>
export const {
  /** With at least one finding that is an error. */
  Refused,
  /** Its findings are warnings, if any. */
  Sendable,
  /** As nothing, so there is no form: its findings are told of the kind that it comes closest to. */
  Unsendable
} = Data.taggedEnum<Decision>()

/** By the first word of its MIME type, the kind that a file which goes as nothing comes closest to; a document where none does. */
const nearest = ({ content }: MediaFacts): MediaKind.Kind =>
  (["image", "video", "audio"] as const).find((kind) => content.mimeType?.startsWith(`${kind}/`)) ?? "document"

/** As what a file may go, told by its bytes alone. No type of file goes as two kinds, so there is one answer at most. */
export const decide = (policy: Media, facts: MediaFacts): Decision => {
  const format = facts.content.mimeType === null ? null : MediaKind.formatOf(facts.content.mimeType)
  if (format === null) return Unsendable({ findings: check(policy, facts, nearest(facts)) })
  const findings = check(policy, facts, format.kind)
  const form = formOf(policy, facts, format.kind)
  return Finding.hasErrors(findings) ? Refused({ form, findings }) : Sendable({ form, findings })
}
