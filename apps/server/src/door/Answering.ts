import type { Posted } from "@sluice/engine/door/Door"
import type { Message } from "@sluice/engine/ports/Outbox"

/** The answer to a body posted to `/messages` (CLOUD_API 3.1). A template's pacing is told as the platform tells it: it was accepted. */
export const posted = (outcome: Posted): unknown => {
  if (outcome._tag === "Marked") return { success: true }
  const { id, input, isTemplate, waId } = outcome
  return {
    messaging_product: "whatsapp",
    contacts: [{ input, wa_id: waId }],
    messages: [isTemplate ? { id, message_status: "accepted" } : { id }]
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** The address of another page: ours, since the platform's holds its own address and the account's token. */
const pageAt = (
  paging: Readonly<Record<string, unknown>>,
  [link, cursor]: readonly ["next", "after"] | readonly ["previous", "before"],
  address: string
): Readonly<Record<string, string>> => {
  const position = isRecord(paging["cursors"]) ? paging["cursors"][cursor] : undefined
  if (paging[link] === undefined || typeof position !== "string") return {}
  const url = new URL(address)
  for (const name of ["after", "before"]) url.searchParams.delete(name)
  url.searchParams.set(cursor, position)
  return { [link]: url.href }
}

/** A page of a list of the platform's, with its links led here. @param address where it was asked for. */
export const page = (json: unknown, address: string): unknown => {
  if (!isRecord(json) || !isRecord(json["paging"])) return json
  const { next: _, previous: __, ...paging } = json["paging"]
  const links = {
    ...pageAt(json["paging"], ["previous", "before"], address),
    ...pageAt(json["paging"], ["next", "after"], address)
  }
  return { ...json, paging: { ...paging, ...links } }
}

/** Where a message is, in the words that callbacks use: accepted until the first status, and failed where it ends without one. */
const statusOf = ({ delivery, state }: Message): string => {
  if (state === "failed" || state === "dead" || state === "cancelled") return "failed"
  return delivery ?? "accepted"
}

/** A message by its name: where it is, and whose. */
export const message = (name: string, found: Message): unknown => ({
  id: name,
  messaging_product: "whatsapp",
  to: found.recipient.slice(1),
  type: found.content.type,
  message_status: statusOf(found),
  timestamp: String(Math.floor(found.acceptedMillis / 1_000)),
  ...(found.callerData === undefined ? {} : { biz_opaque_callback_data: found.callerData }),
  ...(found.failure === null
    ? {}
    : {
        errors: [
          {
            ...(found.failure.code === null ? {} : { code: found.failure.code }),
            title: found.failure.cause,
            error_data: { details: found.failure.detail }
          }
        ]
      })
})
