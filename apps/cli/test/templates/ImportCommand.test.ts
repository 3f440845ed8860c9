import { FileSystem } from "@effect/platform"
import { NodeContext } from "@effect/platform-node"
import { it } from "@effect/vitest"
import { Effect } from "effect"
import { describe, expect } from "vitest"
import * as liveServer from "../server/liveServer.ts"

const draft = (name: string) => ({
  name,
  language: "en_US",
  category: "UTILITY",
  components: [{ type: "BODY", text: "Your order is on its way." }]
})

const file = (content: unknown) =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const path = yield* files.makeTempFileScoped()
    yield* files.writeFileString(path, typeof content === "string" ? content : JSON.stringify(content))
    return path
  }).pipe(Effect.provide(NodeContext.layer))

const send = (name: string) => ["--sender", "shop", "--to", "+886987654321", "--template", name] as const

describe("sluice templates import", () => {
  it.scopedLive("TP-07: a list as the platform answers it is imported, and messages are fitted to it", () =>
    Effect.gen(function* () {
      const sluice = yield* liveServer.make
      const listed = yield* file({
        data: [
          { ...draft("a"), status: "APPROVED", id: "1" },
          { ...draft("b"), status: "PENDING" }
        ]
      })
      expect((yield* sluice(["send"], ...send("a"))).out).toContain(
        "warning: the account's templates are not known here"
      )
      const imported = yield* sluice(["templates", "import"], listed)
      expect(imported).toEqual({
        code: 0,
        out: "2 added, 0 replaced; messages are fitted to them from now on",
        err: ""
      })
      expect((yield* sluice(["send"], ...send("a"))).code).toBe(0)
      expect((yield* sluice(["send"], ...send("b"))).err).toContain("submitted, and not approved")
      expect((yield* sluice(["send"], ...send("c"))).err).toContain("no template is called c")
    })
  )

  it.scopedLive("takes a template, a list and lines, and a status for those without one", () =>
    Effect.gen(function* () {
      const sluice = yield* liveServer.make
      const files = [
        yield* file(draft("a")),
        yield* file([draft("b"), draft("c")]),
        yield* file(`${JSON.stringify(draft("a"))}\n${JSON.stringify(draft("d"))}\n`)
      ]
      const refused = yield* sluice(["templates", "import"], ...files)
      expect(refused.code).toBe(1)
      expect(refused.err).toContain("templates[0].status: is missing")
      const taken = yield* sluice(["templates", "import"], "--json", "--status", "approved", ...files)
      expect(JSON.parse(taken.out)).toEqual({ added: 4, replaced: 1 })
    })
  )

  it.scopedLive("a file that is no JSON, or holds nothing, is a mistake of usage", () =>
    Effect.gen(function* () {
      const sluice = yield* liveServer.make
      for (const content of ["{", "", "[]"]) {
        expect((yield* sluice(["templates", "import"], yield* file(content))).code).toBe(2)
      }
    })
  )
})
