/**
 * One subject against its peers on the same work, in one run.
 *
 * A shared machine changes its speed from one second to the next, so absolute figures say little. Every round therefore
 * measures all entries one after the other, in rotating order, and the ratio is taken within the round; what is
 * reported is the median over the rounds with the middle half of them around it.
 */
export interface Contest {
  readonly title: string
  /** What is counted, as `numbers/s`. */
  readonly unit: string
  readonly subject: Entry
  readonly peers: ReadonlyArray<Peer>
}

export interface Entry {
  readonly name: string
  /** How many operations one call of `run` performs. */
  readonly operations: number
  /** Makes ready for one call of `run`; its time does not count. */
  readonly prepare?: () => Promise<void>
  /** Does the work. What it returns must depend on all of it, so that none of it can be optimised away. */
  readonly run: () => number | Promise<number>
}

export interface Peer extends Entry {
  /** The subject must be at least this many times as fast, or the benchmark fails. Left out: reported only. */
  readonly floor?: number
}

/** How long to measure: `rounds` times `roundMillis` for each entry. */
export interface Effort {
  readonly rounds: number
  readonly roundMillis: number
}

/** Enough to see a floor broken, in seconds. */
export const short: Effort = { rounds: 7, roundMillis: 120 }
/** Enough to compare two versions. */
export const full: Effort = { rounds: 25, roundMillis: 300 }

export interface Result {
  readonly title: string
  readonly unit: string
  readonly subject: { readonly name: string; readonly perSecond: number }
  readonly peers: ReadonlyArray<PeerResult>
}

/** `ratio` is how many times as fast the subject was; `ratioLow` to `ratioHigh` holds the middle half of the rounds. */
export interface PeerResult {
  readonly name: string
  readonly perSecond: number
  readonly ratio: number
  readonly ratioLow: number
  readonly ratioHigh: number
  readonly floor: number | null
  readonly holds: boolean
}

/** At most so many times as many rounds are measured where the first leave it open whether a floor holds. */
const extensionsMax = 3

/**
 * Whether the rounds so far leave it open: the floor lies among the middle half of them, so that the next rounds may have their median on its other side.
 * It says so of a ratio just above the floor as of one just below it.
 */
const isOpen = ({ floor, ratioHigh, ratioLow }: PeerResult): boolean =>
  floor !== null && ratioLow < floor && floor < ratioHigh

/** Runs a contest. Where its rounds leave a floor open there are more, and the median over all of them decides. */
export const hold = async ({ peers, subject, title, unit }: Contest, effort: Effort): Promise<Result> => {
  const entries: ReadonlyArray<Entry> = [subject, ...peers]
  for (const entry of entries) await measure(entry, effort.roundMillis)

  const speeds = entries.map((): Array<number> => [])
  const compared = (): ReadonlyArray<PeerResult> => {
    const [own = [], ...others] = speeds
    return peers.map((peer, index) => compare(peer, own, others[index] ?? []))
  }
  for (
    let round = 0;
    round < effort.rounds ||
    (round < effort.rounds * extensionsMax && (round % effort.rounds > 0 || compared().some(isOpen)));
    round++
  )
    for (let turn = 0; turn < entries.length; turn++) {
      const index = (round + turn) % entries.length
      const entry = entries[index]
      if (entry !== undefined) speeds[index]?.push(await measure(entry, effort.roundMillis))
    }

  return {
    title,
    unit,
    subject: { name: subject.name, perSecond: quantile(speeds[0] ?? [], 0.5) },
    peers: compared()
  }
}

const compare = ({ floor, name }: Peer, own: ReadonlyArray<number>, others: ReadonlyArray<number>): PeerResult => {
  const ratios = own.map((speed, round) => speed / (others[round] ?? Number.NaN))
  const ratio = quantile(ratios, 0.5)
  return {
    name,
    perSecond: quantile(others, 0.5),
    ratio,
    ratioLow: quantile(ratios, 0.25),
    ratioHigh: quantile(ratios, 0.75),
    floor: floor ?? null,
    holds: floor === undefined || ratio >= floor
  }
}

/** Whether every floor of a contest holds. */
export const holds = ({ peers }: Result): boolean => peers.every((peer) => peer.holds)

/** Operations a second over at least `millis`, and at least one call. */
const measure = async (entry: Entry, millis: number): Promise<number> => {
  let calls = 0
  let done = 0
  let elapsed = 0
  do {
    if (entry.prepare !== undefined) await entry.prepare()
    const start = performance.now()
    const worked = entry.run()
    done += typeof worked === "number" ? worked : await worked
    calls++
    elapsed += performance.now() - start
  } while (elapsed < millis)
  if (!(done > 0)) throw new Error(`${entry.name}: nothing was done`)
  return (calls * entry.operations * 1_000) / elapsed
}

/** The value below which a share of the values lies, interpolated. */
export const quantile = (values: ReadonlyArray<number>, share: number): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (sorted.length - 1) * share
  const below = sorted[Math.floor(at)] ?? Number.NaN
  const above = sorted[Math.ceil(at)] ?? Number.NaN
  return below + (above - below) * (at - Math.floor(at))
}
