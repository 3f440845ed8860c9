import { it } from "@effect/vitest"
import { Holds } from "@sluice/engine/ports/Holds"
import { Effect, Layer } from "effect"
import { describe, expect } from "vitest"
import * as liveServer from "../server/liveServer.ts"

const placed = ({ level = "fix", number }: { readonly number: number; readonly level?: "fix" | "medium" }) =>
  Effect.flatMap(Holds, (holds) =>
    holds.place({
      scope: "token",
      key: "acme",
      level,
      number,
      sinceMillis: Date.UTC(2026, 2, 10),
      untilMillis: null,
      needsReview: true,
      reason: "the access token is not accepted",
      reviewFromMillis: null
    })
  )

const place = placed({ number: 1 })

describe("sluice holds", () => {
  it.scopedLive("RL-07: lists the holds in force, and shows one with the sends before it", () =>
    Effect.gen(function* () {
      const { sluice, store } = yield* liveServer.withStore("viewer")
      expect((yield* sluice(["holds", "ls"])).out).toBe("no holds")
      const { id } = yield* Effect.provide(place, Layer.succeedContext(store))
      const listed = yield* sluice(["holds", "ls"])
      expect(listed.out.split("\n")[1]?.trim().split(/ {2,}/)).toEqual([
        String(id),
        "fix",
        "token",
        "acme",
        "reviewed",
        "the access token is not accepted"
      ])
      const json = yield* sluice(["holds", "ls"], "--json")
      expect(JSON.parse(json.out)).toMatchObject({ id, scope: "token", needsReview: true, until: null })
      const shown = yield* sluice(["holds", "show", String(id)])
      expect(shown.out).toContain(`hold ${id}: fix, token acme`)
      expect(shown.out).toContain("Nothing was sent in the hour before it.")
      expect(JSON.parse((yield* sluice(["holds", "show", String(id)], "--json")).out)).toMatchObject({ id, sends: [] })
    })
  )

  it.scopedLive("RL-07: follows the pages up to the limit, and says so where there are more", () =>
    Effect.gen(function* () {
      const { sluice, store } = yield* liveServer.withStore("viewer")
      yield* Effect.forEach(Array.from({ length: 502 }).keys(), (number) => placed({ number })).pipe(
        Effect.provide(Layer.succeedContext(store))
      )
      const some = (yield* sluice(["holds", "ls"], "--limit", "2")).out.split("\n")
      expect(some).toHaveLength(4)
      expect(some.at(-1)).toBe("the first 2; --limit shows more")
      const all = (yield* sluice(["holds", "ls"], "--limit", "1000", "--json")).out.split("\n")
      expect(new Set(all).size).toBe(502)
    })
  )

  it.scopedLive("RL-06: reviews a hold once that is confirmed; a dry run changes nothing", () =>
    Effect.gen(function* () {
      const { sluice, store } = yield* liveServer.withStore("operator")
      const { id } = yield* Effect.provide(place, Layer.succeedContext(store))
      const dry = yield* sluice(["holds", "clear", String(id)], "--dry-run")
      expect(dry.out).toContain("Nothing was changed.")
      const asked = yield* sluice(["holds", "clear", String(id)])
      expect(asked.code).toBe(2)
      expect(asked.err).toContain("--yes")
      expect((yield* sluice(["holds", "ls"])).out).toContain("token")
      const cleared = yield* sluice(["holds", "clear", String(id)], "--yes", "--note", "a new token is in place")
      expect(cleared).toMatchObject({ code: 0, out: `hold ${id} is over; what waited goes on by itself` })
      const shown = yield* sluice(["holds", "show", String(id)])
      expect(shown.out).toContain("reviewed by cli at ")
      expect(shown.out).toContain("a new token is in place")
      expect((yield* sluice(["holds", "ls"])).out).toBe("no holds")
    })
  )

  it.scopedLive("RL-07: a medium ends for whoever has read the hour before it, and not for a script that has not", () =>
    Effect.gen(function* () {
      const { sluice, store } = yield* liveServer.withStore("operator")
      const { id } = yield* placed({ number: 1, level: "medium" }).pipe(Effect.provide(Layer.succeedContext(store)))
      const unread = yield* sluice(["holds", "clear", String(id)], "--yes")
      expect(unread.code).toBe(2)
      expect(unread.err).toContain(`sluice holds show ${id}`)
      const wrong = yield* sluice(["holds", "clear", String(id)], "--yes", "--read", "0000000000000000")
      expect(wrong.code).toBe(1)
      expect(wrong.err).toContain("read them again")
      const [, evidence = ""] = /--read ([0-9a-f]{16})/.exec((yield* sluice(["holds", "show", String(id)])).out) ?? []
      expect((yield* sluice(["holds", "clear", String(id)], "--yes", "--read", evidence)).code).toBe(0)
    })
  )

  it.scopedLive("a hold that is not there, and a role that may not, are told as such", () =>
    Effect.gen(function* () {
      const { sluice, store } = yield* liveServer.withStore("viewer")
      const unknown = yield* sluice(["holds", "show"], "99")
      expect(unknown.code).toBe(1)
      expect(unknown.err).toContain("no hold 99")
      const { id } = yield* Effect.provide(place, Layer.succeedContext(store))
      const refused = yield* sluice(["holds", "clear", String(id)], "--yes")
      expect(refused.code).toBe(1)
      expect(refused.err).toContain("operator")
      expect((yield* sluice(["holds", "show"], "seven")).code).toBe(2)
    })
  )
})
