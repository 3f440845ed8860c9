import type * as Campaign from "@sluice/core/plan/Campaign"
import type * as Step from "@sluice/core/plan/Step"
import * as Policy from "@sluice/core/policy/Policy"
import * as World from "@sluice/simulator/config/World"
import type * as Judge from "@sluice/simulator/judge/Judge"
import * as Panel from "@sluice/simulator/judge/Panel"
import { Clock, Effect, Fiber, Schema } from "effect"
import * as VirtualEngine from "../src/pacing/VirtualEngine.ts"
import * as VirtualTime from "../src/pacing/VirtualTime.ts"

/** What the engine's lanes make of a campaign, with the simulated platform's judge at the other end. */
export interface Course {
  readonly departures: ReadonlyArray<Departure>
  /** What the judge refused. */
  readonly refusals: ReadonlyArray<Judge.Refusal>
}

export interface Departure {
  readonly index: number
  readonly sender: string
  readonly atMillis: number
}

type PolicyName = keyof typeof Policy.shipped

const judgeOf = (policy: PolicyName, campaign: Campaign.Campaign): Judge.Judge =>
  Panel.make({
    world: Schema.decodeSync(World.World)({
      ...World.sample,
      businesses: [
        {
          businessId: "business",
          accountId: "account",
          timeZone: campaign.senders[0]?.context.timeZone ?? "UTC",
          messagingLimit: "TIER_UNLIMITED"
        }
      ],
      senders: toNonEmpty(
        campaign.senders.map(({ context }, at) => ({
          phoneNumberId: context.sender,
          displayPhoneNumber: `+1 555 010 000${at}`,
          callingCode: "1",
          wabaId: `waba of ${context.sender}`,
          businessId: "business",
          tier: context.standing.tier,
          throughput: context.standing.throughput
        }))
      )
    }),
    policies: Policy.shipped,
    defaultPolicy: policy,
    seed: "forecast",
    reviewAfterMillis: null,
    forcedEscalationShare: 1,
    slackMillis: 0,
    retryAfter: true
  })

const toNonEmpty = <A>([first, ...others]: ReadonlyArray<A>): readonly [A, ...Array<A>] => {
  if (first === undefined) throw new Error("a campaign without senders has no course")
  return [first, ...others]
}

/**
 * Runs the lanes of a campaign's senders in virtual time until everything is answered.
 *
 * @param dealt the plan's departures: the sender of each message is taken from there, as acceptance decides it before the lanes begin.
 */
export const run = async (
  policy: PolicyName,
  campaign: Campaign.Campaign,
  dealt: ReadonlyArray<Step.Departure>
): Promise<Course> => {
  const messages = [...campaign.messages]
  const senderOf = new Map(dealt.map(({ index, sender }) => [index, sender]))
  const roundTripMillis = campaign.roundTripMillis
  const tripMillis = typeof roundTripMillis === "number" ? () => roundTripMillis : roundTripMillis
  const time = VirtualTime.make(campaign.startMillis)
  const judge = judgeOf(policy, campaign)
  const departures: Array<Departure> = []
  const refusals: Array<Judge.Refusal> = []
  let answers = 0

  const send: VirtualEngine.VirtualEngine["send"] = (sender, index) =>
    Effect.gen(function* () {
      departures.push({ index, sender, atMillis: yield* Clock.currentTimeMillis })
      const millis = tripMillis(index)
      // It arrives in the middle of its round trip.
      yield* Effect.sleep(Math.floor(millis / 2))
      const message = messages[index]
      const verdict = judge.judge(
        {
          phoneNumberId: sender,
          recipient: message?.recipient.slice(1) ?? "",
          type: message?.kind === "media" ? "image" : "text"
        },
        yield* Clock.currentTimeMillis
      )
      if (verdict._tag === "Refused") refusals.push(verdict.refusal)
      yield* Effect.sleep(millis - Math.floor(millis / 2))
      answers++
      return { _tag: "Accepted", wamid: `wamid.${index}`, httpStatus: 200, heldByPlatform: false }
    })

  const program = VirtualEngine.run({
    senders: campaign.senders.map(({ context }) => ({
      ...context.standing,
      id: context.sender,
      timeZone: context.timeZone,
      policy: Policy.shipped[policy]
    })),
    messages: messages.flatMap(({ dueMillis, kind, recipient, units }, place) => {
      const senderId = senderOf.get(place)
      return senderId === undefined
        ? []
        : [{ place, senderId, recipient, kind, units, dueMillis: dueMillis ?? campaign.startMillis }]
    }),
    startMillis: campaign.startMillis,
    send
  })
  const fiber = program.pipe(Effect.withClock(time.clock), Effect.runFork)
  const yearMillis = 365 * 86_400_000
  await time.pass(() => answers === dealt.length, campaign.startMillis + yearMillis)
  const ended = Effect.runPromise(Fiber.interrupt(fiber))
  await time.pass(() => false, campaign.startMillis + yearMillis)
  await ended
  return { departures: departures.toSorted((a, b) => a.index - b.index), refusals }
}
