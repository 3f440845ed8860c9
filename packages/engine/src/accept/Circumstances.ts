import { Array, Effect, Either } from "effect"
import * as Support from "@sluice/core/message/Support"
import type { TemplateContent } from "@sluice/core/message/Template"
import { type Account as ProviderAccount, Directory } from "../ports/Directory.ts"
import { type Message, Outbox } from "../ports/Outbox.ts"
import { type OptOut, OptOuts } from "../ports/OptOuts.ts"
import { type Conversation, type LastHeard, ServiceWindows } from "../ports/ServiceWindows.ts"
import { type Registered, Templates } from "../ports/Templates.ts"
import * as OwnName from "../messages/OwnName.ts"
import * as AnswerRule from "./AnswerRule.ts"
import * as Finding from "./Finding.ts"
import * as OptOutRule from "./OptOutRule.ts"
import type { Decided, Judged } from "./Row.ts"
import * as TemplateRule from "./TemplateRule.ts"
import * as WindowRule from "./WindowRule.ts"

/** What is known of one account's templates, for the names that were asked for. */
interface Account {
  readonly checking: TemplateRule.Checking | undefined
  readonly registered: Registered
}

/** Everything that the stores know about some requests. */
interface Known {
  readonly optOuts: ReadonlyMap<string, ReadonlyArray<OptOut>>
  readonly windows: ReadonlyMap<string, LastHeard>
  readonly accounts: ReadonlyMap<string, Account>
  /** Messages of ours that are answered, by their ids; those that are not there are left out. */
  readonly answered: ReadonlyMap<string, Message>
  /** Who sends for each account. */
  readonly providers: ReadonlyMap<string, ProviderAccount["provider"]>
}

const addressee = (accountId: string, recipient: string): string => `${accountId} ${recipient}`
const conversation = ({ recipient, senderId }: Conversation): string => `${senderId} ${recipient}`

const templateOf = ({ sound }: Judged): typeof TemplateContent.Type | null =>
  sound.content.type === "template" ? sound.content : null

/** The conversation whose window a request needs; null where it needs none, or its policy knows none (CLOUD_API 3.3). */
const windowOf = ({ sender, sound }: Judged): Conversation | null =>
  sender.policy.templates.serviceWindowMillis !== null && WindowRule.needsWindow(sound.content)
    ? { senderId: sender.id, recipient: sound.recipient }
    : null

const judgeTemplate = (one: Judged, known: Known, nowMillis: number) => {
  const content = templateOf(one)
  const account = known.accounts.get(one.sender.accountId)
  return content === null || account === undefined
    ? Either.right<ReadonlyArray<Finding.Finding>>([])
    : TemplateRule.judge(one.sender.policy.templates, account.checking, account.registered, content, nowMillis)
}

const advertises = (one: Judged, known: Known): OptOutRule.Advertises => {
  const content = templateOf(one)
  if (content === null) return false
  const account = known.accounts.get(one.sender.accountId)
  return account === undefined ? null : TemplateRule.advertises(account.registered, content)
}

const judgeWindow = (one: Judged, known: Known, nowMillis: number): WindowRule.Window["_tag"] => {
  const asked = windowOf(one)
  const windowMillis = one.sender.policy.templates.serviceWindowMillis
  const heard = asked === null ? undefined : known.windows.get(conversation(asked))
  return heard === undefined || windowMillis === null ? "Open" : WindowRule.at(windowMillis, heard, nowMillis)._tag
}

/** What the account's provider cannot send, whatever the platform behind it can (CLOUD_API 3.9). */
const judgeSupport = ({ request, sender, sound }: Judged, { providers }: Known): ReadonlyArray<Finding.Finding> =>
  Support.unsupported(providers.get(sender.accountId) ?? "cloud-api", sound.content, request.replyTo).map((found) => {
    const finding = { ...found, code: "not-supported", rule: "CLOUD_API 3.9" }
    return found.path === "replyTo" ? finding : Finding.within("content", finding)
  })

const namesOf = ({ request, sound }: Judged) => OwnName.of({ content: sound.content, replyTo: request.replyTo })

const judgeAnswers = (one: Judged, { answered }: Known): ReadonlyArray<Finding.Finding> =>
  namesOf(one).flatMap(({ id, path }) =>
    AnswerRule.judge(path, answered.get(id) ?? null, {
      accountId: one.sender.accountId,
      recipient: one.sound.recipient
    })
  )

/** A sound request with what the stores know: its doubts added, or everything that stands against it. */
const judge = (one: Judged, known: Known, nowMillis: number): Decided => {
  const standing = known.optOuts.get(addressee(one.sender.accountId, one.sound.recipient)) ?? []
  const template = judgeTemplate(one, known, nowMillis)
  const window = judgeWindow(one, known, nowMillis)
  const findings = [
    ...judgeSupport(one, known),
    ...judgeAnswers(one, known),
    ...OptOutRule.judge(standing, advertises(one, known)),
    ...Either.match(template, { onLeft: (found) => found, onRight: () => [] }),
    ...(window === "Closed" ? [WindowRule.closed] : [])
  ]
  if (findings.length > 0) return Either.left(findings)
  const doubts = [...Either.getOrElse(template, () => []), ...(window === "Unknown" ? [WindowRule.unknown] : [])]
  if (doubts.length === 0) return Either.right(one)
  return Either.right({ ...one, sound: { ...one.sound, warnings: [...one.sound.warnings, ...doubts] } })
}

/**
 * Judges sound requests by what is known about them: what their provider sends, what they answer, opt-outs, service windows, templates (TP-07).
 *
 * Each store is asked once for all of them, and only about what they need.
 */
export const make = Effect.gen(function* () {
  const directory = yield* Directory
  const optOuts = yield* OptOuts
  const outbox = yield* Outbox
  const windows = yield* ServiceWindows
  const templates = yield* Templates

  const optOutsOf = (sound: ReadonlyArray<Judged>) =>
    Effect.map(
      optOuts.of(sound.map((one) => ({ accountId: one.sender.accountId, recipient: one.sound.recipient }))),
      Array.groupBy(({ accountId, recipient }) => addressee(accountId, recipient))
    ).pipe(Effect.map((groups) => new Map(Object.entries(groups))))

  const windowsOf = (sound: ReadonlyArray<Judged>) => {
    const asked = sound.flatMap((one) => windowOf(one) ?? [])
    if (asked.length === 0) return Effect.succeed(new Map<string, LastHeard>())
    return Effect.map(
      windows.lastHeard(asked),
      (heard) => new Map(Array.zipWith(asked, heard, (one, last) => [conversation(one), last] as const))
    )
  }

  const answeredOf = (sound: ReadonlyArray<Judged>) => {
    const ids = Array.dedupe(sound.flatMap((one) => namesOf(one).map(({ id }) => id)))
    if (ids.length === 0) return Effect.succeed(new Map<string, Message>())
    return Effect.map(
      outbox.findAll(ids.map((id) => ({ _tag: "Id", id }))),
      (found) => new Map(found.flatMap((message) => (message === null ? [] : [[message.id, message] as const])))
    )
  }

  const accountsOf = Effect.fnUntraced(function* (sound: ReadonlyArray<Judged>) {
    const names = new Map<string, Set<string>>()
    for (const one of sound) {
      const content = templateOf(one)
      if (content === null) continue
      const { accountId } = one.sender
      const asked = names.get(accountId) ?? new Set()
      names.set(accountId, asked.add(content.template.name))
    }
    const accounts = yield* Effect.forEach(names, ([accountId, asked]) =>
      Effect.gen(function* () {
        const registered = yield* templates.named(accountId, [...asked])
        // A sender's account is always there; one that is not has decided nothing.
        const checking = yield* Effect.map(directory.account(accountId), (account) => account.templates).pipe(
          Effect.orElseSucceed(() => undefined)
        )
        return [accountId, { checking, registered }] as const
      })
    )
    return new Map(accounts)
  })

  return Effect.fn("Circumstances.judge")(function* (decided: ReadonlyArray<Decided>, nowMillis: number) {
    const sound = Array.getRights(decided)
    if (sound.length === 0) return decided
    const known = yield* Effect.all(
      {
        optOuts: optOutsOf(sound),
        windows: windowsOf(sound),
        answered: answeredOf(sound),
        accounts: accountsOf(sound),
        providers: Effect.map(directory.accounts, (all) => new Map(all.map(({ id, provider }) => [id, provider])))
      },
      { concurrency: "unbounded" }
    )
    return decided.map((one) => (Either.isLeft(one) ? one : judge(one.right, known, nowMillis)))
  })
})
