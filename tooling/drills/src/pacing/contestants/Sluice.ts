import * as Classification from "@sluice/core/failure/Classification"
import type { SendOutcome } from "@sluice/engine/ports/Provider"
import { Effect, Random } from "effect"
import * as VirtualEngine from "../VirtualEngine.ts"
import type { Contestant } from "../Contestant.ts"
import * as Platform from "../Platform.ts"
import * as Scenario from "../Scenario.ts"

const outcome = (message: number, answer: Platform.Answer): SendOutcome =>
  answer._tag === "Accepted"
    ? { _tag: "Accepted", wamid: `wamid.${message}`, httpStatus: 200, heldByPlatform: false }
    : {
        _tag: "Refused",
        httpStatus: 429,
        failure: Classification.classify({
          provider: "cloud-api",
          httpStatus: 429,
          code: 429,
          retryAfterMillis: answer.retryAfterMillis
        }),
        detail: "refused"
      }

/** The engine's own lanes with their limits, as they run in a worker; only store and network are not real. */
export const sluice: Contestant = {
  name: "Sluice",
  run: (platform, queues, seed) =>
    VirtualEngine.run({
      senders: queues.map(({ sender }) => ({
        id: sender,
        tier: "initial",
        throughput: "standard",
        timeZone: Scenario.timeZone,
        policy: Scenario.policy
      })),
      messages: queues.flatMap(({ messages, sender }) =>
        messages.map((place) => ({
          place,
          senderId: sender,
          recipient: `+${Platform.recipient(place)}`,
          kind: "text" as const,
          units: Scenario.textUnits,
          dueMillis: Scenario.startMillis
        }))
      ),
      startMillis: Scenario.startMillis,
      send: (sender, place) => Effect.map(platform.send(sender, place), (answer) => outcome(place, answer))
    }).pipe(Effect.withRandom(Random.make(seed)), Effect.orDie)
}
