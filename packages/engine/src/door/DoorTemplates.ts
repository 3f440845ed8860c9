import * as Policy from "@sluice/core/policy/Policy"
import * as Linter from "@sluice/core/template/Linter"
import * as TemplateDraft from "@sluice/core/template/TemplateDraft"
import { Context, Effect, Either, Layer, Option, Schema } from "effect"
import type { Finding } from "../accept/Finding.ts"
import { TemplateRegistry } from "../accept/registry/TemplateRegistry.ts"
import * as Caller from "../access/Caller.ts"
import type { CloudApiAccount } from "../ports/Directory.ts"
import { Directory } from "../ports/Directory.ts"
import type { Graph } from "../ports/Graph.ts"
import type { StoreUnavailable } from "../ports/StoreUnavailable.ts"
import { Templates } from "../ports/Templates.ts"
import * as Asking from "./Asking.ts"
import type { PlatformRefused, PlatformSilent } from "./Refusals.ts"
import { BodyRefused, ObjectUnknown, TemplateRefused } from "./Refusals.ts"

const parse = Schema.decodeUnknownOption(Schema.parseJson())

const finding = (path: string, code: string, message: string): Finding => ({
  path,
  code,
  rule: null,
  message,
  suggestion: null
})

const draftIn = (text: string): Either.Either<TemplateDraft.TemplateDraft, BodyRefused> =>
  Option.match(parse(text), {
    onNone: () => Either.left(new BodyRefused({ findings: [finding("", "syntax", "is no JSON")] })),
    onSome: (json) =>
      Either.mapLeft(
        TemplateDraft.decode(json),
        (issues) => new BodyRefused({ findings: issues.map(({ code, message, path }) => finding(path, code, message)) })
      )
  })

/** What a refusal at once is foreseen for; what a review may make of a wording is the platform's to say (TP-02 to TP-04). */
const refusedAtOnce = (policy: Policy.Policy, draft: TemplateDraft.TemplateDraft) =>
  Linter.lint(policy.templates, draft).filter(
    ({ foresees, severity }) => severity === "error" && typeof foresees === "number"
  )

const make = Effect.gen(function* () {
  const ask = yield* Asking.make
  const directory = yield* Directory
  const registry = yield* TemplateRegistry
  const templates = yield* Templates

  /**
   * The account whose token sees the platform's business account of that id. A key of one account is asked no questions: the platform decides
   * what its token may see. Among several accounts the first that the platform shows it to has it.
   */
  const ownerOf = Effect.fn("DoorTemplates.ownerOf")(function* (caller: Caller.Caller, businessAccountId: string) {
    const own = (yield* directory.accounts).filter(
      (account): account is CloudApiAccount => account.provider === "cloud-api" && Caller.mayUse(caller, account.id)
    )
    const [first, ...others] = own
    if (first === undefined) return yield* new ObjectUnknown({ id: businessAccountId })
    if (others.length === 0) return first
    const sees = (account: CloudApiAccount) =>
      ask({ account, path: businessAccountId, query: { fields: "id" } }).pipe(
        Effect.as(account),
        Effect.catchTag("PlatformRefused", () => new ObjectUnknown({ id: businessAccountId }))
      )
    return yield* Effect.firstSuccessOf(own.map(sees))
  })

  const list = Effect.fn("DoorTemplates.list")(function* (
    caller: Caller.Caller,
    businessAccountId: string,
    query: Readonly<Record<string, string>>
  ) {
    const account = yield* ownerOf(caller, businessAccountId)
    return yield* ask({ account, path: `${businessAccountId}/message_templates`, query })
  })

  const policyOf = Effect.fnUntraced(function* (accountId: string) {
    const sender = (yield* directory.senders).find((one) => one.accountId === accountId)
    return sender?.policy ?? Policy.shipped["cloud-api"]
  })

  /**
   * The registry learns of it only where it is in use: its first template would turn the checking on for all others as well (TP-07).
   */
  const register = Effect.fnUntraced(function* (
    caller: Caller.Caller,
    accountId: string,
    draft: TemplateDraft.TemplateDraft
  ) {
    const { isEmpty } = yield* templates.named(accountId, [draft.name])
    if (!isEmpty) yield* Effect.orDie(registry.put(caller, accountId, [{ draft, status: "submitted" }]))
  })

  const create = Effect.fn("DoorTemplates.create")(function* (
    caller: Caller.Caller,
    businessAccountId: string,
    text: string
  ) {
    const draft = yield* draftIn(text)
    const account = yield* ownerOf(caller, businessAccountId)
    const findings = refusedAtOnce(yield* policyOf(account.id), draft)
    if (findings.length > 0) return yield* new TemplateRefused({ findings })
    const created = yield* ask({ account, path: `${businessAccountId}/message_templates`, query: {}, body: draft })
    yield* register(caller, account.id, draft)
    return created
  })

  return { list, create }
})

type Refused = ObjectUnknown | PlatformRefused | PlatformSilent

/**
 * Templates by the platform's own paths (CLOUD_API 3.7): its list in its own words, and handing in, which is linted before it leaves (TP-01).
 */
export class DoorTemplates extends Context.Tag("@sluice/engine/DoorTemplates")<
  DoorTemplates,
  {
    /** @param query as the platform takes it: `fields`, `limit`, `after`, `name`, `status` and so on. */
    readonly list: (
      caller: Caller.Caller,
      businessAccountId: string,
      query: Readonly<Record<string, string>>
    ) => Effect.Effect<unknown, Refused>
    /** @param text the draft as it came. */
    readonly create: (
      caller: Caller.Caller,
      businessAccountId: string,
      text: string
    ) => Effect.Effect<unknown, Refused | BodyRefused | TemplateRefused | StoreUnavailable>
  }
>() {
  static readonly layer: Layer.Layer<DoorTemplates, never, Directory | Graph | TemplateRegistry | Templates> =
    Layer.effect(DoorTemplates, make)
}
