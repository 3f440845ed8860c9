import * as EndpointChoice from "@sluice/core/routing/EndpointChoice"
import { type Clock, Context, Duration, Effect, Layer } from "effect"
import * as Work from "../metrics/Work.ts"
import type { Account } from "../ports/Directory.ts"
import { Provider } from "../ports/Provider.ts"
import type { SendOutcome } from "../ports/Provider.ts"

/** How the endpoints of a process are watched. */
export interface Options {
  /** The engine's clock, where it is not that of whoever builds the layer. */
  readonly clock: Clock.Clock | null
  /** How many milliseconds of the engine's clock pass in one of the wall: the network keeps the wall's time, and so does the choice. */
  readonly speed: number
  /** How often it is looked whether an endpoint is due to be asked; milliseconds of the wall. */
  readonly lookMillis: number
}

const defaults: Options = { clock: null, speed: 1, lookMillis: 1_000 }

/** One request that came to its end. Times are of the engine's clock. */
export interface Seen {
  readonly endpoint: string
  readonly departedMillis: number
  readonly atMillis: number
  readonly outcome: SendOutcome
}

/** Accounts with the same endpoints in the same order share what is known of them. */
interface Group {
  /** The newest that asked: probes go out under its configuration. */
  account: Account
  policy: EndpointChoice.Policy
  state: EndpointChoice.State
  /** The choice that was last told of. */
  told: string
}

/** Whether an outcome speaks against the endpoint: silence, no connection, or an answer that the catalogue lays at its door. */
const isBlamed = (outcome: SendOutcome): boolean => {
  switch (outcome._tag) {
    case "Accepted":
      return false
    case "Refused":
      return outcome.failure.reaction === "endpoints"
    case "NotSent":
    case "Uncertain":
      return true
  }
}

const make = (options: Options) =>
  Effect.gen(function* () {
    const provider = yield* Provider
    const clock = options.clock ?? (yield* Effect.clock)
    const groups = new Map<string, Group>()
    /** Opened by the first account that has a choice: without one there is nothing to look at. */
    const needed = yield* Effect.makeLatch(false)
    const wall = (millis: number): number => millis / options.speed
    const wallNow = (): number => wall(clock.unsafeCurrentTimeMillis())

    const groupOf = (account: Account, policy: EndpointChoice.Policy): Group => {
      const key = account.baseUrls.join("\n")
      const known = groups.get(key)
      if (known !== undefined) {
        known.account = account
        known.policy = policy
        return known
      }
      const state = EndpointChoice.initial(account.baseUrls)
      const made: Group = { account, policy, state, told: state.chosen }
      groups.set(key, made)
      needed.unsafeOpen()
      return made
    }

    const tell = (group: Group, event: EndpointChoice.Event): void => {
      group.state = EndpointChoice.evolve(group.policy, group.state, event)
    }

    const choose = (account: Account, policy: EndpointChoice.Policy, nowMillis: number): string => {
      if (account.baseUrls.length === 1) return account.baseUrls[0]
      const group = groupOf(account, policy)
      group.state = EndpointChoice.choose(policy, group.state, wall(nowMillis))
      return group.state.chosen
    }

    const observed = (account: Account, policy: EndpointChoice.Policy, seen: Seen): void => {
      Work.sent(account.provider, seen.outcome._tag, wall(seen.atMillis - seen.departedMillis))
      if (account.baseUrls.length === 1) return
      tell(groupOf(account, policy), {
        _tag: isBlamed(seen.outcome) ? "Silent" : "Answered",
        endpoint: seen.endpoint,
        departedMillis: wall(seen.departedMillis),
        atMillis: wall(seen.atMillis)
      })
    }

    const ask = Effect.fnUntraced(function* (group: Group, endpoint: string) {
      const departedMillis = wallNow()
      if (provider.probe === undefined) return tell(group, { _tag: "Untold", endpoint, atMillis: departedMillis })
      const answers = yield* provider.probe({
        account: group.account,
        endpoint,
        answerMillisMax: group.policy.answerMillisMax
      })
      tell(group, { _tag: answers ? "Answered" : "Silent", endpoint, departedMillis, atMillis: wallNow() })
    })

    const look = Effect.gen(function* () {
      for (const group of groups.values()) {
        group.state = EndpointChoice.choose(group.policy, group.state, wallNow())
        const { chosen } = group.state
        if (chosen !== group.told) yield* Effect.logWarning(`sends go to ${chosen} now, and no longer to ${group.told}`)
        group.told = chosen
      }
      const asked = [...groups.values()].flatMap((group) =>
        EndpointChoice.due(group.policy, group.state, wallNow()).map((endpoint) => ask(group, endpoint))
      )
      yield* Effect.all(asked, { concurrency: "unbounded", discard: true })
    }).pipe(
      Effect.catchAllCause((cause) => Effect.logWarning("an endpoint could not be asked; it is asked again", cause))
    )

    const everyMillis = options.lookMillis * options.speed
    const round = Effect.zipRight(Effect.sleep(Duration.millis(everyMillis)), look)
    yield* Effect.forkScoped(Effect.withClock(Effect.zipRight(needed.await, Effect.forever(round)), clock))
    return { choose, observed }
  })

/**
 * Which endpoint the next message of an account goes to (SPEC SF-03): what all lanes of a process have seen of each, under the rule of
 * `routing/EndpointChoice`.
 *
 * `choose` and `observed` are plain functions, asked for every batch and told of every answer. Endpoints that are not in use are asked by
 * probes in the background, so that no message has to find out whether one is back.
 */
export class Endpoints extends Context.Tag("@sluice/engine/Endpoints")<
  Endpoints,
  {
    readonly choose: (account: Account, policy: EndpointChoice.Policy, nowMillis: number) => string
    readonly observed: (account: Account, policy: EndpointChoice.Policy, seen: Seen) => void
  }
>() {
  static readonly layer = (options?: Partial<Options>): Layer.Layer<Endpoints, never, Provider> =>
    Layer.scoped(Endpoints, make({ ...defaults, ...options }))
}
