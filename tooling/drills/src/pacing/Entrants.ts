import type { Contestant } from "./Contestant.ts"
import * as Bottleneck from "./contestants/Bottleneck.ts"
import * as BullMq from "./contestants/BullMq.ts"
import * as FixedDelay from "./contestants/FixedDelay.ts"

/** Who takes part beside Sluice, with which settings. */
export interface Entrant extends Contestant {
  /** Its line's name in the picture; null draws none. */
  readonly label: string | null
}

const entrant = (contestant: Contestant, label: string | null = null): Entrant => ({ ...contestant, label })

/** Five a minute, read as a setting: the delay between two messages, or a number in a span. */
export const entrants: ReadonlyArray<Entrant> = [
  entrant(FixedDelay.make({ delayMillis: 1_000, retry: "same delay" })),
  entrant(FixedDelay.make({ delayMillis: 1_000, retry: "back-off" })),
  entrant(FixedDelay.make({ delayMillis: 6_000, retry: "same delay" })),
  entrant(FixedDelay.make({ delayMillis: 6_000, retry: "back-off" }), "loop, 6 s"),
  entrant(FixedDelay.make({ delayMillis: 12_000, retry: "same delay" })),
  entrant(FixedDelay.make({ delayMillis: 12_000, retry: "back-off" })),
  entrant(FixedDelay.make({ delayMillis: 12_000, retry: "Retry-After" }), "loop, 12 s"),
  // Slow enough for every rule: what it takes to be safe by a delay alone.
  entrant(FixedDelay.make({ delayMillis: 60_000, retry: "Retry-After" }), "loop, 60 s"),
  entrant(BullMq.make({ max: 5, durationMillis: 50_000, retry: "back-off" })),
  entrant(BullMq.make({ max: 5, durationMillis: 60_000, retry: "back-off" })),
  entrant(BullMq.make({ max: 5, durationMillis: 60_000, retry: "Retry-After" }), "BullMQ"),
  entrant(
    Bottleneck.make({ reservoir: 5, refreshMillis: 60_000, minTimeMillis: 0, maxConcurrent: 1, retry: "back-off" })
  ),
  entrant(
    Bottleneck.make({ reservoir: 5, refreshMillis: 60_000, minTimeMillis: 12_000, maxConcurrent: 1, retry: "back-off" })
  ),
  entrant(
    Bottleneck.make({
      reservoir: 5,
      refreshMillis: 60_000,
      minTimeMillis: 12_000,
      maxConcurrent: 1,
      retry: "Retry-After"
    }),
    "Bottleneck"
  )
]

/**
 * Outside the contest: five in a row, then nothing for longer than a minute. The judge lets that pass. The guide does not mean it: evenly
 * spread traffic passes 42 % more (RL-05), which no judge of limits counts. 63 s is the shortest that trips nothing here.
 */
export const bunching: Contestant = BullMq.make({ max: 5, durationMillis: 63_000, retry: "Retry-After" })
