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

/** Types of what has reached the platform for somebody, once there are so many. */
export const reached = (gateway: Gateway, to: string, count: number): Promise<ReadonlyArray<string>> =>
  eventually(
    () => Gateways.accepted(gateway, to),
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
