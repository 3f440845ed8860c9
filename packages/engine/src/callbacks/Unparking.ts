/**
 * When parked statuses are looked through (WH-03). Pure.
 *
 * A status is parked when it overtakes the answer that names its message, which is a matter of seconds; what no message claims by then is
 * mostly of somebody else, who sends through the same number, and may be there in any amount. So the young ones are looked at often, and only
 * while there are any; all of them now and then, for the answer that came late and for what another process parked before it died.
 */
export interface State {
  /** When this process last parked something. */
  readonly parkedMillis: number
  readonly youngLookedMillis: number
  readonly allLookedMillis: number
}

/** The first look is at all. */
export const initial: State = { parkedMillis: -Infinity, youngLookedMillis: -Infinity, allLookedMillis: -Infinity }

/** Younger than this, in looks: longer than any answer takes, and the store's bad moments with it. */
const youngLooks = 60

/** All of them once in so many looks. */
const allLooks = 600

/** A look that is due: at statuses received at `sinceMillis` or later. */
export interface Look {
  readonly all: boolean
  readonly sinceMillis: number
}

/**
 * The look that is due now; null where none is. One at all of them goes before one at the young ones, which it includes.
 *
 * @param everyMillis how often the young ones are looked at.
 */
export const decide = (state: State, everyMillis: number, nowMillis: number): Look | null => {
  const youngMillis = youngLooks * everyMillis
  if (nowMillis - state.allLookedMillis >= allLooks * everyMillis) return { all: true, sinceMillis: 0 }
  if (nowMillis - state.parkedMillis > youngMillis) return null
  return nowMillis - state.youngLookedMillis < everyMillis ? null : { all: false, sinceMillis: nowMillis - youngMillis }
}

/** A status was parked at `nowMillis`: there is a young one to look at again. */
export const parked = (state: State, nowMillis: number): State => ({ ...state, parkedMillis: nowMillis })

/** A look took `count` statuses out; a full batch means that more are waiting, and the same look is due again at once. */
export const looked = (state: State, look: Look, count: number, batchMax: number, nowMillis: number): State => {
  if (count >= batchMax) return state
  return { ...state, youngLookedMillis: nowMillis, allLookedMillis: look.all ? nowMillis : state.allLookedMillis }
}
