/** Counters of one run, in all and by sender. */
export interface Counts {
  accepted: number
  /** Refusals by error code, injected faults excepted. */
  readonly refused: Record<string, number>
  /** Requests that an injected fault answered or cut off before anything was accepted. */
  faulted: number
  /** Accepted messages whose sender never got the answer, or got an error or a late one. */
  unanswered: number
  /** Messages accepted again while an earlier one of the same subject had not failed. */
  doubled: number
  /** Messages accepted again after the sender had been told that the earlier one failed. */
  resent: number
  /** Numbers given without `+` that the business's calling code was put in front of. */
  prefixed: number
  violations: number
}

/** The counters themselves, which `count` and `refuse` change in place. */
export interface Tallies {
  readonly all: Counts
  readonly of: (phoneNumberId: string) => Counts
  readonly bySender: () => Readonly<Record<string, Counts>>
}

const zero = (): Counts => ({
  accepted: 0,
  refused: {},
  faulted: 0,
  unanswered: 0,
  doubled: 0,
  resent: 0,
  prefixed: 0,
  violations: 0
})

/** All at zero. What is counted for any other sender counts in all alone. */
export const make = (phoneNumberIds: ReadonlyArray<string>): Tallies => {
  const all = zero()
  const senders = new Map(phoneNumberIds.map((id) => [id, zero()]))
  return {
    all,
    of: (phoneNumberId) => senders.get(phoneNumberId) ?? zero(),
    bySender: () => Object.fromEntries(senders)
  }
}

/** Adds one to a counter of the whole and of its sender. */
export const count = (tallies: Tallies, phoneNumberId: string, what: Exclude<keyof Counts, "refused">): void => {
  tallies.all[what]++
  tallies.of(phoneNumberId)[what]++
}

/** Adds one refusal; `phoneNumberId` is null where the request did not get as far as a sender. */
export const refuse = (tallies: Tallies, phoneNumberId: string | null, code: number): void => {
  for (const counts of phoneNumberId === null ? [tallies.all] : [tallies.all, tallies.of(phoneNumberId)]) {
    counts.refused[code] = (counts.refused[code] ?? 0) + 1
  }
}
