import { Schema } from "effect"
import type { Kind } from "./MediaKind.ts"

const Severity = Schema.Literal("error", "warning")
/** `error`: the platform or the policy refuses the file. `warning`: it can be sent, with a doubt. */
export type Severity = typeof Severity.Type

/** The code of the platform that a finding saves the sender from; null where it would refuse nothing. */
const Foreseen = Schema.NullOr(Schema.Literal(131053))

type Rule = "MD-01" | "MD-02" | "CLOUD_API 3.5"

interface Entry {
  readonly rule: Rule | Readonly<Record<Kind, Rule>>
  readonly severity: Severity
  readonly foresees: typeof Foreseen.Type
}

const platform = "CLOUD_API 3.5"

/** The rule that says which types of file a kind of message takes. */
const typesOf: Readonly<Record<Kind, Rule>> = {
  image: "MD-01",
  video: "MD-02",
  audio: platform,
  document: platform,
  sticker: platform
}

/** The rule that says how large a file may be. */
const sizeOf: Readonly<Record<Kind, Rule>> = { ...typesOf, video: platform }

const refused = (rule: Entry["rule"]): Entry => ({ rule, severity: "error", foresees: 131053 })
const doubted = (rule: Entry["rule"]): Entry => ({ rule, severity: "warning", foresees: 131053 })

/**
 * Every finding there is: the rule it comes from, how grave it is, and what it foresees.
 *
 * What cannot be told is a warning: the platform may refuse the file, and may as well take it. Only a type that cannot be told is an
 * error, as the platform tells types by the bytes too.
 */
const catalogue = {
  empty: refused(platform),
  "type-unknown": refused(typesOf),
  "type-unsupported": refused(typesOf),
  "kind-mismatch": refused(typesOf),
  "mime-mismatch": refused(platform),
  "extension-mismatch": refused(platform),
  "extension-unfamiliar": doubted(platform),
  "cut-off": refused(platform),
  "too-large": refused(sizeOf),
  large: doubted(sizeOf),
  "sticker-motion-unknown": doubted(platform),
  "image-depth": refused(platform),
  "image-depth-unknown": doubted(platform),
  "image-colour": refused(platform),
  "image-colour-reduced": doubted(platform),
  "image-colour-unknown": doubted(platform),
  "audio-codec": refused(platform),
  "audio-codec-unknown": doubted(platform),
  "audio-channels": refused(platform),
  "audio-channels-unknown": doubted(platform),
  "video-too-long": { rule: "MD-02", severity: "error", foresees: null },
  "video-long": { rule: "MD-02", severity: "warning", foresees: null },
  "video-length-unknown": { rule: "MD-02", severity: "warning", foresees: null },
  "video-streams-unknown": doubted("MD-02"),
  "video-codec": refused("MD-02"),
  "video-codec-unknown": doubted("MD-02"),
  "video-profile": doubted(platform),
  "video-profile-unsupported": refused(platform),
  "video-profile-unknown": doubted(platform),
  "video-b-frames": doubted(platform),
  "video-b-frames-android": { rule: platform, severity: "error", foresees: null },
  "video-b-frames-unknown": doubted(platform),
  "video-sound-codec": refused("MD-02"),
  "video-sound-codec-unknown": doubted("MD-02"),
  "video-sound-streams": refused(platform),
  "video-index-last": refused(platform),
  "video-index-unknown": doubted(platform)
} as const satisfies Record<string, Entry>

/** Names one diagnosis; stable, for programs to act on. */
export type Code = keyof typeof catalogue

const isCode = (text: string): text is Code => Object.hasOwn(catalogue, text)

/** Every code, in the order of the rules. */
const codes: ReadonlyArray<Code> = Object.keys(catalogue).filter(isCode)

/** One thing to say about a file that is to be sent. `remedy` is what to do about it, for the sender to read. */
export const Finding = Schema.Struct({
  rule: Schema.String,
  code: Schema.Literal(...codes),
  severity: Severity,
  message: Schema.String,
  remedy: Schema.String,
  foresees: Foreseen
})
export type Finding = typeof Finding.Type

/** The finding of that code, about a file that is to be shown as `kind`. */
export const make = (kind: Kind, code: Code, message: string, remedy: string): Finding => {
  const { foresees, rule, severity }: Entry = catalogue[code]
  return { rule: typeof rule === "string" ? rule : rule[kind], code, severity, message, remedy, foresees }
}

/** Whether any finding forbids sending. */
export const hasErrors = (findings: ReadonlyArray<Finding>): boolean =>
  findings.some(({ severity }) => severity === "error")
