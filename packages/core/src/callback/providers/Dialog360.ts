import { decode as decodeCloud, type Decoded } from "../Callback.ts"
import { type Envelope, envelope as envelopeCloud } from "../Envelope.ts"
import * as Read from "../internal/read.ts"
import * as SecondOpinion from "../SecondOpinion.ts"
import * as Body from "./Body.ts"
import * as Events from "./internal/events.ts"

/**
 * Callbacks of 360dialog (CLOUD_API 3.9): the platform's own, handed on as they are.
 *
 * Numbers that still run on its hosted client send what stands inside a change without the shell around it (`{contacts, messages}`,
 * `{statuses}`, `{errors}`). Such a body is read in a shell of our own, and the paths are those of the body as it came.
 */

/** Where the value stands in the shell of our own. */
const prefix = "entry[0].changes[0].value."
const parts = ["messages", "statuses", "errors"]

/** The value of a body without a shell; null where it has one, or is something else. */
const bare = (json: unknown): Read.Fields | null => {
  if (!Read.isFields(json) || json["object"] !== undefined) return null
  if (!parts.some((part) => Array.isArray(json[part]))) return null
  // The hosted client tells its version beside the value; it says nothing of any message.
  const { meta: _, ...value } = json
  return value
}

const shelled = (value: Read.Fields): unknown => ({
  object: "whatsapp_business_account",
  entry: [{ changes: [{ field: "messages", value }] }]
})

const unshelled = <A extends { readonly path: string }>(found: A): A =>
  found.path.startsWith(prefix) ? { ...found, path: found.path.slice(prefix.length) } : found

/** Whether a body is a callback of 360dialog at all. Total. */
export const envelope = ({ text }: Body.Body): Envelope => {
  const parsed = Body.json(text)
  if (parsed._tag !== "Json") return Events.notJson
  return bare(parsed.json) === null ? envelopeCloud(parsed.json) : Events.callback(1)
}

/** The events of a callback. Total. */
export const decode = ({ text }: Body.Body): Decoded => {
  const parsed = Body.json(text)
  if (parsed._tag !== "Json") return Events.refuse(Events.notJson)
  const value = bare(parsed.json)
  if (value === null) return decodeCloud(parsed.json)
  const decoded = decodeCloud(shelled(value))
  return {
    ...decoded,
    events: decoded.events.map(unshelled),
    unknown: decoded.unknown.map(unshelled),
    issues: decoded.issues.map(unshelled)
  }
}

/** Compares what was decoded with what the JSON says, as `SecondOpinion` does for the platform's own callbacks (SPEC WH-11). */
export const compare = ({ text }: Body.Body, decoded: Pick<Decoded, "events">): SecondOpinion.Opinion => {
  const parsed = Body.json(text)
  const json = parsed._tag === "Json" ? parsed.json : null
  const value = bare(json)
  if (value === null) return SecondOpinion.compare(decoded, json)
  const events = decoded.events.map((event) => ({ ...event, path: prefix + event.path }))
  const opinion = SecondOpinion.compare({ events }, shelled(value))
  return opinion._tag === "Agreement" ? opinion : { ...opinion, differences: opinion.differences.map(unshelled) }
}
