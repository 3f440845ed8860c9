import { Admin, ConfigResourceTypes, findErrorBy, type ConfigDescription } from "@platformatic/kafka"
import { Data, Effect, Schedule } from "effect"
import * as Connection from "./Connection.ts"
import { request } from "./internal/request.ts"
import { KafkaUnreachable } from "./KafkaRefusal.ts"

/** The names of the two topics. */
export interface TopicNames {
  /** Callbacks that wait to be processed. */
  readonly callbacks: string
  /** What was refused, could not be read or was not believed, with the reason in its headers. */
  readonly deadLetter: string
}

/** How topics are made where they are not there. */
export interface Creation {
  /** Of the callbacks' topic; so many processes can consume beside each other. The dead letters have one. */
  readonly partitions: number
  /** Copies of each partition; null: what the brokers do by default. */
  readonly replicas: number | null
}

/** Which two topics must be there before anything is started, on which brokers. */
export interface Options {
  readonly connection: Connection.Connection
  readonly names: TopicNames
  /** Null: topics that are missing stop the start. */
  readonly creation: Creation | null
}

/** A topic is missing, or would lose callbacks as it is set up. Nothing was started. */
export class TopicUnfit extends Data.TaggedError("TopicUnfit")<{
  readonly topic: string
  readonly problem: string
  /** What mends it. */
  readonly remedy: string
}> {
  override get message(): string {
    return `the Kafka topic ${this.topic} cannot be used: ${this.problem}; ${this.remedy}`
  }
}

/** A callback of 3 MB (CLOUD_API), its headers, and room to write several small ones together. */
export const messageBytesMax = 4 * 1024 * 1024

/** The platform repeats what was not acknowledged for 7 days: what was, is kept as long. */
const callbacksRetentionMillis = 7 * 86_400_000

/** Evidence is looked at by people, who take longer. */
const deadLetterRetentionMillis = 30 * 86_400_000

const bootMillisMax = 15_000

/** A broker learns of a topic that another has just made a moment later: so it is asked again for two seconds. */
const untilKnown = { times: 10, schedule: Schedule.spaced("200 millis") }

const isThere = (error: unknown): boolean =>
  error instanceof Error && findErrorBy(error, "apiId", "TOPIC_ALREADY_EXISTS") !== null

/** What would lose or refuse callbacks. */
const problemOf = (description: ConfigDescription | undefined): string | null => {
  const configs = new Map(description?.configs.map(({ name, value }) => [name, value]))
  const policy = configs.get("cleanup.policy")
  const bytesMax = configs.get("max.message.bytes")
  if (policy?.includes("compact")) {
    return `its cleanup.policy is ${policy}: of the callbacks of a sender it would keep one`
  }
  if (typeof bytesMax === "string" && Number(bytesMax) < messageBytesMax) {
    return `its max.message.bytes is ${bytesMax}: callbacks have up to 3 MB, so ${messageBytesMax} is needed`
  }
  return null
}

const admin = (connection: Connection.Connection) =>
  Effect.acquireRelease(
    Effect.sync(() => new Admin(Connection.clientOptions(connection))),
    (client) => Effect.ignore(request("Topics.close", bootMillisMax, () => client.close()))
  )

/**
 * Makes sure of both topics before anything is started on them: makes those that are missing, where that is wanted, and refuses those that
 * would lose callbacks. Brokers that do not let their settings be read are believed.
 */
export const ensure = Effect.fn("Topics.ensure")(function* ({ connection, creation, names }: Options) {
  const client = yield* admin(connection)
  const ask = <A>(asked: string, run: () => Promise<A>) =>
    Effect.mapError(
      request("Topics.ensure", bootMillisMax, run),
      ({ cause }) => new KafkaUnreachable({ brokers: connection.brokers, asked, cause })
    )

  const existing = new Set(yield* ask("the list of topics", () => client.listTopics()))

  /** Whether it was this process that made it; false: another was quicker, and may have set it up otherwise. */
  const create = (topic: string, settings: Creation, retentionMillis: number) =>
    ask(`to make the topic ${topic}`, () =>
      client.createTopics({
        topics: [topic],
        partitions: settings.partitions,
        replicas: settings.replicas ?? -1,
        configs: [
          { name: "cleanup.policy", value: "delete" },
          { name: "max.message.bytes", value: String(messageBytesMax) },
          { name: "retention.ms", value: String(retentionMillis) }
        ]
      })
    ).pipe(
      Effect.as(true),
      Effect.catchIf(
        ({ cause }) => isThere(cause),
        () => Effect.succeed(false)
      )
    )

  const inspect = Effect.fnUntraced(function* (topic: string) {
    const described = yield* ask(`the settings of the topic ${topic}`, () =>
      client.describeConfigs({
        resources: [{ resourceType: ConfigResourceTypes.TOPIC, resourceName: topic, configurationKeys: [] }]
      })
    ).pipe(Effect.retry(untilKnown), Effect.either)
    if (described._tag === "Left") {
      return yield* Effect.logWarning(`the settings of the Kafka topic ${topic} cannot be read`, described.left)
    }
    const problem = problemOf(described.right[0])
    if (problem === null) return
    return yield* new TopicUnfit({ topic, problem, remedy: "change it with kafka-configs.sh (docs/kafka.md)" })
  })

  const ensureOne = Effect.fnUntraced(function* (topic: string, settings: Creation | null, retentionMillis: number) {
    if (existing.has(topic)) return yield* inspect(topic)
    if (settings === null) {
      return yield* new TopicUnfit({
        topic,
        problem: "there is none",
        remedy: "make it, or let it be made with SLUICE_KAFKA_CREATE_TOPICS=true"
      })
    }
    if (!(yield* create(topic, settings, retentionMillis))) yield* inspect(topic)
  })

  yield* ensureOne(names.callbacks, creation, callbacksRetentionMillis)
  yield* ensureOne(
    names.deadLetter,
    creation === null ? null : { ...creation, partitions: 1 },
    deadLetterRetentionMillis
  )
}, Effect.scoped)
