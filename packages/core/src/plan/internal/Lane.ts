import * as Budget from "../../routing/Budget.ts"
import * as LaneLook from "../../routing/LaneLook.ts"
import * as Selection from "../../routing/Selection.ts"
import type * as Ledger from "../../throttle/Ledger.ts"
import * as Signal from "../../throttle/Signal.ts"
import * as Throttle from "../../throttle/Throttle.ts"
import type * as Campaign from "../Campaign.ts"
import * as Step from "../Step.ts"
import { endOfTimeMillis } from "./Backlog.ts"
import * as LaneQueue from "./LaneQueue.ts"
import * as LaneTally from "./LaneTally.ts"
import * as Ordered from "./Ordered.ts"
import type * as SharedCells from "./SharedCells.ts"
import * as Waiting from "./Waiting.ts"

/** The lane of one sender in virtual time: it looks, chooses and sends as the engine's lane does, by the same functions. */
export interface Lane {
  readonly sender: Campaign.Sender
  /** Messages that are open here and have not left. */
  readonly open: ReadonlyArray<Waiting.Waiting>
  /** How many of them its next look may show: it could use as many. */
  readonly shownMax: () => number
  readonly add: (waiting: Waiting.Waiting) => void
  /** Without effect on a message that is not here. */
  readonly drop: (waiting: Waiting.Waiting) => void
  /** Another lane was answered: what waited for an answer in a shared scope may leave now. */
  readonly stir: () => void
  /** Takes in the answers that have come; gives their messages. */
  readonly settle: (nowMillis: number) => ReadonlyArray<Waiting.Waiting>
  /** Acts if it is time: what leaves, and what never will. */
  readonly act: (nowMillis: number) => Acted
  /** When it acts again; Infinity when nothing but a new message makes it. */
  readonly nextMillis: (nowMillis: number) => number
  /** What a message of these units may still take of what may wait here (RL-10). */
  readonly freeUnits: (units: number, nowMillis: number) => number
  /** What would stand in the way of this message here and now; null when it could leave. */
  readonly refusal: (request: Ledger.Request, nowMillis: number) => Selection.Refusal | null
  /** When the next answer comes; Infinity when nothing is in flight. */
  readonly answerMillis: () => number
  readonly told: () => Told
}

export interface Acted {
  readonly departed: ReadonlyArray<Waiting.Waiting>
  readonly stopped: ReadonlyArray<Selection.Stopped<Waiting.Waiting>>
}

/** What there is to say about a lane afterwards. */
export interface Told extends LaneTally.Total {
  readonly warnings: number
  readonly holds: number
}

/** Whether only an answer ends it, and one of any lane. */
const isShared = (refusal: Selection.Refusal): boolean =>
  refusal._tag === "AwaitsAnswer" && refusal.scope !== "pair" && refusal.scope !== "sender"

const nothing: Acted = { departed: [], stopped: [] }

interface Flight {
  readonly waiting: Waiting.Waiting
  readonly atMillis: number
}

const isEarlier = (a: Flight, b: Flight): boolean => a.atMillis < b.atMillis

export const make = (
  sender: Campaign.Sender,
  cells: SharedCells.SharedCells,
  rhythm: LaneLook.Rhythm,
  startMillis: number,
  roundTripMillis: (index: number) => number
): Lane => {
  const context: Ledger.Context = {
    business: "",
    account: "",
    app: "",
    messagingTier: null,
    ...sender.context,
    leased: false
  }
  const gate = Selection.ledger(context)
  const tally = LaneTally.make()
  const queue = LaneQueue.make()
  const flights: Array<Flight> = []
  let throttle = sender.state ?? Throttle.initial(sender.context)
  const warningsBefore = throttle.window.warnings
  let holds = 0
  let isAnswered = false
  let senderWaits = false
  /** Candidates that something of their own kept back in the last round that told: a look shows as many more. */
  let keptBack = 0
  /** Of a round, those that are not even asked about. */
  let blocked = 0
  /** Only an answer frees something, and of a limit that other lanes share. */
  let awaitsOthers = false
  let binding: Step.Binding | null = null
  let lookedMillis = Number.NEGATIVE_INFINITY
  let workedMillis = startMillis
  let actedMillis = startMillis
  /** When a limit frees a message; Infinity when no clock does. */
  let wakeMillis = startMillis

  const state = (): Ledger.State => ({ throttle, shared: cells.of(context) })

  const become = (next: Ledger.State): void => {
    for (const signal of Signal.between(context, throttle, next.throttle)) {
      if (signal._tag === "HoldBegan") holds++
    }
    throttle = next.throttle
    cells.put(context, next.shared)
  }

  /** Candidates without a limit of their own that is known to stand. */
  const askable = function* (nowMillis: number): Generator<Waiting.Waiting> {
    for (const waiting of queue.candidates()) {
      if (waiting.blockedUntilMillis <= nowMillis) {
        yield waiting
        continue
      }
      blocked++
      if (waiting.blockedUntilMillis < wakeMillis) {
        wakeMillis = waiting.blockedUntilMillis
        binding = waiting.waitedFor
      }
    }
  }

  const shownMax = (): number => LaneLook.shownMax(rhythm, keptBack)

  /**
   * Acting again although nothing happened would change something: a look shows what counts. The engine acts anyway; the plan passes over
   * what changes nothing.
   */
  const isIdleWorthwhile = (): boolean =>
    queue.isUnseen() ||
    (!senderWaits && queue.open.length > queue.candidates().length && queue.candidates().length < shownMax())

  const looked = (): LaneLook.Looked => ({ candidates: queue.candidates().length, lookedMillis, workedMillis })

  const idle = (untilMillis: number) => LaneLook.idle(rhythm, looked(), senderWaits, actedMillis, untilMillis)

  const look = (nowMillis: number): void => {
    lookedMillis = idle(nowMillis).lookedMillis
    if (!LaneLook.isDue(rhythm, looked(), nowMillis)) return
    queue.show(shownMax())
    lookedMillis = nowMillis
  }

  const leave = (waiting: Waiting.Waiting, nowMillis: number): void => {
    queue.drop(waiting)
    const atMillis = nowMillis + roundTripMillis(waiting.index)
    Ordered.insert(flights, { waiting, atMillis }, isEarlier)
    tally.departed(waiting.message.units, nowMillis, Waiting.requestAt(waiting, nowMillis).outsideWindow === true)
  }

  const act = (nowMillis: number): Acted => {
    look(nowMillis)
    if (binding !== null && nowMillis > actedMillis) tally.waited(binding, nowMillis - actedMillis)
    binding = null
    wakeMillis = Number.POSITIVE_INFINITY
    blocked = 0
    const selection = Selection.select(
      gate,
      state(),
      askable(nowMillis),
      (waiting) => Waiting.requestAt(waiting, nowMillis),
      nowMillis,
      Number.POSITIVE_INFINITY
    )
    const { admitted, ended, passed } = selection
    become(selection.state)
    if (LaneLook.isTelling(admitted.length, ended !== null)) keptBack = blocked + passed.length
    awaitsOthers = [...passed, ...(ended === null ? [] : [ended])].some(({ refusal }) => isShared(refusal))
    const stopped: Array<Selection.Stopped<Waiting.Waiting>> = []
    for (const stop of passed) {
      const untilMillis = Selection.untilMillis(stop.refusal)
      stop.candidate.waitedFor = Step.bindingOf(stop.refusal)
      if (untilMillis !== null) stop.candidate.blockedUntilMillis = untilMillis
      else if (stop.refusal._tag === "Held") stopped.push(stop)
      if (untilMillis !== null && untilMillis < wakeMillis) {
        wakeMillis = untilMillis
        binding = stop.candidate.waitedFor
      }
    }
    if (ended !== null) {
      const untilMillis = Selection.untilMillis(ended.refusal) ?? Number.POSITIVE_INFINITY
      binding = Step.bindingOf(ended.refusal)
      ended.candidate.waitedFor = binding
      wakeMillis = Math.min(wakeMillis, untilMillis)
    }
    for (const { candidate } of admitted) leave(candidate, nowMillis)
    // A wait beyond the end of time never ends.
    if (wakeMillis > endOfTimeMillis) wakeMillis = Number.POSITIVE_INFINITY
    if (admitted.length > 0) workedMillis = nowMillis
    senderWaits = ended !== null
    isAnswered = false
    actedMillis = nowMillis
    return admitted.length === 0 && stopped.length === 0
      ? nothing
      : { departed: admitted.map(({ candidate }) => candidate), stopped }
  }

  const nextMillis = (nowMillis: number): number =>
    Math.min(
      wakeMillis,
      isIdleWorthwhile() ? idle(nowMillis).actsMillis : Number.POSITIVE_INFINITY,
      flights[0]?.atMillis ?? Number.POSITIVE_INFINITY
    )

  return {
    sender,
    open: queue.open,
    shownMax,
    add: queue.add,
    drop: queue.drop,
    stir: () => {
      if (awaitsOthers) isAnswered = true
    },
    settle: (nowMillis) => {
      const settled: Array<Waiting.Waiting> = []
      for (let flight = flights[0]; flight !== undefined && flight.atMillis <= nowMillis; flight = flights[0]) {
        flights.shift()
        become(gate.evolve(state(), { _tag: "Answered", id: flight.waiting.request.id, atMillis: flight.atMillis }))
        settled.push(flight.waiting)
        isAnswered = true
      }
      return settled
    },
    act: (nowMillis) => (isAnswered || nextMillis(nowMillis) <= nowMillis ? act(nowMillis) : nothing),
    nextMillis,
    freeUnits: (units, nowMillis) => Budget.freeUnits(Budget.units(context, throttle, nowMillis), queue.units(), units),
    refusal: (request, nowMillis) => {
      const decision = gate.decide(state(), request, nowMillis)
      return decision._tag === "Admitted" ? null : decision
    },
    answerMillis: () => flights[0]?.atMillis ?? Number.POSITIVE_INFINITY,
    told: () => ({ ...tally.total(), warnings: throttle.window.warnings - warningsBefore, holds })
  }
}
