import * as GivenId from "../door/GivenId.ts"
import * as Opaque from "../callbacks/Opaque.ts"
import type { Message, MessageKey } from "../ports/Outbox.ts"
import * as JsonText from "./JsonText.ts"

type Path = JsonText.Place["path"]

/** The last steps of a path, those of lists as `[]`. */
const tail = (path: Path, count: number): string =>
  path
    .slice(-count)
    .map((step) => (typeof step === "number" ? "[]" : step))
    .join(".")

/** What a text of a callback names (CLOUD_API 3.6); null for everything else. */
const roleOf = (path: Path): "status" | "opaque" | "answered" | null => {
  switch (tail(path, 3)) {
    case "statuses.[].id":
      return "status"
    case "statuses.[].biz_opaque_callback_data":
      return "opaque"
  }
  switch (tail(path, 4)) {
    case "messages.[].context.id":
    case "messages.[].reaction.message_id":
      return "answered"
  }
  return null
}

/** The status that a text belongs to, by where it stands. */
const ownerOf = ({ path }: JsonText.Place): string => path.slice(0, -1).join(".")

/** A place, and the message that it is about. */
export interface Question {
  readonly place: JsonText.Place
  readonly role: "status" | "opaque" | "answered"
  readonly key: MessageKey
}

/**
 * What a callback names that may be a message of ours. A status tells by our own data, which went along with the send and comes back with each of
 * its statuses; where it does not, the platform's name has to do, as in answers of people.
 */
export const questions = (json: string): ReadonlyArray<Question> => {
  const places = JsonText.texts(json, (path) => roleOf(path) !== null)
  const ours = new Map<string, string>()
  for (const place of places) {
    const opaque = roleOf(place.path) === "opaque" ? Opaque.read(place.value) : null
    if (opaque !== null) ours.set(ownerOf(place), opaque.messageId)
  }
  return places.flatMap((place): ReadonlyArray<Question> => {
    const role = roleOf(place.path)
    if (role === null) return []
    const id = role === "answered" ? undefined : ours.get(ownerOf(place))
    if (id !== undefined) return [{ place, role, key: { _tag: "Id", id } }]
    // Data of somebody else's, of a number that is used from elsewhere too.
    return role === "opaque" ? [] : [{ place, role, key: { _tag: "Wamid", wamid: place.value } }]
  })
}

/**
 * The callback as the caller would have got it from the platform: the names that the door gave out stand where the platform's do, the caller's own
 * data where ours does, and every other letter is as it came.
 *
 * @param found the message of each question, in their order; null where it is none of the account's.
 */
export const renamed = (
  sha256: (bytes: Uint8Array) => Uint8Array,
  json: string,
  asked: ReadonlyArray<Question>,
  found: ReadonlyArray<Message | null>
): string =>
  JsonText.edited(
    json,
    asked.flatMap(({ place, role }, index): ReadonlyArray<JsonText.Edit> => {
      const message = found[index] ?? null
      if (message === null) return []
      const value = role === "opaque" ? (message.callerData ?? null) : GivenId.write(sha256, message.id)
      return [{ place, value }]
    })
  )

/**
 * The callback with each number under the id by which callers know it (`SenderNames.called`).
 *
 * @param called that id, by the one that the callback has; of a number that is not in it the callback's stays.
 */
export const numbered = (json: string, called: ReadonlyMap<string, string>): string =>
  JsonText.edited(
    json,
    JsonText.texts(json, (path) => tail(path, 3) === "value.metadata.phone_number_id").flatMap((place) => {
      const value = called.get(place.value)
      return value === undefined ? [] : [{ place, value }]
    })
  )
