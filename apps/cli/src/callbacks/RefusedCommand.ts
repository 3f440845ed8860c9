import * as Command from "@effect/cli/Command"
import { RefusedView } from "@sluice/client/Callbacks"
import { Effect, Schema } from "effect"
import * as Example from "../Example.ts"
import * as Output from "../Output.ts"
import * as ServerFailure from "../server/ServerFailure.ts"
import * as ServerOption from "../server/ServerOption.ts"
import * as RefusedLines from "./RefusedLines.ts"

const refusedJson = Schema.encodeSync(RefusedView)

/** `sluice callbacks refused`: what the doors did not let in, and why (GD-03, WH-01). */
export const command = Command.make(
  "refused",
  { server: ServerOption.server, format: Output.format },
  ({ format, server }) =>
    Effect.gen(function* () {
      const client = yield* ServerOption.client(server)
      const { refused } = yield* ServerFailure.told(client.callbacks.refused())
      yield* format === "json"
        ? Effect.forEach(refused, (one) => Output.json(refusedJson(one)), { discard: true })
        : Output.line(RefusedLines.of(refused))
    })
).pipe(
  Command.withDescription(
    Example.described(
      "Callbacks that were refused at the door, by account and reason: how many, since when, and what the last looked like",
      ["sluice callbacks refused"]
    )
  )
)
