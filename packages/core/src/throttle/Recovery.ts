import { Option, Schema } from "effect"
import * as Allowance from "./Allowance.ts"
import * as Backoff from "./Backoff.ts"
import * as ContinuousRun from "./ContinuousRun.ts"
import * as Pair from "./Pair.ts"
import * as Reputation from "./Reputation.ts"
import * as SenderLadder from "./SenderLadder.ts"
import * as SenderWindow from "./SenderWindow.ts"
import * as Throttle from "./Throttle.ts"
import * as Throughput from "./Throughput.ts"

/**
 * What outlives the process that owns a throttle, and how the next owner takes over (SPEC RT-03; ADR 5).
 *
 * A store keeps `Kept` with each departure: plain JSON of one or two kilobytes without recipients. Pairs and throughput are rebuilt from
 * the sends of the last minutes, which the store knows anyway. Holds placed by others live in their own rows and are placed again.
 */
export const Kept = Schema.Struct({
  window: SenderWindow.State,
  run: ContinuousRun.State,
  reputation: Reputation.State,
  ladder: SenderLadder.State,
  backoff: Backoff.State
})
export type Kept = typeof Kept.Type

/** What the store keeps of a state. The value is its own JSON. */
export const keep = (state: Throttle.State): Kept => ({
  window: state.window,
  run: state.run,
  reputation: state.reputation,
  ladder: state.ladder,
  backoff: state.backoff
})

/** A send of the recent past. */
export interface Send {
  readonly recipient: string
  readonly units: number
  readonly departedMillis: number
  /** Null when no answer is known: it counts as answered at the time of recovery. */
  readonly answeredMillis: number | null
}

const pairSpanMillis = (context: Throttle.Context): number => Pair.memoryMillis(context.pacing.pair)

/** How far back the sends given to `recover` must reach, by their answers, in milliseconds. */
export const memoryMillis = (context: Throttle.Context): number =>
  Math.max(pairSpanMillis(context), aloneMillis(context))

/** The same for a send that is its recipient's only one in that time: an interval later it is paid back, and equals none. */
export const aloneMillis = (context: Throttle.Context): number => {
  const { continuousSending, senderWindow, ladder, pair } = context.pacing
  return Math.max(
    pair.intervalMillis,
    Throughput.memoryMillis,
    senderWindow === null ? 0 : senderWindow.windowMillis,
    ladder === null ? 0 : ladder.burstMillis,
    continuousSending === null ? 0 : continuousSending.runMillis + continuousSending.gapMillis
  )
}

/** Without anything kept, window and run are rebuilt from the sends too; what was learned starts over. */
const replayed = (context: Throttle.Context, sends: ReadonlyArray<Landed>): Kept => {
  const { continuousSending, ladder, senderWindow } = context.pacing
  let { run, window } = Throttle.initial(context)
  for (const send of sends) {
    const weight = { thousandths: Allowance.thousandths(send.units), messages: 1 }
    if (senderWindow !== null) {
      window = SenderWindow.answered(senderWindow, ladder, window, weight, send.latestMillis)
      window = { ...window, departedMillis: send.departedMillis, departedThousandths: weight.thousandths }
    }
    if (continuousSending !== null) {
      run = ContinuousRun.departed(continuousSending, run, 0, send.departedMillis)
      run = ContinuousRun.answered(run, send.latestMillis)
    }
  }
  return { ...keep(Throttle.initial(context)), run, window }
}

interface Landed extends Send {
  readonly latestMillis: number
}

const decode = Schema.decodeUnknownOption(Kept)
const decodeParts = Schema.decodeUnknownOption(Schema.Record({ key: Schema.String, value: Schema.Unknown }))
const decodeWindow = Schema.decodeUnknownOption(SenderWindow.State)
const decodeRun = Schema.decodeUnknownOption(ContinuousRun.State)
const decodeReputation = Schema.decodeUnknownOption(Reputation.State)
const decodeLadder = Schema.decodeUnknownOption(SenderLadder.State)
const decodeBackoff = Schema.decodeUnknownOption(Backoff.State)

/**
 * Each part of what was kept by itself: while two versions run side by side, the newer may write a part that the older cannot read, and what
 * the others have learned must not go with it. What it cannot read is made up for by the sends.
 */
const patched = (context: Throttle.Context, ledger: unknown, sends: ReadonlyArray<Landed>): Kept => {
  const from = replayed(context, sends)
  const parts = Option.getOrElse(decodeParts(ledger), (): Readonly<Record<string, unknown>> => ({}))
  return {
    window: Option.getOrElse(decodeWindow(parts["window"]), () => from.window),
    run: Option.getOrElse(decodeRun(parts["run"]), () => from.run),
    reputation: Option.getOrElse(decodeReputation(parts["reputation"]), () => from.reputation),
    ladder: Option.getOrElse(decodeLadder(parts["ladder"]), () => from.ladder),
    backoff: Option.getOrElse(decodeBackoff(parts["backoff"]), () => from.backoff)
  }
}

/**
 * The state that the next owner starts with: what is in flight counts as answered now.
 *
 * @param ledger the newest `Kept` of the sender as the store gives it back. Null for a sender that never sent; that, and the parts that cannot
 *   be read (another version wrote them), is made up for by the sends. What a newer version keeps besides is passed over.
 * @param sends every send that was answered within `memoryMillis`, and every send without an answer.
 */
export const recover = (
  context: Throttle.Context,
  ledger: unknown,
  sends: ReadonlyArray<Send>,
  nowMillis: number
): Throttle.State => {
  const { ladder, pair, senderWindow } = context.pacing
  const landed = sends
    .map((send): Landed => ({ ...send, latestMillis: (send.answeredMillis ?? nowMillis) + 1 }))
    .sort((a, b) => a.latestMillis - b.latestMillis)
  let pairs = Pair.empty
  let throughput = Throughput.initial
  for (const send of landed) {
    if (send.latestMillis + pairSpanMillis(context) > nowMillis) {
      pairs = Pair.answered(pair, pairs, send, send.latestMillis)
    }
    if (send.latestMillis + Throughput.memoryMillis > nowMillis) {
      throughput = Throughput.answered(throughput, send.latestMillis)
    }
  }
  const from = Option.getOrElse(decode(ledger), () => patched(context, ledger, landed))
  const window =
    senderWindow === null ? from.window : SenderWindow.recovered(senderWindow, ladder, from.window, nowMillis + 1)
  const flew = from.window.flyingMessages > 0 || sends.some((send) => send.answeredMillis === null)
  return {
    ...Throttle.initial(context),
    ...from,
    window,
    run: flew ? ContinuousRun.answered(from.run, nowMillis + 1) : from.run,
    pairs: Pair.pruned(pairs, nowMillis),
    throughput
  }
}
