import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import { DriftView } from "@sluice/client/Callbacks"
import { DateTime, Effect, Option, Schema } from "effect"
import * as Example from "../Example.ts"
import * as Output from "../Output.ts"
import * as ServerFailure from "../server/ServerFailure.ts"
import * as ServerOption from "../server/ServerOption.ts"
import * as DriftLines from "./DriftLines.ts"

const since = Options.date("since").pipe(
  Options.optional,
  Options.withDescription("only what was seen at this time or later")
)

const driftJson = Schema.encodeSync(DriftView)

/** `sluice callbacks drift`: what callbacks hold that the decoders do not expect (WH-09). */
export const command = Command.make(
  "drift",
  { server: ServerOption.server, format: Output.format, since },
  ({ format, server, since }) =>
    Effect.gen(function* () {
      const client = yield* ServerOption.client(server)
      const urlParams = Option.match(since, {
        onNone: () => ({}),
        onSome: (date) => ({ since: DateTime.unsafeFromDate(date) })
      })
      const { places } = yield* ServerFailure.told(client.callbacks.drift({ urlParams }))
      yield* format === "json"
        ? Effect.forEach(places, (place) => Output.json(driftJson(place)), { discard: true })
        : Output.line(DriftLines.table(places))
    })
).pipe(
  Command.withDescription(
    Example.described("What callbacks hold that the decoders do not expect: places and shapes, no values", [
      "sluice callbacks drift --since 2026-03-01"
    ])
  )
)
