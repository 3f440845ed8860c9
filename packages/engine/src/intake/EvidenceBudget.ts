/**
 * How many callbacks that nobody vouches for are kept as evidence (SPEC GD-03). Pure.
 *
 * Whoever finds the address can send what he likes, as fast as the line takes it: all of it is counted and reported, and of its bytes a sample
 * is kept. A burst is kept whole up to `burst`, from then on one a `refillMillis`: with `bytesMax` each that is under 25 MB a day for
 * an account under attack.
 */
export interface State {
  /** Pieces that may be kept now; fractions grow back with time. */
  readonly left: number
  readonly atMillis: number
}

/** How much of one callback is kept: enough to see what it was. */
export const bytesMax = 16 * 1024

const burst = 100
const refillMillis = 60_000

/** A whole burst may be kept. */
export const initial: State = { left: burst, atMillis: 0 }

/** The budget at `nowMillis`; a clock that goes back gives nothing and takes nothing. */
const at = ({ atMillis, left }: State, nowMillis: number): State => ({
  left: Math.min(burst, left + Math.max(0, nowMillis - atMillis) / refillMillis),
  atMillis: nowMillis
})

/** Whether one more piece is kept, and the budget after it. */
export const spend = (state: State, nowMillis: number): readonly [keeps: boolean, next: State] => {
  const current = at(state, nowMillis)
  return current.left < 1 ? [false, current] : [true, { ...current, left: current.left - 1 }]
}
