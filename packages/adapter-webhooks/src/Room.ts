import { Effect } from "effect"

/** Who asks for room. */
export interface Asker {
  /** Who comes after those that have less: such as a subscription. */
  readonly holder: string
  /** What it shares with others, and may hang as a whole: such as its host and its account. */
  readonly groups: ReadonlyArray<string>
}

interface Waiting {
  readonly asker: Asker
  readonly begin: () => void
  begun: boolean
}

/** Runs an effect as soon as there is room for it. */
export type Within = (asker: Asker) => <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>

/**
 * Room for so many at a time over all, shared so that whatever hangs leaves room for what does not.
 *
 * A group begins one more only while it has fewer under way than are free. One group that hangs ends up with half of the room, two with a third each and a
 * third left, and so on: no number of them takes the last of it, and nothing is set apart that nobody uses. Of those that may begin it is the turn of
 * whose holder has the fewest under way, and among equals of who has waited longest.
 *
 * A turn costs by the holders that wait, not by what waits of each.
 */
export const make = (roomMax: number): Within => {
  let free = roomMax
  /** By holder, and by group; nothing of who has none under way. */
  const busyHolders = new Map<string, number>()
  const busyGroups = new Map<string, number>()
  /** By holder, in the order in which they came or had their last turn; no list is empty. */
  const queues = new Map<string, Array<Waiting>>()

  const of = (busy: ReadonlyMap<string, number>, key: string): number => busy.get(key) ?? 0
  const change = (busy: Map<string, number>, key: string, by: 1 | -1): void => {
    const count = of(busy, key) + by
    if (count === 0) busy.delete(key)
    else busy.set(key, count)
  }
  const count = ({ groups, holder }: Asker, by: 1 | -1): void => {
    free -= by
    change(busyHolders, holder, by)
    for (const group of groups) change(busyGroups, group, by)
  }

  const mayBegin = ({ groups }: Asker): boolean => groups.every((group) => of(busyGroups, group) < free)

  const next = (): Waiting | null => {
    let chosen: Waiting | null = null
    let fewest = Number.POSITIVE_INFINITY
    for (const [holder, [first]] of queues) {
      const busy = of(busyHolders, holder)
      if (first === undefined || busy >= fewest || !mayBegin(first.asker)) continue
      chosen = first
      fewest = busy
    }
    return chosen
  }

  /** Takes one out of its queue; the holder's next turn comes after everybody else's. */
  const leaveQueue = (one: Waiting): void => {
    const { holder } = one.asker
    const left = (queues.get(holder) ?? []).filter((other) => other !== one)
    queues.delete(holder)
    if (left.length > 0) queues.set(holder, left)
  }

  const fill = (): void => {
    for (let one = free > 0 ? next() : null; one !== null; one = free > 0 ? next() : null) {
      leaveQueue(one)
      one.begun = true
      count(one.asker, 1)
      one.begin()
    }
  }

  const leave = (asker: Asker): void => {
    count(asker, -1)
    fill()
  }

  const enter = (asker: Asker) =>
    Effect.async<void>((resume) => {
      const one: Waiting = { asker, begin: () => resume(Effect.void), begun: false }
      queues.set(asker.holder, [...(queues.get(asker.holder) ?? []), one])
      fill()
      return Effect.sync(() => (one.begun ? leave(asker) : leaveQueue(one)))
    })

  return (asker) => (effect) =>
    Effect.uninterruptibleMask((restore) =>
      Effect.zipRight(
        restore(enter(asker)),
        Effect.ensuring(
          restore(effect),
          Effect.sync(() => leave(asker))
        )
      )
    )
}
