import { Clock, Effect, Either } from "effect"
import type { Finding } from "../accept/Finding.ts"
import { Directory } from "../ports/Directory.ts"
import { ProviderTemplates } from "../ports/ProviderTemplates.ts"
import { type RegisteredTemplate, type TemplateKey, Templates } from "../ports/Templates.ts"
import * as Polled from "./Polled.ts"

/** What a poll changed in the registry. */
export interface Synced {
  readonly added: number
  readonly changed: number
  readonly unchanged: number
  /** Templates that the provider does not list any more; they are disabled now. */
  readonly gone: number
  /** Templates that are listed in a shape that is not known: what was registered of them stays. */
  readonly unreadable: ReadonlyArray<Unreadable>
}

/** A template that the platform lists, and what cannot be read of it. */
export interface Unreadable {
  readonly name: string
  readonly language: string
  readonly findings: ReadonlyArray<Finding>
}

/** Registered templates that are read at once. */
const pageSize = 500

/** Every registered template of an account. */
export const registered = Effect.fn("Polling.registered")(function* (accountId: string) {
  const templates = yield* Templates
  const found: Array<RegisteredTemplate> = []
  for (;;) {
    const last = found.at(-1)?.draft
    const after = last === undefined ? {} : { after: { name: last.name, language: last.language } }
    const page = yield* templates.list({ accountId, limit: pageSize, ...after })
    found.push(...page)
    if (page.length < pageSize) return found
  }
})

const nameOf = ({ language, name }: Omit<TemplateKey, "accountId">): string => JSON.stringify([name, language])

/**
 * Asks the provider for an account's templates, all or those of one name, and takes over what it says (TP-06). What callbacks have told since then
 * is not undone: the machine refuses what is older.
 *
 * @param name null for all of them
 */
export const sync = Effect.fn("Polling.sync")(function* (accountId: string, name: string | null) {
  const directory = yield* Directory
  const provider = yield* ProviderTemplates
  const templates = yield* Templates
  const account = yield* directory.account(accountId)
  const senders = (yield* directory.senders).filter((sender) => sender.accountId === accountId)
  // Before the question: whatever is heard while it is asked is newer than the answer.
  const askedMillis = yield* Clock.currentTimeMillis
  const listed = yield* name === null ? provider.list(account, senders) : provider.named(account, senders, name)
  const polled = listed.map(Polled.read)
  const there = new Set(polled.map(nameOf))
  const known = name === null ? yield* registered(accountId) : (yield* templates.named(accountId, [name])).templates
  const missing = known.filter(({ draft }) => !there.has(nameOf(draft)))

  const counts = { added: 0, changed: 0, unchanged: 0, gone: 0 }
  const keys = [...polled, ...missing.map(({ draft }) => draft)].map((key) => ({
    accountId,
    name: key.name,
    language: key.language
  }))
  yield* templates.modify(keys, (now, index) => {
    // Counted anew where the store runs the whole of it again.
    if (index === 0) Object.assign(counts, { added: 0, changed: 0, unchanged: 0, gone: 0 })
    const one = polled[index]
    if (one === undefined) {
      const next = now === null || now.updatedMillis > askedMillis ? null : Polled.gone(now, askedMillis)
      if (next !== null) counts.gone++
      return next
    }
    const next = Polled.merged(accountId, one, now, askedMillis)
    if (next !== null) counts[now === null ? "added" : next === now ? "unchanged" : "changed"]++
    return next === now ? null : next
  })
  const synced: Synced = {
    ...counts,
    unreadable: polled.flatMap(({ imported, language, name: own }) =>
      Either.isLeft(imported) ? [{ name: own, language, findings: imported.left }] : []
    )
  }
  return synced
})
