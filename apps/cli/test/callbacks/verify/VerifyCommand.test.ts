import { it } from "@effect/vitest"
import { CallbackArchive } from "@sluice/engine/ports/CallbackArchive"
import { Effect, Layer } from "effect"
import { mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect } from "vitest"
import * as commandLine from "../../commandLine.ts"
import * as liveServer from "../../server/liveServer.ts"
import * as receiver from "./receiver.ts"

/** Runs the command with these variables set. */
const verify = (variables: Readonly<Record<string, string>>, ...args: ReadonlyArray<string>) =>
  commandLine.run(["callbacks", "verify-url", ...args], { variables })

const ofServer = { SLUICE_APP_SECRET: "secret", SLUICE_VERIFY_TOKEN: "verify" }

describe("sluice callbacks verify-url", () => {
  it.scopedLive("ON-02: Sluice's own door passes, and what was sent there tells nothing", () =>
    Effect.gen(function* () {
      const { store, url } = yield* liveServer.withStore("viewer")
      const door = `${url.replace("[::1]", "127.0.0.1")}/callbacks/cloud-api/acme`
      const ran = yield* verify(ofServer, door, "--json", "--requests", "20")
      const report = JSON.parse(ran.out)
      expect(report).toMatchObject({ latency: { answered: 20, failed: 0 } })
      // How long answers take on a busy machine is no matter of the door's.
      const failed = report.checks.filter((one: { readonly verdict: string }) => one.verdict === "fail")
      expect(failed.filter((one: { readonly check: string }) => one.check !== "latency")).toEqual([])
      const archive = yield* Effect.provide(CallbackArchive, Layer.succeedContext(store))
      const stored = yield* archive.list({ accountIds: ["acme"], verdict: "pending", limit: 100 })
      // The small one once, the large one, and those that were measured.
      expect(stored).toHaveLength(22)
    })
  )

  it.scopedLive("ON-02: a door with another secret fails, tells what to do, and ends with 1", () =>
    Effect.gen(function* () {
      const { url } = yield* liveServer.withStore("viewer")
      const ran = yield* verify({ ...ofServer, SLUICE_APP_SECRET: "another" }, `${url}/callbacks/cloud-api/acme`)
      expect(ran.code).toBe(1)
      expect(ran.out).toContain("no    a signed callback is taken: answered 401")
      expect(ran.out).toContain("is the app secret the receiver's?")
    })
  )

  it.scopedLive("secrets are read from files as well; what makes no sense ends with 2", () =>
    Effect.gen(function* () {
      const directory = mkdtempSync(join(tmpdir(), "sluice-verify-"))
      const [token, secret] = [join(directory, "token"), join(directory, "secret")]
      writeFileSync(token, `${receiver.secrets.verifyToken}\n`)
      writeFileSync(secret, receiver.secrets.appSecret)
      const url = yield* receiver.make(null)
      const files = ["--verify-token-file", token, "--app-secret-file", secret]
      expect(yield* verify({}, ...files, "--requests", "3", url)).toMatchObject({
        err: "",
        out: expect.stringContaining("ok    a signed callback is taken")
      })
      for (const [args, words] of [
        [["ftp://example.com"], "is not an address"],
        [["https://u:p@example.com"], "user and password"],
        [["--requests", "0", url], "--requests must be from 1 to 1000"],
        [["--concurrency", "9", url], "--concurrency must be from 1 to 8"],
        [["--ca-file", join(directory, "none"), url], "cannot be read"]
      ] as const) {
        const ran = yield* verify({}, ...args)
        expect(ran.code).toBe(2)
        expect(ran.err).toContain(words)
      }
    })
  )
})
