import type * as EndpointJudgement from "@sluice/engine/doctor/EndpointJudgement"
import type { Account } from "@sluice/engine/ports/Directory"
import { Clock, Effect, Either } from "effect"
import type { Probe } from "../callbacks/verify/Probe.ts"

/** Requests to one endpoint, one after the other: the first also opens the connection. */
const rounds = 5

/** Asks nothing and presents no token: any answer at all is one, whatever its status. */
const sample = (probe: Probe, url: URL) =>
  Effect.gen(function* () {
    const sentMillis = yield* Clock.currentTimeMillis
    const answered = yield* Effect.either(probe({ method: "GET", url, headers: {}, body: null }))
    const receivedMillis = yield* Clock.currentTimeMillis
    if (Either.isLeft(answered)) return Either.left(answered.left.reason)
    const { dateMillis, millis, tls } = answered.right
    if (tls?.refusal) return Either.left(`its certificate is not believed: ${tls.refusal}`)
    const found: EndpointJudgement.Sample = { sentMillis, receivedMillis, tookMillis: millis, dateMillis }
    return Either.right(found)
  })

/** How each endpoint of an account answers (`EndpointJudgement.of`). One that does not answer is not asked again. */
export const collect = (probe: Probe, account: Account): Effect.Effect<ReadonlyArray<EndpointJudgement.Facts>> =>
  Effect.forEach(
    account.baseUrls,
    (url, index) =>
      Effect.gen(function* () {
        const samples: Array<EndpointJudgement.Sample> = []
        const failures: Array<string> = []
        for (let round = 0; round < rounds && (samples.length > 0 || failures.length === 0); round++) {
          const one = yield* sample(probe, new URL(`${url.replace(/\/+$/, "")}/`))
          if (Either.isLeft(one)) failures.push(one.left)
          else samples.push(one.right)
        }
        const facts: EndpointJudgement.Facts = {
          accountId: account.id,
          url,
          place: index === 0 ? "primary" : "backup",
          samples,
          failures
        }
        return facts
      }),
    { concurrency: "unbounded" }
  )
