import { Clock, Context, Effect, Layer } from "effect"
import * as Caller from "../../access/Caller.ts"
import { AccountUnknown, Directory } from "../../ports/Directory.ts"
import { type OptOut, type OptOutKey, OptOuts, type OptOutScope } from "../../ports/OptOuts.ts"
import { type Message, Outbox } from "../../ports/Outbox.ts"
import { ServiceWindows } from "../../ports/ServiceWindows.ts"
import type { StoreUnavailable } from "../../ports/StoreUnavailable.ts"
import type { Hearing } from "./Hearing.ts"
import * as Unwanted from "./Unwanted.ts"

/** One recipient of a list that opts out; E.164. */
export interface Entry {
  readonly recipient: string
  readonly scope: OptOutScope
}

/** What came of opting out. */
export interface OptedOut {
  /** Opt-outs that did not stand before. */
  readonly added: number
  /** Messages that were queued to these recipients, and will not be sent. */
  readonly ended: number
}

/** A page of an account's opt-outs; `after` is the last one of the page before. */
export interface Page {
  readonly accountId: string
  readonly recipient?: string
  readonly after?: Omit<OptOutKey, "accountId">
  readonly limit: number
}

/** Queued messages of one recipient that are read at once. */
const readRows = 500

const make = Effect.gen(function* () {
  const directory = yield* Directory
  const optOuts = yield* OptOuts
  const outbox = yield* Outbox
  const windows = yield* ServiceWindows
  const endUnwanted = yield* Unwanted.make

  /** Whatever is queued to a recipient now. What is accepted at the same moment cannot begin, and is ended then. */
  const endQueued = Effect.fn("Consent.endQueued")(function* ({ accountId, recipient }: OptOut) {
    let ended = 0
    let beforeId: string | undefined = undefined
    for (;;) {
      const found: ReadonlyArray<Message> = yield* outbox.list({
        accountId,
        recipient,
        states: ["queued"],
        limit: readRows,
        ...(beforeId === undefined ? {} : { beforeId })
      })
      ended += (yield* endUnwanted(found.map(({ id }) => id))).size
      beforeId = found.at(-1)?.id
      if (found.length < readRows) return ended
    }
  })

  const add = Effect.fn("Consent.add")(function* (added: ReadonlyArray<OptOut>) {
    const count = yield* optOuts.put(added)
    const ended = yield* Effect.forEach(added, endQueued)
    return { added: count, ended: ended.reduce((sum, one) => sum + one, 0) }
  })

  /** An account of somebody else is told like one that does not exist. */
  const own = Effect.fn("Consent.own")(function* (caller: Caller.Caller, accountId: string) {
    if (!Caller.mayUse(caller, accountId)) return yield* new AccountUnknown({ accountId })
    yield* directory.account(accountId)
  })

  const optOut = Effect.fn("Consent.optOut")(function* (
    caller: Caller.Caller,
    accountId: string,
    entries: ReadonlyArray<Entry>
  ) {
    yield* own(caller, accountId)
    const sinceMillis = yield* Clock.currentTimeMillis
    return yield* add(
      entries.map(({ recipient, scope }) => ({ accountId, recipient, scope, source: "api", sinceMillis }))
    )
  })

  const optIn = Effect.fn("Consent.optIn")(function* (
    caller: Caller.Caller,
    accountId: string,
    recipient: string,
    scope: OptOutScope | null
  ) {
    yield* own(caller, accountId)
    return yield* optOuts.lift([{ accountId, recipient, ...(scope === null ? {} : { scope }) }])
  })

  const list = Effect.fn("Consent.list")(function* (caller: Caller.Caller, page: Page) {
    yield* own(caller, page.accountId)
    return yield* optOuts.list(page)
  })

  const hear = Effect.fn("Consent.hear")(function* (hearings: ReadonlyArray<Hearing>) {
    yield* windows.note(hearings.flatMap(({ heard }) => heard))
    // In their order: who stops and starts again is not stopped.
    for (const { lifts, optOuts: added } of hearings) {
      if (added.length > 0) yield* add(added)
      if (lifts.length > 0) yield* optOuts.lift(lifts)
    }
  })

  return { optOut, optIn, list, hear }
})

/**
 * Who must not be written to (SPEC, around it: recipients who opted out are never messaged).
 *
 * An opt-out refuses what is handed in from now on, ends what is queued, and keeps everything else from beginning (`Lanes.begin`), as what was
 * accepted at the same moment, or is queued again later.
 */
export class Consent extends Context.Tag("@sluice/engine/Consent")<
  Consent,
  {
    /** Opts recipients out on the business's word. */
    readonly optOut: (
      caller: Caller.Caller,
      accountId: string,
      entries: ReadonlyArray<Entry>
    ) => Effect.Effect<OptedOut, AccountUnknown | StoreUnavailable>
    /** Takes opt-outs back, whoever stated them: the business answers for it. Both scopes with null. Answers how many stood. */
    readonly optIn: (
      caller: Caller.Caller,
      accountId: string,
      recipient: string,
      scope: OptOutScope | null
    ) => Effect.Effect<number, AccountUnknown | StoreUnavailable>
    readonly list: (
      caller: Caller.Caller,
      page: Page
    ) => Effect.Effect<ReadonlyArray<OptOut>, AccountUnknown | StoreUnavailable>
    /** Keeps what callbacks say (`Hearing.of`), in the order of `hearings`. Joins the transaction of whoever consumes them. */
    readonly hear: (hearings: ReadonlyArray<Hearing>) => Effect.Effect<void, StoreUnavailable>
  }
>() {
  static readonly layer: Layer.Layer<Consent, never, Directory | OptOuts | Outbox | ServiceWindows> = Layer.effect(
    Consent,
    make
  )
}
