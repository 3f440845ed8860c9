import type { Finish } from "@sluice/engine/ports/Lanes"
import * as Storable from "./Storable.ts"

/**
 * Whether the platform keeps the message back for now, where that it took it is all that the history tells of this answer: then the attempt tells it.
 * Null for whatever has events of its own.
 */
export const toldByAttempt = ({ answeredMillis, attempt, change, outcome }: Finish): boolean | null => {
  const [event, ...others] = change.events
  if (outcome !== "accepted" || event?.kind !== "answered" || others.length > 0) return null
  const { attempt: ofAttempt, heldByPlatform, wamid, ...rest } = event.data
  const isPlain =
    ofAttempt === attempt && typeof wamid === "string" && wamid === change.wamid && Object.keys(rest).length === 0
  return isPlain && event.atMillis === answeredMillis && typeof heldByPlatform === "boolean" ? heldByPlatform : null
}

/** What an acceptance leaves as it is; null where there is nothing else. */
export const restOf = ({ change, code, detail }: Finish): string | null => {
  const { delivery, dueMillis, failure, heldMillis, tries, unsent } = change
  const rest = {
    code: code ?? undefined,
    detail: detail ?? undefined,
    delivery,
    due_millis: dueMillis === undefined ? undefined : Storable.millis(dueMillis),
    unsent,
    tries,
    held_millis: heldMillis === undefined ? undefined : Storable.millis(heldMillis),
    failure: failure ?? undefined
  }
  return Object.values(rest).every((value) => value === undefined) ? null : Storable.json(rest)
}

/** That the platform took it, and nothing else: nearly every answer. */
export const isAcceptance = (finish: Finish): boolean => {
  const { failure, state, wamid } = finish.change
  return (
    toldByAttempt(finish) !== null &&
    state === "accepted" &&
    failure === null &&
    typeof wamid === "string" &&
    restOf(finish) === null
  )
}

/** A value as a list of plain values writes it. */
export const nullable = (value: string | number | boolean | null | undefined): string => String(value ?? "NULL")
