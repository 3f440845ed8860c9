import { Effect } from "effect"
import type { Account, CloudApiAccount } from "../ports/Directory.ts"
import { Graph, type Question } from "../ports/Graph.ts"
import { FeatureUnsupported, PlatformRefused, PlatformSilent } from "./Refusals.ts"

/** The account, where it is one at the platform itself; the providers before it have no such thing in its language. */
export const atPlatform = (account: Account, feature: string): Effect.Effect<CloudApiAccount, FeatureUnsupported> =>
  account.provider === "cloud-api"
    ? Effect.succeed(account)
    : new FeatureUnsupported({ feature: `${feature} through ${account.provider}`, path: "" })

/** Asks the platform while the caller waits, and hands on what it says: its JSON, or its refusal. */
export const make = Effect.map(Graph, (graph) =>
  Effect.fn("Asking.ask")(function* (question: Question) {
    const reply = yield* graph.ask(question)
    if (reply._tag === "Silent") return yield* new PlatformSilent({ detail: reply.detail })
    if (reply.status >= 400 || reply.json === null) {
      return yield* new PlatformRefused({ status: reply.status, json: reply.json })
    }
    return reply.json
  })
)
