import type { StatusChanged } from "@sluice/core/callback/Event"
import type { Provider } from "@sluice/core/failure/Provider"
import type { Hold } from "@sluice/core/throttle/Hold"
import { Array, Effect, Random } from "effect"
import * as ErasedMessage from "../erasure/ErasedMessage.ts"
import * as MediaHold from "../holds/MediaHold.ts"
import { RecipientKeys } from "../holds/RecipientKeys.ts"
import * as Evicting from "../media/Evicting.ts"
import { Directory } from "../ports/Directory.ts"
import type { Sender } from "../ports/Directory.ts"
import { Holds } from "../ports/Holds.ts"
import { Lanes } from "../ports/Lanes.ts"
import type { LedgerStore } from "../ports/LedgerStore.ts"
import type { MediaFiles } from "../ports/MediaFiles.ts"
import type { MessageKey } from "../ports/Outbox.ts"
import { Outbox } from "../ports/Outbox.ts"
import type { StoreUnavailable } from "../ports/StoreUnavailable.ts"
import * as Opaque from "./Opaque.ts"
import * as SignedStatus from "./SignedStatus.ts"
import * as StatusRule from "./StatusRule.ts"
import * as Whose from "./Whose.ts"

/** By our id where it travelled with the send, else by the platform's name. */
const keyOf = ({ opaque, wamid }: StatusChanged): MessageKey => {
  const ours = Opaque.read(opaque)
  return ours === null ? { _tag: "Wamid", wamid } : { _tag: "Id", id: ours.messageId }
}

const nameOf = (key: MessageKey): string => (key._tag === "Id" ? `id ${key.id}` : `wamid ${key.wamid}`)

/**
 * Each hold once, however many messages of a batch failed for it, in one order for all who place several. Of two that are the same, the last
 * stands, as in the store.
 */
const distinct = (holds: ReadonlyArray<Hold>): ReadonlyArray<Hold> => {
  const byName = new Map(holds.map((hold) => [JSON.stringify([hold.scope, hold.key, hold.level, hold.number]), hold]))
  return [...byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, hold]) => hold)
}

/** What became of one message's media. `departedMillis`: when it was last changed, which for one that was accepted is when it was. */
interface MediaTold {
  readonly sender: Sender
  readonly departedMillis: number
  readonly told: "failed" | "passed"
}

/** A message that failed since a file that it names has expired (GD-01). */
interface Expired {
  readonly sender: Sender
  readonly refusal: Evicting.Refusal
}

/** Everything that is told of one message. */
interface Group {
  readonly key: MessageKey
  readonly statuses: globalThis.Array<SignedStatus.SignedStatus>
}

/** Senders in the order of their names, as every transaction takes them: first what breaks a row, then each failure. */
const tellMedia = (media: MediaHold.MediaHold, told: ReadonlyArray<MediaTold>) =>
  Effect.forEach(
    Object.entries(Array.groupBy(told, ({ sender }) => sender.id)).toSorted(([a], [b]) => (a < b ? -1 : 1)),
    ([, ofSender]) =>
      Effect.gen(function* () {
        const [passed, failed] = Array.partition(ofSender, (one) => one.told === "failed")
        const [first] = ofSender
        if (first === undefined) return
        if (passed.length > 0) {
          yield* media.passed(
            first.sender,
            passed.map(({ departedMillis }) => departedMillis)
          )
        }
        for (const { departedMillis, sender } of failed) yield* media.failed(sender, departedMillis)
      }),
    { discard: true }
  )

/**
 * Applies statuses to their messages, all of one message together and in order, places the holds that failures among them ask for, and
 * removes our copies of files that have expired by their word.
 * Within a transaction, all of it belongs to that. A status that another account signed than the message's changes nothing; of a message whose
 * recipient was erased it changes how far it came, and nothing else.
 *
 * @param hears of each message that is known, with what is believed of it and whom it went to; again where the transaction is repeated.
 * @returns the statuses that no message is known for: foreign ones, and those that overtook the answer that names their message.
 */
export const apply = (
  statuses: ReadonlyArray<SignedStatus.SignedStatus>,
  nowMillis: number,
  hears: (messageId: string, believed: ReadonlyArray<SignedStatus.SignedStatus>, recipient: string) => void = () => {}
): Effect.Effect<
  ReadonlyArray<SignedStatus.SignedStatus>,
  StoreUnavailable,
  Directory | Holds | Lanes | LedgerStore | MediaFiles | Outbox | RecipientKeys
> =>
  Effect.gen(function* () {
    if (statuses.length === 0) return []
    const outbox = yield* Outbox
    const holds = yield* Holds
    const lanes = yield* Lanes
    const senders = new Map((yield* Effect.flatMap(Directory, ({ senders }) => senders)).map((one) => [one.id, one]))
    const randomUnit = yield* Random.next
    const recipientKey = yield* (yield* RecipientKeys).keyOf
    const media = yield* MediaHold.make

    const providers = new Map<string, Provider>(
      (yield* Effect.flatMap(Directory, ({ accounts }) => accounts)).map(({ id, provider }) => [id, provider])
    )

    // A number that is not at the account which tells of it: its sender may have been moved from there.
    const senderOf = Whose.among([...senders.values()])
    const hasStrays = statuses.some(
      ({ accountId, status }) => accountId !== null && senderOf(accountId, status) === null
    )
    const beenAt = hasStrays ? yield* lanes.accounts([...senders.keys()]) : null

    const byMessage = new Map<string, Group>()
    for (const one of statuses) {
      const key = keyOf(one.status)
      const group = byMessage.get(nameOf(key))
      if (group === undefined) byMessage.set(nameOf(key), { key, statuses: [one] })
      else group.statuses.push(one)
    }
    const groups = [...byMessage.values()]
    const placed: globalThis.Array<Hold> = []
    const mediaTold: globalThis.Array<MediaTold> = []
    const expired: globalThis.Array<Expired> = []
    let foreign = 0
    const unknown = yield* outbox.modify(
      groups.map(({ key }) => key),
      (message, index) => {
        const all = groups[index]?.statuses ?? []
        const believed = all.filter((one) =>
          SignedStatus.speaksOf(
            one,
            message.accountId,
            senders.get(message.senderId)?.accountId ?? null,
            beenAt?.get(message.senderId)
          )
        )
        foreign += all.length - believed.length
        hears(message.id, believed, message.recipient)
        const stamps = new Map(believed.map(({ stampMillis, status }) => [status, stampMillis]))
        const around = {
          // Codes are in the words of whoever signed.
          provider: providers.get(believed.at(-1)?.accountId ?? message.accountId) ?? "cloud-api",
          sender: senders.get(message.senderId) ?? null,
          nowMillis,
          randomUnit,
          recipientKey,
          stampOf: (event: StatusChanged) => stamps.get(event) ?? null
        }
        const outcome = StatusRule.apply(
          message,
          believed.map(({ status }) => status),
          around
        )
        placed.push(...(outcome?.holds ?? []))
        const told = outcome?.media ?? null
        if (told !== null && around.sender !== null) {
          mediaTold.push({ sender: around.sender, departedMillis: message.updatedMillis, told })
        }
        const failure = outcome?.expired ?? null
        if (failure !== null && around.sender !== null) {
          const refusal = { content: message.content, failure, atMillis: nowMillis }
          expired.push({ sender: around.sender, refusal })
        }
        return outcome === null ? null : ErasedMessage.lateChange(message, outcome.change)
      }
    )
    if (foreign > 0) yield* Effect.logWarning(`${foreign} statuses were about messages of another account; ignored`)
    yield* tellMedia(media, mediaTold)
    yield* Effect.forEach(expired, ({ refusal, sender }) => Evicting.afterRefusal(sender, refusal), { discard: true })
    yield* Effect.forEach(distinct(placed), (hold) => holds.place(hold), { discard: true })
    return unknown.flatMap((key) => byMessage.get(nameOf(key))?.statuses ?? [])
  })
