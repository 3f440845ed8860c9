import type * as Step from "../Step.ts"

/** What is counted at one lane. */
export interface LaneTally {
  readonly departed: (units: number, atMillis: number, isOutsideWindow: boolean) => void
  /** For `millis` the lane could not go on because of this. */
  readonly waited: (binding: Step.Binding, millis: number) => void
  readonly total: () => Total
}

export interface Total {
  readonly departures: number
  readonly units: number
  /** Departures outside their recipient's service window. */
  readonly outsideWindow: number
  readonly firstMillis: number | null
  readonly lastMillis: number | null
  /** Rests that the lane took before a long run would have been punished (RL-08). */
  readonly rests: number
  /** Milliseconds by limit, longest first; what came after the last departure is not among them. */
  readonly waits: ReadonlyArray<Step.Binding & { readonly millis: number }>
}

export const make = (): LaneTally => {
  let departures = 0
  let units = 0
  let outsideWindow = 0
  let firstMillis: number | null = null
  let lastMillis: number | null = null
  let rests = 0
  let resting = false
  /** One for each limit and scope: a handful. */
  const counted: Array<{ readonly binding: Step.Binding; millis: number }> = []
  /** Since the last departure. */
  let open: Array<{ readonly binding: Step.Binding; readonly millis: number }> = []

  const add = ({ binding, millis }: { readonly binding: Step.Binding; readonly millis: number }): void => {
    const { limit, scope } = binding
    const known = counted.find((of) => of.binding.limit === limit && of.binding.scope === scope)
    if (known === undefined) counted.push({ binding, millis })
    else known.millis += millis
  }

  return {
    departed: (weight, atMillis, isOutsideWindow) => {
      departures++
      if (isOutsideWindow) outsideWindow++
      units += weight
      firstMillis ??= atMillis
      lastMillis = atMillis
      resting = false
      for (const wait of open) add(wait)
      open = []
    },
    waited: (binding, millis) => {
      open.push({ binding, millis })
      const isRest = binding.limit === "rest"
      if (isRest && !resting) rests++
      resting = isRest
    },
    total: () => ({
      departures,
      units: Math.round(units * 1_000) / 1_000,
      outsideWindow,
      firstMillis,
      lastMillis,
      rests,
      waits: counted.map(({ binding, millis }) => ({ ...binding, millis })).sort((a, b) => b.millis - a.millis)
    })
  }
}
