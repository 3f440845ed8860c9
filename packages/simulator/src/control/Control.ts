import * as HttpClient from "@effect/platform/HttpClient"
import { Effect, Schema } from "effect"
import * as Behaviour from "../config/Behaviour.ts"
import * as World from "../config/World.ts"
import * as Arrived from "../fronts/Arrived.ts"
import type * as Ledger from "../Ledger.ts"
import * as Platform from "../Platform.ts"
import * as Subject from "../Subject.ts"
import * as Decision from "./Decision.ts"
import * as Handshake from "./Handshake.ts"
import * as Inbound from "./Inbound.ts"
import * as Stats from "./Stats.ts"

/**
 * What tests, drills and people do to a running simulator. The HTTP control API is these functions and nothing more.
 */
export interface Control {
  readonly stats: Effect.Effect<Stats.Stats>
  readonly faults: Effect.Effect<Behaviour.Faults>
  /** Changes the faults that are named; the others stay. */
  readonly setFaults: (change: Behaviour.FaultsChange) => Effect.Effect<Behaviour.Faults>
  /** Forgets everything that happened (`Platform.reset`). */
  readonly reset: Effect.Effect<void>
  /** Accepted messages, oldest first. */
  readonly messages: (query: MessagesQuery) => Effect.Effect<ReadonlyArray<Ledger.Entry>>
  /** Ids of the messages that came in. */
  readonly inbound: (inbound: Inbound.Inbound) => Effect.Effect<ReadonlyArray<string>, UnknownIdError | UntoldTypeError>
  /** An operator looks at a business's case: a medium ends once its hour has passed (RL-06). False: nothing to review. */
  readonly review: (businessId: string) => Effect.Effect<boolean>
  /** Asks every address, or one app's, for its challenge. */
  readonly handshake: (appId?: string) => Effect.Effect<ReadonlyArray<Handshake.Handshake>>
  /** Where an app's callbacks go from now on, those that wait included; null: nowhere. */
  readonly subscribe: (appId: string, callbackUrl: string | null) => Effect.Effect<void, UnknownIdError>
  /** Adds a token, or replaces the one of the same value: to let it expire, or lose a permission. */
  readonly putToken: (token: World.Token) => Effect.Effect<void, UnknownIdError>
  /** What the review of a template, or its readers, made of it; the apps of its business account are told (CLOUD_API 3.6). */
  readonly decideTemplate: (decision: Decision.Decision) => Effect.Effect<void, UnknownIdError>
  readonly clock: Effect.Effect<ClockReading>
}

/** Which accepted messages: by what callback data names (with or without the attempt in it), or a page of all after an index. */
export const MessagesQuery = Schema.Struct({
  opaque: Schema.optional(Schema.String),
  after: Schema.optionalWith(Schema.NumberFromString.pipe(Schema.int()), { default: () => -1 }),
  limit: Schema.optionalWith(Schema.NumberFromString.pipe(Schema.int(), Schema.between(1, 10_000)), {
    default: () => 1_000
  })
})
export type MessagesQuery = typeof MessagesQuery.Type

/** The virtual time, and the scale that others need to come to the same (`TimeScale`): origin in epoch millis, virtual millis in a real one. */
export interface ClockReading {
  readonly nowMillis: number
  readonly originMillis: number
  readonly speed: number
}

/** An app, a sender or a template that does not exist. */
export class UnknownIdError extends Schema.TaggedError<UnknownIdError>()("UnknownIdError", {
  what: Schema.Literal("app", "sender", "template"),
  id: Schema.String
}) {
  override get message(): string {
    return `There is no ${this.what} ${this.id}.`
  }
}

/** The number is reached through a provider, which does not tell messages of that type here. */
export class UntoldTypeError extends Schema.TaggedError<UntoldTypeError>()("UntoldTypeError", {
  type: Schema.String,
  told: Schema.Array(Schema.String)
}) {
  override get message(): string {
    return `Through a provider no ${this.type} is told, only: ${this.told.join(", ")}.`
  }
}

/** Control over one platform. The client is for handshakes alone. */
export const make = (platform: Platform.Platform): Effect.Effect<Control, never, HttpClient.HttpClient> =>
  Effect.map(HttpClient.HttpClient, (client) => ({
    stats: Effect.sync(() => Stats.of(platform)),
    faults: Effect.sync(() => platform.run.faults),
    setFaults: (change) =>
      Effect.sync(() => {
        platform.run.faults = { ...platform.run.faults, ...change }
        platform.courier.wake()
        return platform.run.faults
      }),
    reset: Effect.zipRight(Platform.reset(platform), Effect.sync(platform.courier.wake)),
    messages: ({ after, limit, opaque }) =>
      Effect.sync(() => {
        const { ledger } = platform.run
        return opaque === undefined
          ? ledger.page(after, limit)
          : ledger.bySubject(Subject.of(opaque) ?? opaque).slice(0, limit)
      }),
    inbound: (inbound) =>
      Effect.mapError(
        Effect.suspend(() => Inbound.receive(platform, inbound)),
        (untold) =>
          untold._tag === "UnknownSender"
            ? new UnknownIdError({ what: "sender", id: untold.id })
            : new UntoldTypeError({ type: untold.type, told: Arrived.types })
      ),
    review: (businessId) => Effect.sync(() => platform.run.judge.review(businessId, platform.clock.nowMillis())),
    handshake: (appId) =>
      Effect.suspend(() => {
        const asked = platform.directory.apps().filter((app) => appId === undefined || app.appId === appId)
        const attempt = String(platform.run.requests++)
        return Effect.forEach(
          asked.flatMap((app) => (app.callbackUrl === null ? [] : [{ app, url: app.callbackUrl }])),
          ({ app, url }) => Handshake.ask(client, app, url, attempt, platform.config.callbacks.answerRealMillisMax),
          { concurrency: "unbounded" }
        )
      }),
    subscribe: (appId, callbackUrl) =>
      Effect.suspend(() => {
        if (!platform.directory.subscribe(appId, callbackUrl)) return new UnknownIdError({ what: "app", id: appId })
        platform.courier.wake()
        return Effect.void
      }),
    putToken: (token) =>
      Effect.suspend(() =>
        platform.directory.putToken(token) ? Effect.void : new UnknownIdError({ what: "app", id: token.appId })
      ),
    decideTemplate: (decision) =>
      Effect.suspend(() =>
        Decision.take(platform, decision) ? Effect.void : new UnknownIdError({ what: "template", id: decision.id })
      ),
    clock: Effect.sync(() => ({ nowMillis: platform.clock.nowMillis(), ...platform.clock.scale }))
  }))
