import { Cause, Effect, Exit, Fiber, Logger, LogLevel } from "effect"
import * as Bound from "./Bound.ts"
import type { Contestant } from "./Contestant.ts"
import { bunching, entrants } from "./Entrants.ts"
import * as Foretold from "./Foretold.ts"
import * as Outcome from "./Outcome.ts"
import * as Platform from "./Platform.ts"
import * as Scenario from "./Scenario.ts"
import * as VirtualTime from "./VirtualTime.ts"
import { sluice } from "./contestants/Sluice.ts"

/** One scenario, as everybody came through it. */
export interface Result {
  readonly scenario: Scenario.Scenario
  readonly sluice: Outcome.Outcome
  readonly others: ReadonlyArray<Outcome.Outcome>
  /** Outside the contest: in bursts. */
  readonly bunching: Outcome.Outcome
  readonly foretold: Foretold.Foretold
}

/** What is under way at the end is heard to its end. */
const graceMillis = 60_000

/** Lets one contestant run to the end of the scenario, in virtual time. */
export const play = async (
  contestant: Contestant,
  scenario: Scenario.Scenario,
  seed: string
): Promise<Platform.Log> => {
  const endMillis = Scenario.endMillis(scenario)
  const time = VirtualTime.make(Scenario.startMillis)
  const platform = Platform.make(scenario, seed)
  const fiber = contestant
    .run(platform, Scenario.queues(scenario), seed)
    .pipe(Logger.withMinimumLogLevel(LogLevel.None), Effect.withClock(time.clock), Effect.runFork)
  await time.pass(platform.isDone, endMillis)
  const ended = Effect.runPromise(Fiber.interrupt(fiber))
  await time.pass(() => false, endMillis + graceMillis)
  const exit = await ended
  if (Exit.isFailure(exit) && !Cause.isInterruptedOnly(exit.cause)) throw Cause.squash(exit.cause)
  return platform.log()
}

/** Holds the contest of one scenario. */
export const hold = async (scenario: Scenario.Scenario, seed: string): Promise<Result> => {
  const outcome = async (contestant: Contestant): Promise<Outcome.Outcome> =>
    Outcome.of(contestant.name, scenario, await play(contestant, scenario, seed))
  const log = await play(sluice, scenario, seed)
  const others: Array<Outcome.Outcome> = []
  for (const entrant of entrants) others.push(await outcome(entrant))
  return {
    scenario,
    sluice: Outcome.of(sluice.name, scenario, log),
    others,
    bunching: await outcome(bunching),
    foretold: Foretold.compare(scenario, seed, log.departures)
  }
}

const rules = Bound.rulesOf(Scenario.policy.pacing)

/**
 * What the rules let through in the time that an outcome took: to the end, or to the last message of its list.
 *
 * @param course the rules read as `Bound.even` or as `Bound.bunched`.
 */
export const allowed = (
  course: (rules: Bound.Rules) => Bound.Course,
  scenario: Scenario.Scenario,
  { finishMillis }: Outcome.Outcome
): number => {
  if (finishMillis !== null) return scenario.senders * Bound.within(course(rules), finishMillis + 1)
  const each = Bound.within(course(rules), Scenario.spanMillis(scenario))
  return scenario.senders * Math.min(each, scenario.queuedEach)
}

/** How much of what the rules let through came through, 0 to 1. */
export const share = (
  course: (rules: Bound.Rules) => Bound.Course,
  scenario: Scenario.Scenario,
  outcome: Outcome.Outcome
): number => outcome.through / allowed(course, scenario, outcome)
