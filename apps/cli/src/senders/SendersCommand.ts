import * as Command from "@effect/cli/Command"
import { SenderView } from "@sluice/client/Operations"
import { Effect, Schema } from "effect"
import * as Example from "../Example.ts"
import * as Output from "../Output.ts"
import * as ServerFailure from "../server/ServerFailure.ts"
import * as ServerOption from "../server/ServerOption.ts"
import * as Table from "../Table.ts"

const toJson = Schema.encodeSync(SenderView)

const quality = ({ told }: SenderView): string => {
  if (told === null) return ""
  const parts = [told.quality?.toLowerCase() ?? "", told.account === "good" ? "" : told.account]
  return parts.filter((part) => part !== "").join(", ")
}

const table = (senders: ReadonlyArray<SenderView>): string =>
  senders.length === 0
    ? "no senders"
    : Table.plain(
        ["sender", "number", "account", "business", "policy", "tier", "throughput", "reaches a day", "quality"],
        senders.map((sender) => [
          sender.id,
          sender.number,
          sender.accountId,
          sender.businessId,
          sender.policy,
          sender.tier,
          sender.throughput,
          sender.messagingTier ?? "",
          quality(sender)
        ])
      )

/** `sluice senders`: the numbers that send, with what the platform has told of them. */
export const command = Command.make(
  "senders",
  { server: ServerOption.server, format: Output.format },
  ({ format, server }) =>
    Effect.gen(function* () {
      const client = yield* ServerOption.client(server)
      const { senders } = yield* ServerFailure.told(client.operations.senders({}))
      yield* format === "json"
        ? Effect.forEach(senders, (sender) => Output.json(toJson(sender)), { discard: true })
        : Output.line(table(senders))
    })
).pipe(
  Command.withDescription(
    Example.described("List the numbers that send, with their limits and what the platform has told of them", [
      "sluice senders",
      "sluice senders --json"
    ])
  )
)
