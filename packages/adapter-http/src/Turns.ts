/** Turns at something of which a key has only so many: at the connections to one endpoint. */
export interface Turns {
  /**
   * Calls `go` at once where there is a turn to be had, else when one is given back, in the order of asking.
   *
   * @returns to be called when the turn is over, or no longer wanted; a second call does nothing.
   */
  readonly take: (key: string, go: () => void) => () => void
}

interface Place {
  busy: number
  /** In the order of asking. */
  readonly waiting: Set<() => void>
  /** What is given back is about to be passed on. */
  isPassing: boolean
}

/**
 * Turns for `max` at once, for each key.
 *
 * A turn that is given back is passed on a moment later: when a whole crowd has waited too long, all of them leave at once, and none of them gets the turn of
 * the one who left before, only to leave as well.
 */
export const make = (max: number): Turns => {
  const places = new Map<string, Place>()

  const passOn = (key: string, place: Place): void => {
    place.isPassing = false
    for (const start of place.waiting) {
      if (place.busy >= max) return
      place.waiting.delete(start)
      start()
    }
    if (place.busy === 0 && places.get(key) === place) places.delete(key)
  }

  return {
    take: (key, go) => {
      const place = places.get(key) ?? { busy: 0, waiting: new Set(), isPassing: false }
      places.set(key, place)
      let has = false
      let isOver = false
      const start = (): void => {
        has = true
        place.busy++
        go()
      }
      if (place.busy < max && place.waiting.size === 0) start()
      else place.waiting.add(start)
      return () => {
        if (isOver) return
        isOver = true
        if (has) place.busy--
        else place.waiting.delete(start)
        if (place.waiting.size === 0 && place.busy === 0) return void places.delete(key)
        if (place.waiting.size === 0 || place.isPassing) return
        place.isPassing = true
        setImmediate(passOn, key, place)
      }
    }
  }
}
