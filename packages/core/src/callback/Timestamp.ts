/**
 * Unix seconds as millisecond timestamps that are unique on a sender's timeline (SPEC WH-07).
 *
 * The platform states seconds, and many events share one. Three more digits number them in the order of their arrival, from 001:
 * a bare ×1000 never occurs, so a stamp is told from a converted second at sight. The 1000th event of a second has no number
 * left in it and takes the first free one of the next second: it stays after those before it, stays unique, and says so in
 * `spilledSeconds`. Events of that next second then come after it.
 *
 * State: for each second the last stamp given in it. A timeline may be asked about any second at any time, since statuses come
 * late and out of order; a store therefore keeps one small row for each sender and second, and hands in the rows it has for the
 * second asked about and the few after it. The same events in the same order always get the same stamps.
 */
export type State = ReadonlyMap<number, number>

/** A timeline on which nothing has happened. */
export const initial: State = new Map()

/** A stamp in epoch milliseconds; `second` is the one that it was taken from, `spilledSeconds` how far that is from the event's. */
export interface Stamp {
  readonly millis: number
  readonly second: number
  readonly spilledSeconds: number
}

/** Numbers in one second: 001 to 999. */
const stampsPerSecond = 999

/** The next free stamp for an event of that second. */
export const stamp = (state: State, seconds: number): Stamp => {
  let second = seconds
  let millis = (state.get(second) ?? second * 1_000) + 1
  while (millis > second * 1_000 + stampsPerSecond) {
    second++
    millis = (state.get(second) ?? second * 1_000) + 1
  }
  return { millis, second, spilledSeconds: second - seconds }
}

/** The timeline after a stamp was given. */
export const record = (state: State, given: Stamp): State => new Map(state).set(given.second, given.millis)
