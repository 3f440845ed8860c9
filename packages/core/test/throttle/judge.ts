/**
 * The platform's own book, written from SPEC.md and CLOUD_API.md alone: a plain log of arrivals and the rules applied to it literally.
 * It imports nothing of what it judges, and takes no care of speed.
 */
export interface Arrival {
  readonly recipient: string
  readonly units: number
  readonly atMillis: number
  /** Units a minute that the platform grants at this arrival. */
  readonly unitsMax: number
  /** One more message within a minute trips a light hold. */
  readonly messagesMax: number
}

const byTime = (arrivals: ReadonlyArray<Arrival>): ReadonlyArray<Arrival> =>
  arrivals.toSorted((a, b) => a.atMillis - b.atMillis)

/** Every window that ends with an arrival, both ends included, which is the strictest reading of "in the last minute". */
const windows = (arrivals: ReadonlyArray<Arrival>, windowMillis: number) =>
  byTime(arrivals).map((last, index, all) => {
    const within: Array<Arrival> = []
    // Arrivals of the same millisecond as `last` may stand after it in the order.
    for (let i = 0; i < all.length; i++) {
      const arrival = all[i]
      if (arrival === undefined) continue
      if (arrival.atMillis > last.atMillis) break
      if (arrival.atMillis >= last.atMillis - windowMillis) within.push(arrival)
    }
    return { last, index, within }
  })

/** RL-01 to RL-03, RL-06: what is over the limit in any minute. */
export const overTheMinute = (arrivals: ReadonlyArray<Arrival>): ReadonlyArray<string> =>
  windows(arrivals, 60_000).flatMap(({ last, within }) => {
    const units = within.reduce((sum, arrival) => sum + arrival.units, 0)
    return [
      ...(units > last.unitsMax + 1e-6 ? [`${units} of ${last.unitsMax} units at ${last.atMillis}`] : []),
      ...(within.length > last.messagesMax
        ? [`${within.length} of ${last.messagesMax} messages at ${last.atMillis}`]
        : [])
    ]
  })

/** CLOUD_API 3.4: more than `perSecond` in any second. */
export const overTheSecond = (arrivals: ReadonlyArray<Arrival>, perSecond: number): ReadonlyArray<string> => {
  const sorted = byTime(arrivals)
  // More than `perSecond` fit into a second exactly when some arrival and the one `perSecond` later do.
  return sorted.flatMap((first, index) => {
    const later = sorted[index + perSecond]
    return later !== undefined && later.atMillis - first.atMillis < 1_000
      ? [`${perSecond + 1} between ${first.atMillis} and ${later.atMillis}`]
      : []
  })
}

/** RL-08: runs without a pause of a minute that reach ten minutes. */
export const tooLongRuns = (arrivals: ReadonlyArray<Arrival>): ReadonlyArray<string> => {
  const found: Array<string> = []
  let sinceMillis = Number.NaN
  let lastMillis = Number.NEGATIVE_INFINITY
  for (const { atMillis } of byTime(arrivals)) {
    if (atMillis - lastMillis >= 60_000) sinceMillis = atMillis
    if (atMillis - sinceMillis >= 600_000) found.push(`running from ${sinceMillis} to ${atMillis}`)
    lastMillis = atMillis
  }
  return found
}

/**
 * RL-05, CLOUD_API 3.4: a recipient whose quota is whole may get a burst within one interval; then nothing until an interval a message has
 * passed. With a burst of 1 that is: two messages are an interval apart.
 */
export const overThePair = (
  arrivals: ReadonlyArray<Arrival>,
  intervalMillis: number,
  burst: number
): ReadonlyArray<string> => {
  const found: Array<string> = []
  for (const [recipient, of] of Object.entries(Object.groupBy(byTime(arrivals), (arrival) => arrival.recipient))) {
    let sinceMillis = Number.NEGATIVE_INFINITY
    let count = 0
    for (const { atMillis } of of ?? []) {
      if (atMillis >= sinceMillis + count * intervalMillis) {
        sinceMillis = atMillis
        count = 1
      } else if (count < burst && atMillis < sinceMillis + intervalMillis) {
        count++
      } else {
        found.push(`${recipient}: ${count} since ${sinceMillis}, another at ${atMillis}`)
      }
    }
  }
  return found
}

/** CLOUD_API 3.4: more recipients than the tier in the day that ends with any arrival; those inside their service window do not count. */
export const overTheTier = (
  arrivals: ReadonlyArray<Pick<Arrival, "recipient" | "atMillis"> & { readonly outsideWindow: boolean }>,
  windowMillis: number,
  tier: number
): ReadonlyArray<string> => {
  const counted = arrivals.filter(({ outsideWindow }) => outsideWindow)
  return counted.flatMap(({ atMillis }) => {
    const within = counted.filter((other) => other.atMillis <= atMillis && other.atMillis > atMillis - windowMillis)
    const recipients = new Set(within.map(({ recipient }) => recipient)).size
    return recipients > tier ? [`${recipients} of ${tier} recipients at ${atMillis}`] : []
  })
}

/** More than `most` arrivals in the window that ends with any of them. */
export const overTheWindow = (
  atMillis: ReadonlyArray<number>,
  windowMillis: number,
  most: number
): ReadonlyArray<string> => {
  const sorted = atMillis.toSorted((a, b) => a - b)
  return sorted.flatMap((first, index) => {
    const last = sorted[index + most]
    return last !== undefined && last - first < windowMillis ? [`${most + 1} between ${first} and ${last}`] : []
  })
}
