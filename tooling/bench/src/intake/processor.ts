/**
 * The processing of callbacks as a process of its own, as a worker runs it. Prints `processing`, and `taking` with the first callbacks, before which a
 * member of a group of Kafka's waits some seconds; when it is told to end, one line of JSON with how
 * long each callback took from its arrival to its transaction's end.
 */
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as ChosenCallbackLog from "@sluice/adapter-kafka/ChosenCallbackLog"
import * as KafkaConfig from "@sluice/adapter-kafka/KafkaConfig"
import * as AccountsFile from "@sluice/adapter-node/AccountsFile"
import * as NodeCrypto from "@sluice/adapter-node/NodeCrypto"
import * as Database from "@sluice/adapter-postgres/Database"
import * as PgStore from "@sluice/adapter-postgres/PgStore"
import { Consent } from "@sluice/engine/accept/consent/Consent"
import { TemplateRegistry } from "@sluice/engine/accept/registry/TemplateRegistry"
import * as ToldDirectory from "@sluice/engine/directory/ToldDirectory"
import * as Processing from "@sluice/engine/callbacks/Processing"
import { RecipientKeys } from "@sluice/engine/holds/RecipientKeys"
import { CallbackLog } from "@sluice/engine/ports/CallbackLog"
import { Config, Effect, Layer } from "effect"

const tookMillis: Array<number> = []

/** The log, which notes when what was handed out is durable. */
const timed = Layer.effect(
  CallbackLog,
  Effect.map(CallbackLog, (log) => {
    const consume: typeof log.consume = (limit, f) => {
      let received: ReadonlyArray<number> = []
      const noted: typeof f = (callbacks) => {
        received = callbacks.map(({ receivedMillis }) => receivedMillis)
        return f(callbacks)
      }
      return Effect.tap(log.consume(limit, noted), (count) => {
        const nowMillis = Date.now()
        if (count === 0) return
        if (tookMillis.length === 0) console.log("taking")
        tookMillis.push(...received.map((millis) => nowMillis - millis))
      })
    }
    return CallbackLog.of({ ...log, consume })
  })
)

const main = Effect.gen(function* () {
  const url = yield* Config.redacted("SLUICE_DATABASE_URL")
  const accounts = yield* Config.string("SLUICE_ACCOUNTS")
  const database = Database.layer({ url, connectionsMax: 4, applicationName: "bench" })
  const log = yield* KafkaConfig.callbackLog
  const stored = PgStore.layer.pipe(Layer.provide(database), ChosenCallbackLog.over(log, "bench"))
  const store = timed.pipe(Layer.provideMerge(stored))
  const file = AccountsFile.layer(accounts).pipe(Layer.provide(NodeContext.layer))
  const directory = ToldDirectory.layer().pipe(Layer.provide(file))
  const engine = Layer.mergeAll(
    Consent.layer,
    TemplateRegistry.layer,
    RecipientKeys.layer.pipe(Layer.provideMerge(NodeCrypto.layer))
  ).pipe(Layer.provideMerge(Layer.provideMerge(directory, store)))
  yield* Effect.sync(() => console.log("processing"))
  yield* Effect.provide(Processing.run({ pollMillis: 25, batchMax: 200, unparkMillis: 1_000 }), engine)
})

process.once("SIGTERM", () => {
  console.log(JSON.stringify(tookMillis))
  process.exit(0)
})
await Effect.runPromise(main)
