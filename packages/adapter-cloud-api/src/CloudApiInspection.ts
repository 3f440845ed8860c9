import * as GraphVersion from "@sluice/core/access/GraphVersion"
import type { CloudApiAccount } from "@sluice/engine/ports/Directory"
import { ProviderInspection } from "@sluice/engine/ports/ProviderInspection"
import { Wire } from "@sluice/engine/ports/Wire"
import { Clock, type Context, Effect, Layer } from "effect"
import * as Graph from "./Graph.ts"
import * as Numbers from "./Numbers.ts"
import * as VersionNotice from "./VersionNotice.ts"

/** Any answer tells its version, also one that refuses: this question costs nothing, and needs no object. */
const version = (wire: Context.Tag.Service<Wire>, account: CloudApiAccount) =>
  Effect.gen(function* () {
    const { headers } = yield* Graph.ask(wire, account, { path: "debug_token", body: null })
    const nowMillis = yield* Clock.currentTimeMillis
    return {
      configured: account.version,
      ...VersionNotice.read(headers),
      standing: GraphVersion.standing(account.version, nowMillis)
    }
  })

/** Asks the Cloud API about numbers, their limits and their health, and about the version that it answers with (CLOUD_API 3.4, 3.8). */
export const layer: Layer.Layer<ProviderInspection, never, Wire> = Layer.effect(
  ProviderInspection,
  Effect.map(Wire, (wire) =>
    ProviderInspection.of({
      number: (account, sender) =>
        account.provider === "cloud-api"
          ? Numbers.report(wire, account, sender)
          : Graph.unsupported(account.id, account.provider, "numbers"),
      version: (account) =>
        account.provider === "cloud-api"
          ? version(wire, account)
          : Graph.unsupported(account.id, account.provider, "versions")
    })
  )
)
