import * as Policy from "@sluice/core/policy/Policy"
import * as Throttle from "@sluice/core/throttle/Throttle"

/** A new sender under each policy, and what happens to it. */

export const minute = 60_000
export const hour = 60 * minute

export const guide: Throttle.Context = {
  sender: "s1",
  pacing: Policy.shipped.guide.pacing,
  standing: { tier: "initial", throughput: "standard" },
  timeZone: "Asia/Taipei"
}
export const cloudApi: Throttle.Context = { ...guide, pacing: Policy.shipped["cloud-api"].pacing }

export const text = (id: string, recipient = id): Throttle.Request => ({
  id,
  recipient,
  units: 1,
  kind: "text",
  template: null,
  probeOf: null
})

export const departed = (id: string, atMillis: number, recipient = id): Throttle.Event => ({
  _tag: "Departed",
  id,
  recipient,
  units: 1,
  atMillis
})
export const answered = (id: string, atMillis: number): Throttle.Event => ({ _tag: "Answered", id, atMillis })
export const after = (context: Throttle.Context, events: ReadonlyArray<Throttle.Event>): Throttle.State =>
  events.reduce((state, event) => Throttle.evolve(context, state, event), Throttle.initial(context))

/** `count` messages that leave at once although nothing admits them, as another program's would. */
export const foreign = (count: number, atMillis: number): ReadonlyArray<Throttle.Event> =>
  Array.from({ length: count }, (_, index) => [
    departed(`f${atMillis}-${index}`, atMillis),
    answered(`f${atMillis}-${index}`, atMillis)
  ]).flat()
