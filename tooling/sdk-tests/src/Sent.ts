import type { Gateway } from "./Gateway.ts"
import * as Gateways from "./Gateway.ts"
import { setTimeout } from "node:timers/promises"

/** How long is waited for what has to come: far longer than it takes. */
const waitedMillisMax = 100_000

/** Waits until something is so, and answers what it found. */
export const eventually = async <A>(look: () => Promise<A> | A, isSo: (found: A) => boolean): Promise<A> => {
  const until = Date.now() + waitedMillisMax
  for (;;) {
    const found = await look()
    if (isSo(found) || Date.now() > until) return found
    await setTimeout(100)
  }
}

/**
 * So many people, each of whom is written to once: what somebody gets after the first seconds waits until all of it is paid back to the platform, for
 * minutes where a slow caller has sent a dozen by then (CLOUD_API 3.4).
 *
 * @param prefix the number but for its last four digits.
 */
export const people = (prefix: string, count: number): ReadonlyArray<string> =>
  Array.from({ length: count }, (_, index) => `${prefix}${String(index).padStart(4, "0")}`)

/** Types of what has reached the platform for these people, once there are so many. */
export const reached = (
  gateway: Gateway,
  people: ReadonlyArray<string>,
  count: number
): Promise<ReadonlyArray<string>> =>
  eventually(
    () => Gateways.accepted(gateway, people),
    (types) => types.length >= count
  )

/** One status or message that the caller's own system was called with. */
export interface Told {
  readonly id: string
  readonly status?: string
  readonly biz_opaque_callback_data?: string
  readonly context?: { readonly id: string }
  readonly from?: string
}

interface Envelope {
  readonly entry: ReadonlyArray<{
    readonly changes: ReadonlyArray<{
      readonly value: { readonly statuses?: ReadonlyArray<Told>; readonly messages?: ReadonlyArray<Told> }
    }>
  }>
}

/** Everything of it, in the order in which it came. */
export const told = ({ called }: Gateway): ReadonlyArray<Told> =>
  called.flatMap(({ body }) => {
    const { entry }: Envelope = JSON.parse(body)
    return entry.flatMap(({ changes }) =>
      changes.flatMap(({ value }) => [...(value.statuses ?? []), ...(value.messages ?? [])])
    )
  })
