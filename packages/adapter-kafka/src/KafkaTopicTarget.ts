import { TopicTarget } from "@sluice/engine/ports/Targets"
import { Effect, Layer } from "effect"
import * as ChosenCallbackLog from "./ChosenCallbackLog.ts"
import type { Choice } from "./KafkaConfig.ts"
import { KafkaProducer } from "./KafkaProducer.ts"

const make = (reserved: ReadonlySet<string>) =>
  Effect.map(KafkaProducer, (producer) =>
    TopicTarget.of({
      missing: null,
      reserved,
      publish: (topic, key, { body, headers }) =>
        reserved.has(topic)
          ? Effect.succeed({ _tag: "Untaken", status: null, detail: "this topic is Sluice's own", askedMillis: null })
          : producer.send([{ topic, key, value: Buffer.from(body), headers }]).pipe(
              Effect.as({ _tag: "Taken", status: null } as const),
              // What the brokers say names hosts; it goes to the log.
              Effect.tapError((error) => Effect.logWarning(`events could not be written to topic ${topic}`, error)),
              Effect.orElseSucceed(() => ({
                _tag: "Untaken" as const,
                status: null,
                detail: "the brokers did not confirm that it is durable",
                askedMillis: null
              }))
            )
    })
  )

/**
 * Events of subscriptions on topics of the same Kafka that callbacks go through; without one there are no such subscriptions. Topics are not made here:
 * their partitions and retention are their readers' business.
 *
 * @param clientId what the brokers call this process
 */
export const over = (
  choice: Choice,
  clientId: string
): Layer.Layer<TopicTarget, ChosenCallbackLog.CertificateUnreadable> => {
  if (choice._tag === "Postgres") return TopicTarget.none
  const { settings } = choice
  const { callbacks, deadLetter } = settings.log.topics
  const producer = Layer.unwrapEffect(
    Effect.map(ChosenCallbackLog.connection(settings, clientId), (connection) =>
      KafkaProducer.layer({ connection, sendMillisMax: settings.log.sendMillisMax })
    )
  )
  return Layer.provide(Layer.effect(TopicTarget, make(new Set([callbacks, deadLetter]))), producer)
}
