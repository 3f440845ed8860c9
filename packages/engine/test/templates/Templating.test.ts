import { it } from "@effect/vitest"
import type * as Caller from "@sluice/engine/access/Caller"
import * as DirectoryLayer from "@sluice/engine/directory/DirectoryLayer"
import * as MemoryStore from "@sluice/engine/memory/MemoryStore"
import { Templates } from "@sluice/engine/ports/Templates"
import type * as Reported from "@sluice/engine/accept/registry/Reported"
import { TemplateRegistry } from "@sluice/engine/accept/registry/TemplateRegistry"
import * as TemplateWatch from "@sluice/engine/templates/TemplateWatch"
import { Templating } from "@sluice/engine/templates/Templating"
import * as PlatformTemplates from "@sluice/engine/test-kit/PlatformTemplates"
import { Effect, Layer, TestClock } from "effect"
import { describe, expect } from "vitest"

const account = (id: string, n: number) => ({
  id,
  provider: "cloud-api",
  policy: "guide",
  baseUrls: ["http://127.0.0.1:1"],
  version: "v25.0",
  accessToken: "token",
  appSecrets: ["secret"],
  verifyToken: "verify",
  businesses: [
    {
      id: `${id}-business`,
      timeZone: "UTC",
      senders: [{ id: `${id}-1`, phoneNumberId: String(1000 + n), number: `+88691234567${n}` }]
    }
  ]
})
const accounts = { accounts: [account("acme", 1), account("away", 2)] }

const operator: Caller.Caller = { keyId: "k1", name: "test", role: "operator", accountId: null }
const stranger: Caller.Caller = { ...operator, accountId: "away" }

const draft = (name: string, text = "Your order is on its way.") => ({
  name,
  language: "en_US",
  category: "UTILITY",
  components: [{ type: "BODY", text }]
})

/** A registry over a platform in memory. */
const world = () => {
  const platform = PlatformTemplates.make()
  const given = Layer.mergeAll(
    MemoryStore.layer,
    DirectoryLayer.layer(accounts, () => Effect.dieMessage("every secret is inline")),
    platform.layer
  )
  const layer = Layer.mergeAll(Templating.layer, TemplateRegistry.layer).pipe(Layer.provideMerge(given))
  return { platform, layer }
}

const approvals = Effect.gen(function* () {
  const { list } = yield* Templates
  const found = yield* list({ accountId: "acme", limit: 100 })
  return Object.fromEntries(found.map(({ approval, draft: { name } }) => [name, approval.status]))
})

const one = (name: string) =>
  Effect.gen(function* () {
    const { named } = yield* Templates
    const [found] = (yield* named("acme", [name])).templates
    return found ?? (yield* Effect.dieMessage(`no template ${name}`))
  })

const sync = (name: string | null = null) =>
  Effect.flatMap(Templating, (templating) => templating.sync(operator, "acme", name))

const submit = (template: unknown, more: { readonly dryRun?: boolean; readonly senderId?: string } = {}) =>
  Effect.flatMap(Templating, (templating) =>
    templating.submit(operator, { accountId: "acme", senderId: null, dryRun: false, template, ...more })
  )

describe("Templating", () => {
  it.effect(
    "TP-06: a sync takes over what the provider has, tells what changed, and says nothing the second time",
    () => {
      const { layer, platform } = world()
      return Effect.gen(function* () {
        for (const [name, status] of [
          ["a", "APPROVED"],
          ["b", "PENDING"],
          ["c", "PAUSED"]
        ] as const)
          platform.put({ ...draft(name, `text of ${name}`), status })
        expect(yield* sync()).toEqual({ added: 3, changed: 0, unchanged: 0, gone: 0, unreadable: [] })
        expect(yield* approvals).toEqual({ a: "approved", b: "submitted", c: "paused" })
        expect(yield* sync()).toMatchObject({ added: 0, changed: 0, unchanged: 3, gone: 0 })
        yield* TestClock.adjust("1 hour")
        platform.decide("b", "REJECTED", "INVALID_FORMAT")
        platform.remove("c")
        expect(yield* sync()).toMatchObject({ changed: 1, unchanged: 1, gone: 1 })
        expect(yield* approvals).toEqual({ a: "approved", b: "rejected", c: "disabled" })
        expect((yield* one("b")).approval.reason?.code).toBe("INVALID_FORMAT")
        expect(yield* sync()).toMatchObject({ changed: 0, gone: 0 })
      }).pipe(Effect.provide(layer))
    }
  )

  it.effect("TP-06: one name is asked about alone, and the others stay as they are", () => {
    const { layer, platform } = world()
    return Effect.gen(function* () {
      platform.put({ ...draft("a"), status: "PENDING" })
      platform.put({ ...draft("b", "another text"), status: "PENDING" })
      yield* sync()
      yield* TestClock.adjust("1 hour")
      platform.decide("a", "APPROVED")
      platform.remove("b")
      expect(yield* sync("a")).toMatchObject({ changed: 1, gone: 0 })
      expect(yield* approvals).toEqual({ a: "approved", b: "submitted" })
    }).pipe(Effect.provide(layer))
  })

  it.effect("WH-09: a template of a shape that is not known is told, and what was registered of it stays", () => {
    const { layer, platform } = world()
    return Effect.gen(function* () {
      platform.put({ ...draft("a"), status: "APPROVED" })
      yield* sync()
      platform.remove("a")
      const strange = { ...draft("a"), status: "APPROVED", components: [{ type: "HOLOGRAM" }] }
      platform.put(strange)
      const { gone, unreadable } = yield* sync()
      expect(gone).toBe(0)
      expect(unreadable).toMatchObject([{ name: "a", language: "en_US" }])
      expect((yield* one("a")).draft.components).toEqual(draft("a").components)
    }).pipe(Effect.provide(layer))
  })

  it.effect("TP-01, TP-06: a template is handed in once nothing stands against it, and is under review then", () => {
    const { layer, platform } = world()
    return Effect.gen(function* () {
      const dry = yield* submit(draft("a"), { dryRun: true })
      expect(dry).toMatchObject({ act: "create", registered: null })
      expect(platform.all()).toEqual([])
      const submitted = yield* submit(draft("a"))
      expect(submitted.registered).toMatchObject({ platformId: "1", approval: { status: "submitted", revisions: 0 } })
      expect(yield* sync()).toMatchObject({ added: 0, gone: 0 })
    }).pipe(Effect.provide(layer))
  })

  it.effect("TP-03: what the linter refuses never reaches the provider, and every finding is told", () => {
    const { layer, platform } = world()
    return Effect.gen(function* () {
      const refused = yield* Effect.flip(submit(draft("a", "Take 30% off today.")))
      expect(refused).toMatchObject({
        _tag: "TemplateRefused",
        findings: [{ rule: "TP-03", path: "template.body[5]" }]
      })
      expect(yield* Effect.flip(submit({ name: 1 }))).toMatchObject({ _tag: "TemplateRefused" })
      expect(platform.all()).toEqual([])
    }).pipe(Effect.provide(layer))
  })

  it.effect("TP-06: one under review cannot be changed; one that was rejected is revised under its id", () => {
    const { layer, platform } = world()
    return Effect.gen(function* () {
      yield* submit(draft("a"))
      const early = yield* Effect.flip(submit(draft("a", "Another text.")))
      expect(early).toMatchObject({ _tag: "TemplateRefused", findings: [{ code: "status-fixed" }] })
      yield* TestClock.adjust("30 hours")
      platform.decide("a", "REJECTED", "INVALID_FORMAT")
      yield* sync()
      const revised = yield* submit(draft("a", "Another text."))
      expect(revised).toMatchObject({ act: "revise", registered: { approval: { status: "submitted", revisions: 1 } } })
      expect(platform.all()).toMatchObject([{ id: "1", status: "PENDING" }])
    }).pipe(Effect.provide(layer))
  })

  it.effect("TP-06: what a callback told after the poll began is not undone by the poll", () => {
    const { layer, platform } = world()
    return Effect.gen(function* () {
      platform.put({ ...draft("a"), status: "PENDING" })
      yield* sync()
      yield* TestClock.adjust("1 hour")
      const registry = yield* TemplateRegistry
      const nowMillis = 3_600_000
      const key = { accountId: "acme", name: "a", language: "en_US" }
      const reported: Reported.Reported = {
        key,
        change: (known) => ({
          ...known,
          approval: { ...known.approval, status: "approved", sinceMillis: nowMillis + 5_000 },
          updatedMillis: nowMillis + 5_000
        })
      }
      yield* registry.hear([reported])
      platform.remove("a")
      expect(yield* sync()).toMatchObject({ gone: 0 })
      expect(yield* approvals).toEqual({ a: "approved" })
    }).pipe(Effect.provide(layer))
  })

  it.effect("an account of somebody else is not there, and a sender has to be the account's", () => {
    const { layer } = world()
    return Effect.gen(function* () {
      const templating = yield* Templating
      expect(yield* Effect.flip(templating.sync(stranger, "acme", null))).toMatchObject({ _tag: "AccountUnknown" })
      expect(yield* Effect.flip(submit(draft("a"), { senderId: "away-1" }))).toMatchObject({ _tag: "SenderUnknown" })
      expect(yield* Effect.flip(templating.sync(operator, "away", null))).toMatchObject({ why: "unreachable" })
    }).pipe(Effect.provide(layer))
  })

  it.effect(
    "TP-06: accounts whose templates are known are polled, and one that does not answer keeps no other from it",
    () => {
      const { layer, platform } = world()
      return Effect.gen(function* () {
        platform.put({ ...draft("a"), status: "PENDING" })
        yield* TemplateWatch.once
        // Nothing was ever imported: messages go unchecked until somebody decides otherwise.
        expect(yield* approvals).toEqual({})
        yield* sync()
        yield* Effect.flatMap(Templates, ({ modify }) =>
          Effect.flatMap(one("a"), (known) =>
            modify([{ accountId: "away", name: "a", language: "en_US" }], () => ({ ...known, accountId: "away" }))
          )
        )
        const watching = yield* Effect.fork(TemplateWatch.run(TemplateWatch.defaults))
        platform.decide("a", "APPROVED")
        yield* TestClock.adjust("16 minutes")
        expect(yield* approvals).toEqual({ a: "approved" })
        yield* watching.interruptAsFork(watching.id())
      }).pipe(Effect.provide(layer))
    }
  )
})
