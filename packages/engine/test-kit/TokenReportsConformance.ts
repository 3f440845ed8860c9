import { describe, expect, it } from "@effect/vitest"
import type { Layer } from "effect"
import { Effect } from "effect"
import type { TokenReport } from "../src/ports/TokenReports.ts"
import { TokenReports } from "../src/ports/TokenReports.ts"
import { startMillis } from "./Samples.ts"

const report = (accountId: string, change: Partial<TokenReport> = {}): TokenReport => ({
  accountId,
  fingerprint: "0123456789ab",
  sinceMillis: startMillis,
  checkedMillis: startMillis + 1,
  standing: {
    state: "valid",
    expiresMillis: startMillis + 1_000,
    scopes: ["whatsapp_business_messaging"],
    missing: ["whatsapp_business_management"],
    denied: ["acme-2"],
    detail: "it is in order"
  },
  ...change
})

/** What every store of reports on tokens guarantees. `layer` is a new, empty store each time it is built. */
export const suite = <E>(name: string, layer: Layer.Layer<TokenReports, E>): void => {
  describe(`TokenReports, ${name}`, () => {
    it.live("SF-04: reports are listed by account as they were put; a later one replaces the one before it", () =>
      Effect.gen(function* () {
        const reports = yield* TokenReports
        expect(yield* reports.list).toEqual([])
        const changed = report("a", {
          fingerprint: "ba9876543210",
          standing: { state: "expired", expiresMillis: null, scopes: null, missing: [], denied: [], detail: "expired" }
        })
        yield* Effect.forEach([report("b"), report("a"), report("B"), changed], reports.put)
        expect(yield* reports.list).toEqual([report("B"), changed, report("b")])
      }).pipe(Effect.provide(layer))
    )
  })
}
