import * as TopOfHour from "../routing/TopOfHour.ts"
import type * as Campaign from "./Campaign.ts"
import * as Step from "./Step.ts"
import type * as Summary from "./Summary.ts"
import * as Backlog from "./internal/Backlog.ts"
import * as Dealer from "./internal/Dealer.ts"
import * as Lane from "./internal/Lane.ts"
import * as SharedCells from "./internal/SharedCells.ts"
import * as summing from "./internal/summing.ts"
import * as Waiting from "./internal/Waiting.ts"

/**
 * When each message of a campaign will leave, before it starts (SPEC RL-12).
 *
 * Virtual time: the plan asks the limits that the engine asks (`Ledger`), chooses as its lanes choose (`Selection`), looks as they look
 * (`LaneLook`), and deals to several senders by their turns (`Rotation`, RL-10). So it is right to the second as long as answers take what
 * it is told they take, and nothing is refused.
 *
 * It keeps what the limits keep, and some thousands of messages; the list itself is read as the plan goes on. It ends for every
 * list that ends: what no clock ever frees is told apart (`Stays`).
 */

/** No answer takes longer: a lane gives up waiting after seconds. */
const dayMillis = 86_400_000

const roundTripOf = ({ roundTripMillis }: Campaign.Campaign): ((index: number) => number) => {
  const millis = typeof roundTripMillis === "number" ? () => roundTripMillis : roundTripMillis
  return (index) => {
    const asked = millis(index)
    return asked > 0 ? Math.min(Math.round(asked), dayMillis) : 0
  }
}

const startOf = ({ senders: [first], startMillis, startUnit }: Campaign.Campaign): number =>
  first === undefined || startUnit === null
    ? startMillis
    : TopOfHour.startMillis(first.context.pacing, first.context.timeZone, startMillis, startUnit)

/** The lanes, what waits before them, and how they come together. */
const courseOf = (campaign: Campaign.Campaign) => {
  const startMillis = startOf(campaign)
  const roundTripMillis = roundTripOf(campaign)
  const { rhythm } = campaign
  const cells = SharedCells.make()
  const lanes = campaign.senders.map((sender) => Lane.make(sender, cells, rhythm, startMillis, roundTripMillis))
  const byName = new Map(lanes.map((lane) => [lane.sender.context.sender, lane]))
  const [only] = lanes.length === 1 ? lanes : []
  const dealer = Dealer.make(lanes)
  const backlog = Backlog.make(
    campaign.messages,
    startMillis,
    (message) => message.sender ?? only?.sender.context.sender ?? null
  )
  let stays: Array<Step.Stay> = []

  const refuse = (waiting: Waiting.Waiting, obstacle: Step.Obstacle): void => {
    stays.push(...backlog.abandon(waiting, obstacle))
  }

  const place = (waiting: Waiting.Waiting): void => {
    const { sender = null, template } = waiting.message
    const lane = sender === null ? only : byName.get(sender)
    if (lane === undefined && (sender !== null || lanes.length === 0)) return refuse(waiting, { _tag: "NoSender" })
    if (lane === undefined) return dealer.add(waiting)
    const knows = template === null || lane.sender.templates === null || lane.sender.templates.has(template)
    return knows ? lane.add(waiting) : refuse(waiting, { _tag: "NoTemplate" })
  }

  const isHungry = (): boolean =>
    !backlog.isRead() &&
    !backlog.isFull() &&
    stays.length < rhythm.peekMax &&
    dealer.waiting.length < rhythm.peekMax &&
    (lanes.length === 0 || lanes.some(({ open, shownMax }) => open.length < shownMax()))

  /** Reads on while a lane could use more, and deals; whether anything was read. */
  const fill = (nowMillis: number): boolean => {
    let reads = false
    while (isHungry()) {
      reads = true
      const waiting = backlog.read(nowMillis)
      if (waiting !== null) place(waiting)
      stays.push(...backlog.refused())
    }
    for (const { obstacle, waiting } of dealer.deal(nowMillis)) refuse(waiting, obstacle)
    return reads
  }

  /** What has come since the last act: answers, and messages that are due. */
  const hear = (nowMillis: number): void => {
    let answers = 0
    for (const lane of lanes) {
      for (const waiting of lane.settle(nowMillis)) {
        answers++
        const next = backlog.answered(waiting, nowMillis)
        if (next !== null) place(next)
      }
    }
    if (answers > 0) for (const lane of lanes) lane.stir()
    for (const waiting of backlog.due(nowMillis)) place(waiting)
  }

  /** What leaves at one lane now. */
  const act = (lane: Lane.Lane, nowMillis: number): ReadonlyArray<Step.Departure> => {
    const { departed, stopped } = lane.act(nowMillis)
    for (const { candidate, refusal } of stopped) {
      lane.drop(candidate)
      refuse(candidate, Step.obstacleOf(refusal))
    }
    if (departed.length > 0 || stopped.length > 0) dealer.offer()
    return departed.map(({ index, waitedFor }) => ({
      _tag: "Departs",
      index,
      sender: lane.sender.context.sender,
      atMillis: nowMillis,
      waitedFor
    }))
  }

  /** What is known by now never to leave, since the last call. */
  const told = (): ReadonlyArray<Step.Stay> => {
    const all = stays
    stays = []
    return all
  }

  const nextMillis = (nowMillis: number): number =>
    lanes.reduce(
      (next, lane) => Math.min(next, lane.nextMillis(nowMillis)),
      Math.min(backlog.nextDueMillis(), dealer.nextMillis())
    )

  /** Nothing happens any more: what has been read and not left never will. Whether there was anything. */
  const giveUp = (nowMillis: number): boolean => {
    const waiting = lanes.flatMap((lane) => lane.open.map((waiting) => ({ waiting, lane })))
    const [lane] = lanes
    const left = lane === undefined ? waiting : [...waiting, ...dealer.drain().map((waiting) => ({ waiting, lane }))]
    for (const { lane, waiting } of left) {
      const refusal = lane.refusal(Waiting.requestAt(waiting, nowMillis), nowMillis)
      lane.drop(waiting)
      refuse(waiting, refusal === null ? { _tag: "NoSender" } : Step.obstacleOf(refusal))
    }
    return left.length > 0
  }

  return { startMillis, lanes, fill, hear, act, told, nextMillis, giveUp, isHungry }
}

/**
 * The steps of a plan, in the order of time, as they are asked for; what never leaves comes when that is known. The end gives the summary.
 *
 * @example
 * ```ts
 * const plan = Forecast.steps(campaign)
 * for (let step = plan.next(); step.done !== true; step = plan.next()) print(step.value)
 * ```
 */
export const steps = function* (campaign: Campaign.Campaign): Generator<Step.Step, Summary.Summary, void> {
  const course = courseOf(campaign)
  const { lanes, startMillis } = course
  const stays = summing.stayTally()
  const told = function* (): Generator<Step.Stay, void, void> {
    for (const stay of course.told()) {
      stays.add(stay)
      yield stay
    }
  }
  let nowMillis = startMillis
  for (;;) {
    course.hear(nowMillis)
    while (course.fill(nowMillis)) yield* told()
    for (const lane of lanes) yield* course.act(lane, nowMillis)
    while (course.fill(nowMillis)) yield* told()
    yield* told()
    const nextMillis = course.nextMillis(nowMillis)
    if (nextMillis < Number.POSITIVE_INFINITY) nowMillis = Math.max(nowMillis, nextMillis)
    else if (!course.giveUp(nowMillis) && !course.isHungry())
      return summing.summaryOf(lanes, stays.total(), startMillis)
  }
}

/** Plans the whole campaign, and gives what it comes to. */
export const summarize = (campaign: Campaign.Campaign): Summary.Summary => {
  const plan = steps(campaign)
  let step = plan.next()
  while (step.done !== true) step = plan.next()
  return step.value
}
