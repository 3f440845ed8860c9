import { decode as decodeJson, type Decoded } from "../Callback.ts"
import { type Envelope, envelope as envelopeOfJson } from "../Envelope.ts"
import * as SecondOpinion from "../SecondOpinion.ts"
import * as Body from "./Body.ts"
import * as Events from "./internal/events.ts"

/** Callbacks of the platform itself, from their text: `Envelope`, `Callback` and `SecondOpinion` read them once they are JSON. */

/** Whether a body is a callback of the platform at all. Total. */
export const envelope = ({ text }: Body.Body): Envelope => {
  const parsed = Body.json(text)
  return parsed._tag === "Json" ? envelopeOfJson(parsed.json) : Events.notJson
}

/** The events of a callback. Total. */
export const decode = ({ text }: Body.Body): Decoded => {
  const parsed = Body.json(text)
  return parsed._tag === "Json" ? decodeJson(parsed.json) : Events.refuse(Events.notJson)
}

/** Compares what was decoded with what the JSON says (SPEC WH-11). */
export const compare = ({ text }: Body.Body, decoded: Pick<Decoded, "events">): SecondOpinion.Opinion => {
  const parsed = Body.json(text)
  return SecondOpinion.compare(decoded, parsed._tag === "Json" ? parsed.json : null)
}
