import * as FileSystem from "@effect/platform/FileSystem"
import * as NodeContext from "@effect/platform-node/NodeContext"
import { it } from "@effect/vitest"
import { Effect } from "effect"
import { describe, expect } from "vitest"
import * as liveServer from "../server/liveServer.ts"

const made = (out: string): { readonly secret: string; readonly subscription: { readonly id: string } } =>
  JSON.parse(out)

describe("sluice subscriptions", () => {
  it.scopedLive("a subscription is made, tested, rotated, enabled and removed; its secret is printed once", () =>
    Effect.gen(function* () {
      const sluice = yield* liveServer.as("admin")
      const on = (verb: string, ...rest: ReadonlyArray<string>) => sluice(["subscriptions", verb], ...rest)
      const created = yield* on("create", "--name", "crm", "--to", "https://hooks.example.com/in", "--json")
      expect(created.code).toBe(0)
      const { secret, subscription } = made(created.out)
      expect(secret).toMatch(/^whsec_/)
      const listed = yield* on("ls")
      expect(listed.out).toMatch(/crm +acme +\* +https:\/\/hooks\.example\.com\/in +0 +enabled/)
      expect(listed.out).not.toContain("whsec_")
      expect((yield* on("test", subscription.id)).out).toMatch(/^taken: it was taken \(\d+ ms\)/)
      const rotated = yield* on("rotate", "--yes", subscription.id)
      expect(rotated.out).toMatch(/secret: whsec_/)
      expect(rotated.out).toMatch(/goes on signing beside it until \d{4}-/)
      expect(rotated.out).not.toContain(secret)
      expect((yield* on("enable", subscription.id)).code).toBe(0)
      expect((yield* on("rm", "--yes", subscription.id)).out).toContain("removed")
      expect((yield* on("ls")).out).toContain("nobody is told of events")
    })
  )

  it.scopedLive(
    "an address is told as the platform tells, signed with a secret that is made, or that its file holds",
    () =>
      Effect.gen(function* () {
        const sluice = yield* liveServer.as("admin")
        const create = (...rest: ReadonlyArray<string>) =>
          sluice(["subscriptions", "create"], "--name", "shop", "--to", "https://shop.example.com/webhook", ...rest)
        const bare = yield* create("--as", "cloud-api")
        expect(bare.out).toMatch(/secret: \S{16,}/)
        expect(bare.out).toContain("X-Hub-Signature-256")
        const fs = yield* FileSystem.FileSystem
        const file = yield* fs.makeTempFileScoped()
        yield* fs.writeFileString(file, "the-app-secret-of-the-shop\n")
        const own = yield* create("--as", "cloud-api", "--app-secret-file", file, "--json")
        expect(JSON.parse(own.out)).toMatchObject({
          secret: null,
          subscription: { target: { kind: "cloud-api", url: "https://shop.example.com/webhook" } }
        })
        expect(own.out).not.toContain("the-app-secret")
        expect((yield* sluice(["subscriptions", "ls"])).out).toContain(
          "https://shop.example.com/webhook (as cloud-api)"
        )
        const types = yield* create("--as", "cloud-api", "--types", "message.*")
        expect([types.code, types.err]).toEqual([2, expect.stringContaining("has no --types")])
        const events = yield* create("--app-secret-file", file)
        expect([events.code, events.err]).toEqual([2, expect.stringContaining("goes with --as cloud-api")])
      }).pipe(Effect.provide(NodeContext.layer))
  )

  it.scopedLive("what cannot be subscribed is told with what to do, and a test that is not taken fails", () =>
    Effect.gen(function* () {
      const sluice = yield* liveServer.as("admin")
      const create = (...rest: ReadonlyArray<string>) => sluice(["subscriptions", "create"], "--name", "crm", ...rest)
      const neither = yield* create()
      expect([neither.code, neither.err]).toEqual([2, expect.stringContaining("give either --to or --topic")])
      const types = yield* create("--to", "https://hooks.example.com/", "--types", "message.*,nothing")
      expect([types.code, types.err]).toEqual([2, expect.stringContaining("types.1: must be a type of event")])
      const plain = yield* create("--to", "http://hooks.example.com/")
      expect([plain.code, plain.err]).toEqual([1, expect.stringContaining("target.url: it must be https")])
      const { subscription } = made((yield* create("--to", "https://refused.example/", "--json")).out)
      const tested = yield* sluice(["subscriptions", "test"], subscription.id)
      expect([tested.code, tested.out]).toEqual([1, expect.stringContaining("not taken: it answered 500")])
      const unknown = yield* sluice(["subscriptions", "rm"], "--yes", "01900000-0000-7000-9000-000000000001")
      expect([unknown.code, unknown.err]).toEqual([1, expect.stringContaining("sluice subscriptions ls")])
    })
  )

  it.scopedLive("what is no id of a subscription is refused before the server is asked, by every command", () =>
    Effect.gen(function* () {
      const sluice = yield* liveServer.as("admin")
      for (const [verb, ...rest] of [["test"], ["rotate", "--yes"], ["enable"], ["rm", "--yes"]] as const) {
        const refused = yield* sluice(["subscriptions", verb], ...rest, "nope")
        expect(refused).toMatchObject({ code: 2, out: "" })
        expect(refused.err).toContain("that is no id of a subscription; `sluice subscriptions ls` shows them")
      }
    })
  )
})
