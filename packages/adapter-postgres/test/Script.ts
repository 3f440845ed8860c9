import { startMillis } from "@sluice/engine/test-kit/Samples"
import { Effect } from "effect"
import * as fc from "fast-check"
import * as ConversationsPart from "./parts/ConversationsPart.ts"
import * as EarlyPart from "./parts/EarlyPart.ts"
import * as FiguresPart from "./parts/FiguresPart.ts"
import * as HoldsPart from "./parts/HoldsPart.ts"
import * as LanesPart from "./parts/LanesPart.ts"
import * as LooksPart from "./parts/LooksPart.ts"
import * as OutboxPart from "./parts/OutboxPart.ts"

/**
 * Calls of a store around messages as data, for any sequence of them to be played on several stores. Each part is the calls of one port, or of
 * several that say the same.
 */
type Step =
  | OutboxPart.Step
  | LanesPart.Step
  | HoldsPart.Step
  | ConversationsPart.Step
  | LooksPart.Step
  | EarlyPart.Step
  | FiguresPart.Step

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: OutboxPart.step },
  { weight: 13, arbitrary: LanesPart.step },
  { weight: 2, arbitrary: HoldsPart.step },
  { weight: 2, arbitrary: ConversationsPart.step },
  { weight: 1, arbitrary: LooksPart.step },
  { weight: 2, arbitrary: EarlyPart.step },
  { weight: 2, arbitrary: FiguresPart.step }
)

export const script: fc.Arbitrary<ReadonlyArray<Step>> = fc.array(step, { minLength: 5, maxLength: 40 })

const perform = (step: Step, place: LanesPart.Place, nowMillis: number) => {
  switch (step._tag) {
    case "Enqueue":
    case "Modify":
      return OutboxPart.perform(step, nowMillis)
    case "Take":
    case "Release":
    case "Peek":
    case "Begin":
    case "Finish":
      return LanesPart.perform(step, place, nowMillis)
    case "Hold":
    case "Rule":
      return HoldsPart.perform(step, nowMillis)
    case "Move":
      return ConversationsPart.perform(step, nowMillis)
    case "Look":
      return LooksPart.perform(step, nowMillis)
    case "Park":
    case "Consume":
    case "Expire":
      return EarlyPart.perform(step, nowMillis)
    case "Ask":
      return FiguresPart.perform(step)
  }
}

/** Everything that can be read of a store. */
const everything = Effect.all([
  OutboxPart.everything,
  LanesPart.everything,
  HoldsPart.everything,
  ConversationsPart.everything,
  EarlyPart.everything,
  FiguresPart.perform({ _tag: "Ask", from: 0, length: 1_000, stepMillis: 4 })
])

/** All answers, and what is there at the end; a millisecond passes with each step. */
export const play = (steps: ReadonlyArray<Step>) =>
  Effect.gen(function* () {
    const place: LanesPart.Place = { fence: 0 }
    const answers: Array<unknown> = []
    for (const [index, one] of [LanesPart.first, ...steps].entries()) {
      answers.push(yield* perform(one, place, startMillis + index))
    }
    return { answers, end: yield* everything }
  })
