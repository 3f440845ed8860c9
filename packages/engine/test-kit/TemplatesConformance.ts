import { describe, expect, it } from "@effect/vitest"
import type { Layer } from "effect"
import { Effect } from "effect"
import { Templates } from "../src/ports/Templates.ts"
import type { RegisteredTemplate } from "../src/ports/Templates.ts"
import { startMillis, template } from "./Samples.ts"

const keyOf = ({ accountId, draft }: RegisteredTemplate) => ({
  accountId,
  name: draft.name,
  language: draft.language
})

const put = (...templates: ReadonlyArray<RegisteredTemplate>) =>
  Effect.flatMap(Templates, ({ modify }) => modify(templates.map(keyOf), (_, index) => templates[index] ?? null))

/** What every registry of templates guarantees. `layer` is a new, empty store each time it is built. */
export const suite = <E>(name: string, layer: Layer.Layer<Templates, E>): void => {
  describe(`Templates, ${name}`, () => {
    it.live("TP-07: a template is known as it was put, in all its languages, to its account alone", () =>
      Effect.gen(function* () {
        const templates = yield* Templates
        const english = template("order_update")
        const german = {
          ...template(
            "order_update",
            { language: "de", category: "MARKETING" },
            {
              status: "paused",
              revisions: 3,
              reason: { code: "ABUSIVE_CONTENT", details: "too often", recommendation: null },
              pausedUntilMillis: startMillis + 3_600_000
            }
          ),
          platformId: "900000000000001"
        }
        yield* put(english, german, template("other"))
        const found = yield* templates.named("acme", ["order_update", "unknown"])
        expect(found.isEmpty).toBe(false)
        expect(found.templates.toSorted((a, b) => (a.draft.language < b.draft.language ? -1 : 1))).toEqual([
          german,
          english
        ])
        expect(yield* templates.named("zenith", ["order_update"])).toEqual({ isEmpty: true, templates: [] })
        expect(yield* templates.named("acme", ["unknown"])).toEqual({ isEmpty: false, templates: [] })
      }).pipe(Effect.provide(layer))
    )

    it.live("a registry is empty until the first template is put", () =>
      Effect.gen(function* () {
        const templates = yield* Templates
        expect(yield* templates.named("acme", [])).toEqual({ isEmpty: true, templates: [] })
        yield* templates.modify([keyOf(template("a"))], () => null)
        expect((yield* templates.named("acme", [])).isEmpty).toBe(true)
        yield* put(template("a"))
        expect((yield* templates.named("acme", [])).isEmpty).toBe(false)
      }).pipe(Effect.provide(layer))
    )

    it.live(
      "a change is decided on what is there; later keys of one template see what the earlier ones made of it",
      () =>
        Effect.gen(function* () {
          const templates = yield* Templates
          const one = template("a")
          const seen: Array<number | null> = []
          yield* templates.modify([keyOf(one), keyOf(one), keyOf(one)], (known, index) => {
            seen.push(known === null ? null : known.approval.revisions)
            return index === 2 ? null : template("a", {}, { revisions: index + 1 })
          })
          expect(seen).toEqual([null, 1, 2])
          expect((yield* templates.named("acme", ["a"])).templates).toEqual([template("a", {}, { revisions: 2 })])
          yield* templates.modify([], () => template("never"))
          expect((yield* templates.named("acme", ["never"])).templates).toEqual([])
        }).pipe(Effect.provide(layer))
    )

    it.live("of concurrent changes of one template none is lost, also where it was not there before", () =>
      Effect.gen(function* () {
        const templates = yield* Templates
        yield* Effect.all(
          Array.from({ length: 8 }, () =>
            templates.modify([keyOf(template("a"))], (known) =>
              template("a", {}, { revisions: (known?.approval.revisions ?? 0) + 1 })
            )
          ),
          { concurrency: "unbounded" }
        )
        expect((yield* templates.named("acme", ["a"])).templates[0]?.approval.revisions).toBe(8)
      }).pipe(Effect.provide(layer))
    )

    it.live("a rule that breaks leaves every template as it was", () =>
      Effect.gen(function* () {
        const templates = yield* Templates
        const keys = [keyOf(template("a")), keyOf(template("b"))]
        const broken = templates.modify(keys, (_, index) => {
          if (index === 1) throw new Error("broken")
          return template("a")
        })
        expect((yield* Effect.exit(broken))._tag).toBe("Failure")
        expect((yield* templates.named("acme", [])).isEmpty).toBe(true)
      }).pipe(Effect.provide(layer))
    )

    it.live("the list goes page by page, by name and language, of one account", () =>
      Effect.gen(function* () {
        const templates = yield* Templates
        const expected = [
          template("a", { language: "de" }),
          template("a"),
          template("a_2"),
          template("b"),
          template("zz")
        ]
        yield* put(...expected.toReversed(), { ...template("c"), accountId: "zenith" })
        const first = yield* templates.list({ accountId: "acme", limit: 3 })
        const last = first.at(-1)
        const after = last === undefined ? {} : { after: keyOf(last) }
        expect([...first, ...(yield* templates.list({ accountId: "acme", limit: 3, ...after }))]).toEqual(expected)
        expect(yield* templates.list({ accountId: "nobody", limit: 9 })).toEqual([])
      }).pipe(Effect.provide(layer))
    )
  })
}
