import { FileSystem } from "@effect/platform"
import { NodeContext } from "@effect/platform-node"
import { it } from "@effect/vitest"
import * as Simulator from "@sluice/simulator/Simulator"
import { Effect } from "effect"
import { describe, expect } from "vitest"
import * as liveServer from "../server/liveServer.ts"

const draft = (name: string, text = "Your parcel waits at the counter.") => ({
  name,
  language: "en_US",
  category: "UTILITY",
  components: [{ type: "BODY", text }]
})

/** A server whose account is at a simulated platform, with the templates that every new simulator has. */
const world = Effect.gen(function* () {
  const simulator = yield* Simulator.make({
    world: {
      apps: [{ appId: "701", appSecret: "secret", verifyToken: "verify", accountId: "acme" }],
      businesses: [{ businessId: "501", accountId: "acme" }],
      senders: [
        {
          phoneNumberId: "1001",
          displayPhoneNumber: "+886912345678",
          callingCode: "886",
          wabaId: "301",
          businessId: "501"
        }
      ],
      tokens: [{ value: "token", appId: "701" }]
    }
  })
  const { sluice } = yield* liveServer.withStore("operator", simulator.url)
  return { simulator, sluice }
})

const file = (content: unknown) =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const path = yield* files.makeTempFileScoped()
    yield* files.writeFileString(path, JSON.stringify(content))
    return path
  }).pipe(Effect.provide(NodeContext.layer))

const lines = (text: string): ReadonlyArray<Readonly<Record<string, unknown>>> =>
  text.split("\n").map((line) => JSON.parse(line))

describe("sluice templates sync, ls, submit, status", () => {
  it.scopedLive("TP-06, TP-07: what the platform has is fetched, and messages are fitted to it", () =>
    Effect.gen(function* () {
      const { sluice } = yield* world
      expect((yield* sluice(["templates", "ls"])).out).toContain("`sluice templates sync` fetches them")
      const synced = yield* sluice(["templates", "sync"], "--json")
      expect(JSON.parse(synced.out)).toEqual({ added: 5, changed: 0, unchanged: 0, gone: 0, unreadable: [] })
      const all = lines((yield* sluice(["templates", "ls"], "--json")).out)
      expect(all.map(({ name }) => name)).toEqual([
        "hello_world",
        "order_update",
        "paused_offer",
        "season_opening",
        "sign_in_code"
      ])
      expect(all[0]).toMatchObject({ status: "approved", platformId: "900000000000001" })
      const paused = yield* sluice(["templates", "ls"], "--status", "paused")
      expect(paused.out).toMatch(/^name .*\npaused_offer {2}en_US {5}marketing {2}paused/)
      const sent = yield* sluice(["send"], "--sender", "shop", "--to", "+886987654321", "--template", "nobody_knows")
      expect(sent.err).toContain("no template is called nobody_knows")
    })
  )

  it.scopedLive("TP-01, TP-06: a template is judged, handed in, rejected with its reason, and handed in again", () =>
    Effect.gen(function* () {
      const { simulator, sluice } = yield* world
      const path = yield* file(draft("parcel_waits"))
      const dry = yield* sluice(["templates", "submit"], "--dry-run", path)
      expect(dry).toMatchObject({ code: 0, out: "parcel_waits (en_US) would be handed in as a new template" })
      const unsure = yield* sluice(["templates", "submit"], path)
      expect(unsure.code).toBe(2)
      expect(unsure.err).toContain("say --yes to do it")

      const [submitted] = lines((yield* sluice(["templates", "submit"], "--yes", "--json", path)).out)
      expect(submitted).toMatchObject({ act: "create", template: { status: "submitted", revisions: 0 } })
      const status = yield* sluice(["templates", "status"], "parcel_waits")
      expect(status.out).toMatch(/^status {7}submitted since .*$/m)
      expect(status.out).toMatch(/^review {7}expected from .* to .*, approved with 65 %$/m)

      const template = submitted?.["template"]
      const id =
        typeof template === "object" && template !== null && "platformId" in template ? String(template.platformId) : ""
      yield* simulator.decideTemplate({ id, status: "REJECTED", reason: "INVALID_FORMAT" })
      const cached = yield* sluice(["templates", "status"], "--cached", "parcel_waits")
      expect(cached.out).toContain("submitted")
      const [rejected] = lines((yield* sluice(["templates", "status"], "--json", "parcel_waits")).out)
      expect(rejected).toMatchObject({ status: "rejected", reason: "INVALID_FORMAT", platformId: id })

      const mended = yield* file(draft("parcel_waits", "Your parcel waits at the counter until Friday."))
      const [revised] = lines((yield* sluice(["templates", "submit"], "--yes", "--json", mended)).out)
      expect(revised).toMatchObject({ act: "revise", template: { status: "submitted", revisions: 1 } })
    })
  )

  it.scopedLive(
    "TP-03: one bad template of a file keeps all of them from the platform, and is told with its place",
    () =>
      Effect.gen(function* () {
        const { simulator, sluice } = yield* world
        const path = yield* file([draft("parcel_waits"), draft("offer", "Take 30% off today.")])
        const refused = yield* sluice(["templates", "submit"], "--yes", path)
        expect(refused.code).toBe(1)
        expect(refused.err).toContain("template.body[5]")
        expect(refused.err).toContain("sluice templates lint")
        expect(JSON.stringify(simulator.config.world.templates)).not.toContain("parcel_waits")
        expect((yield* sluice(["templates", "status"], "parcel_waits")).err).toContain("no template parcel_waits")
        expect((yield* sluice(["templates", "submit"], "--yes", yield* file([]))).code).toBe(2)
      })
  )

  it.scopedLive("a platform that is away is told as such, with what to do", () =>
    Effect.gen(function* () {
      const { sluice } = yield* liveServer.withStore("operator")
      const failed = yield* sluice(["templates", "sync"])
      expect(failed.code).toBe(1)
      expect(failed.err).toContain("The provider did not do it")
    })
  )
})
