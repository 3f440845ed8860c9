import type { TemplateDraft } from "@sluice/core/template/TemplateDraft"
import { Clock, Context, Effect, Layer } from "effect"
import * as Caller from "../access/Caller.ts"
import type { Finding } from "../accept/Finding.ts"
import { AccountUnknown, Directory, type Sender, SenderUnknown } from "../ports/Directory.ts"
import { ProviderUnwilling } from "../ports/ProviderAnswer.ts"
import { ProviderTemplates } from "../ports/ProviderTemplates.ts"
import type { StoreUnavailable } from "../ports/StoreUnavailable.ts"
import { type RegisteredTemplate, Templates } from "../ports/Templates.ts"
import * as Polling from "./Polling.ts"
import * as Submission from "./Submission.ts"

/** A template to hand in. */
export interface Submit {
  readonly accountId: string
  /** Whose business account it is for; the account's first where it is null. */
  readonly senderId: string | null
  readonly template: unknown
  /** Only judge it, and tell what would be done. */
  readonly dryRun: boolean
}

/** What came of it. */
export interface Submitted {
  readonly act: Submission.Plan["act"]
  readonly warnings: ReadonlyArray<Finding>
  readonly draft: TemplateDraft
  /** Null after a dry run. */
  readonly registered: RegisteredTemplate | null
}

const make = Effect.gen(function* () {
  const directory = yield* Directory
  const templates = yield* Templates
  const provider = yield* ProviderTemplates
  const context = yield* Effect.context<Directory | Templates | ProviderTemplates>()

  /** An account of somebody else is told like one that does not exist. */
  const own = Effect.fnUntraced(function* (caller: Caller.Caller, accountId: string) {
    if (!Caller.mayUse(caller, accountId)) return yield* new AccountUnknown({ accountId })
    return yield* directory.account(accountId)
  })

  const sync = Effect.fn("Templating.sync")(function* (caller: Caller.Caller, accountId: string, name: string | null) {
    yield* own(caller, accountId)
    return yield* Effect.provide(Polling.sync(accountId, name), context)
  })

  const senderOf = Effect.fnUntraced(function* (accountId: string, senderId: string | null) {
    const senders = (yield* directory.senders).filter((sender) => sender.accountId === accountId)
    const found = senderId === null ? senders[0] : senders.find(({ id }) => id === senderId)
    return found ?? (yield* new SenderUnknown({ senderId: senderId ?? "" }))
  })

  /** The provider's id of a template that is to be revised; asked for where it was never told. */
  const idOf = Effect.fnUntraced(function* (accountId: string, sender: Sender, draft: TemplateDraft, had: Known) {
    const known = had.find(({ draft: one }) => one.name === draft.name && one.language === draft.language)
    if (known?.platformId !== undefined) return known.platformId
    const account = yield* directory.account(accountId)
    const listed = yield* provider.named(account, [sender], draft.name)
    const found = listed.find(({ language }) => language === draft.language)
    if (found !== undefined) return found.id
    return yield* new ProviderUnwilling({
      accountId,
      why: "refused",
      code: null,
      detail: `${draft.name} (${draft.language}) is registered here, and the provider has none`,
      remedy: "run `sluice templates sync`, then submit it again"
    })
  })

  const submit = Effect.fn("Templating.submit")(function* (caller: Caller.Caller, asked: Submit) {
    const { accountId, dryRun } = asked
    const account = yield* own(caller, accountId)
    const sender = yield* senderOf(accountId, asked.senderId)
    const { templates: policy } = sender.policy
    const had = yield* Effect.provide(Polling.registered(accountId), context)
    const plan = yield* Submission.plan(policy, asked.template, had)
    const { act, draft, warnings } = plan
    const told = (registered: RegisteredTemplate | null): Submitted => ({ act, warnings, draft, registered })
    if (dryRun) return told(null)
    const nowMillis = yield* Clock.currentTimeMillis
    const answer =
      act === "create"
        ? yield* provider.submit(account, sender, draft)
        : yield* Effect.gen(function* () {
            const id = yield* idOf(accountId, sender, draft, had)
            yield* provider.revise(account, id, draft)
            return { id, category: null }
          })
    let registered: RegisteredTemplate | null = null
    yield* templates.modify([{ accountId, name: draft.name, language: draft.language }], (known) => {
      registered = Submission.taken(accountId, plan, answer, known, nowMillis)
      return registered
    })
    yield* Effect.logInfo(
      `template ${draft.name} (${draft.language}) of account ${accountId} was handed in by key ${caller.keyId}`
    )
    return told(registered)
  })

  return { sync, submit }
})

type Known = ReadonlyArray<RegisteredTemplate>

/** The templates of an account at its provider: fetched, and handed in for approval (TP-06). */
export class Templating extends Context.Tag("@sluice/engine/Templating")<
  Templating,
  {
    /** Takes over what the provider says of its templates, or of those of one name. */
    readonly sync: (
      caller: Caller.Caller,
      accountId: string,
      name: string | null
    ) => Effect.Effect<Polling.Synced, AccountUnknown | ProviderUnwilling | StoreUnavailable>
    /**
     * Judges a template as the linter does, with what the account has, and hands it in where nothing stands against it: a new one, or another version
     * of one that was approved, rejected or paused. What the provider has taken is registered as under review; should that fail, the next poll finds it.
     */
    readonly submit: (
      caller: Caller.Caller,
      asked: Submit
    ) => Effect.Effect<
      Submitted,
      AccountUnknown | SenderUnknown | ProviderUnwilling | Submission.TemplateRefused | StoreUnavailable
    >
  }
>() {
  static readonly layer: Layer.Layer<Templating, never, Directory | Templates | ProviderTemplates> = Layer.effect(
    Templating,
    make
  )
}
