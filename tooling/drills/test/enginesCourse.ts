import type * as Campaign from "@sluice/core/plan/Campaign"
import type * as Step from "@sluice/core/plan/Step"
import * as Policy from "@sluice/core/policy/Policy"
import * as Lane from "@sluice/engine/dispatch/Lane"
import * as MemoryStore from "@sluice/engine/memory/MemoryStore"
import { AccountUnknown, Directory, SenderUnknown } from "@sluice/engine/ports/Directory"
import type { Account, Sender } from "@sluice/engine/ports/Directory"
import { Outbox } from "@sluice/engine/ports/Outbox"
import type { NewMessage } from "@sluice/engine/ports/Outbox"
import { Provider } from "@sluice/engine/ports/Provider"
import type { SendOutcome } from "@sluice/engine/ports/Provider"
import * as World from "@sluice/simulator/config/World"
import type * as Judge from "@sluice/simulator/judge/Judge"
import * as Panel from "@sluice/simulator/judge/Panel"
import { Clock, Effect, Fiber, Layer, Redacted, Schema } from "effect"
import * as VirtualTime from "./virtualTime.ts"

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

const account: Account = {
  id: "account",
  provider: "cloud-api",
  baseUrls: ["http://platform.test"],
  version: "v25.0",
  accessToken: Redacted.make("token"),
  appSecrets: [Redacted.make("secret")],
  verifyToken: Redacted.make("verify")
}

type PolicyName = keyof typeof Policy.shipped

const engineSender = (policy: PolicyName, { context }: Campaign.Sender): Sender => ({
  id: context.sender,
  accountId: account.id,
  businessId: "business",
  phoneNumberId: context.sender,
  number: "+15550100001",
  tier: context.standing.tier,
  throughput: context.standing.throughput,
  timeZone: context.timeZone,
  policy: Policy.shipped[policy]
})

const directory = (senders: ReadonlyArray<Sender>): Layer.Layer<Directory> => {
  const find = (senderId: string) => {
    const found = senders.find(({ id }) => id === senderId)
    return found === undefined ? Effect.fail(new SenderUnknown({ senderId })) : Effect.succeed(found)
  }
  return Layer.succeed(Directory, {
    sender: find,
    senderByPhoneNumberId: find,
    senders: Effect.succeed(senders),
    account: (accountId) =>
      accountId === account.id ? Effect.succeed(account) : Effect.fail(new AccountUnknown({ accountId })),
    accounts: Effect.succeed([account])
  })
}

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

const idOf = (index: number): string => `01900000-0000-7000-8000-${String(index).padStart(12, "0")}`
const indexOf = (id: string): number => Number(id.slice(-12))

const queued = (message: Campaign.Message, index: number, senderId: string, startMillis: number): NewMessage => ({
  id: idOf(index),
  accountId: account.id,
  senderId,
  recipient: message.recipient,
  content: { type: "text", text: { body: `message ${index}` } },
  replyTo: null,
  kind: message.kind,
  units: message.units,
  priority: 200,
  dueMillis: message.dueMillis ?? startMillis,
  acceptedMillis: startMillis,
  idempotencyKey: null,
  requestDigest: `digest ${index}`
})

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

  const provider = Layer.succeed(Provider, {
    send: ({ messageId, recipient, sender }) =>
      Effect.gen(function* () {
        const index = indexOf(messageId)
        const atMillis = yield* Clock.currentTimeMillis
        departures.push({ index, sender: sender.id, atMillis })
        const millis = tripMillis(index)
        // It arrives in the middle of its round trip.
        yield* Effect.sleep(Math.floor(millis / 2))
        const type = messages[index]?.kind === "media" ? "image" : "text"
        const verdict = judge.judge(
          { phoneNumberId: sender.id, recipient: recipient.slice(1), type },
          yield* Clock.currentTimeMillis
        )
        if (verdict._tag === "Refused") refusals.push(verdict.refusal)
        yield* Effect.sleep(millis - Math.floor(millis / 2))
        answers++
        const outcome: SendOutcome = {
          _tag: "Accepted",
          wamid: `wamid.${messageId}`,
          httpStatus: 200,
          heldByPlatform: false
        }
        return outcome
      })
  })

  const senders = campaign.senders.map((sender) => engineSender(policy, sender))
  const program = Effect.gen(function* () {
    yield* Effect.flatMap(Outbox, (outbox) =>
      outbox.enqueue(
        messages.flatMap((message, index) => {
          const senderId = senderOf.get(index)
          return senderId === undefined ? [] : [queued(message, index, senderId, campaign.startMillis)]
        })
      )
    )
    const options: Lane.Options = { ...Lane.defaults, runner: "test" }
    yield* Effect.forEach(senders, ({ id }) => Lane.run(id, options), { concurrency: "unbounded" })
  })
  const fiber = program.pipe(
    Effect.provide(Layer.mergeAll(MemoryStore.layer, provider, directory(senders))),
    Effect.withClock(time.clock),
    Effect.runFork
  )
  const yearMillis = 365 * 86_400_000
  await time.pass(() => answers === dealt.length, campaign.startMillis + yearMillis)
  const ended = Effect.runPromise(Fiber.interrupt(fiber))
  await time.pass(() => false, campaign.startMillis + yearMillis)
  await ended
  return { departures: departures.toSorted((a, b) => a.index - b.index), refusals }
}
