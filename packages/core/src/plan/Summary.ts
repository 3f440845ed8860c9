import type * as Step from "./Step.ts"

/** What a plan comes to (SPEC RL-12). Times are epoch milliseconds. */
export interface Summary {
  /** When it may begin: as planned, or after the top of the hour (RL-11). */
  readonly startMillis: number
  readonly firstMillis: number | null
  /** The last departure; null when nothing leaves. */
  readonly finishMillis: number | null
  readonly departures: number
  readonly units: number
  /** Departures outside their recipient's service window: those count against the portfolio's unique recipients (CLOUD_API 3.4). */
  readonly outsideWindow: number
  /** Holds that begin on the plan's own traffic: none, unless the policy contradicts itself. */
  readonly holds: number
  readonly senders: ReadonlyArray<SenderSummary>
  readonly stays: Stays
}

/** What a plan comes to at one sender. */
export interface SenderSummary {
  readonly sender: string
  readonly departures: number
  readonly units: number
  readonly firstMillis: number | null
  readonly lastMillis: number | null
  /** Messages a minute between its first departure and its last; 0 when fewer than two leave. */
  readonly perMinute: number
  /** Rests before a long run would be punished (RL-08). */
  readonly rests: number
  /** Warnings that the window is nearly full (RL-04). */
  readonly warnings: number
  readonly holds: number
  /** What held it up, longest first: shares of the time from the start to its last departure. */
  readonly binding: ReadonlyArray<Share>
}

/** A limit, and the share of the time from the start to the last departure during which it held a sender up. */
export interface Share extends Step.Binding {
  readonly share: number
}

/** Messages that never leave: all counted by the kind of obstacle, the first of them named. */
export interface Stays {
  readonly count: number
  readonly byObstacle: Readonly<Partial<Record<Step.Obstacle["_tag"], number>>>
  readonly first: ReadonlyArray<Step.Stay>
}
