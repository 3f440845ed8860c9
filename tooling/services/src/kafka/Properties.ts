import { join } from "node:path"
import { loopback } from "../Ports.ts"

/** Where a broker keeps its things and listens. */
export interface Place {
  /** Absolute. */
  readonly directory: string
  /** For clients. */
  readonly port: number
  /** For the controller, which is the same process. */
  readonly controllerPort: number
}

/** A cluster of one: broker and controller in one process, on the loopback address. */
const propertiesOf = ({ controllerPort, directory, port }: Place): Readonly<Record<string, string>> => ({
  "process.roles": "broker,controller",
  "node.id": "1",
  "controller.quorum.voters": `1@${loopback}:${controllerPort}`,
  "controller.listener.names": "CONTROLLER",
  "inter.broker.listener.name": "PLAINTEXT",
  listeners: `PLAINTEXT://${loopback}:${port},CONTROLLER://${loopback}:${controllerPort}`,
  "advertised.listeners": `PLAINTEXT://${loopback}:${port}`,
  "log.dirs": join(directory, "data"),
  // A topic that nobody asked for would hide a wrong name.
  "auto.create.topics.enable": "false",
  // There is nobody to replicate to; one partition each keeps the start short.
  "offsets.topic.num.partitions": "1",
  "offsets.topic.replication.factor": "1",
  "transaction.state.log.num.partitions": "1",
  "transaction.state.log.replication.factor": "1",
  "transaction.state.log.min.isr": "1",
  "share.coordinator.state.topic.num.partitions": "1",
  "share.coordinator.state.topic.replication.factor": "1",
  "share.coordinator.state.topic.min.isr": "1",
  // Of topics that are compacted there are the groups' positions alone. By default it is 128 MB, to make room for which the whole heap is collected.
  "log.cleaner.dedupe.buffer.size": String(4 * 1024 * 1024),
  // A killed broker may come back at once: the controller otherwise waits 9 s for the one before to be silent.
  "broker.session.timeout.ms": "2000",
  "broker.heartbeat.interval.ms": "500",
  // A group of tests does not wait for members to come.
  "group.initial.rebalance.delay.ms": "0"
})

/** Text of the broker's configuration file. */
export const text = (place: Place): string =>
  Object.entries(propertiesOf(place))
    .map(([name, value]) => `${name}=${value}\n`)
    .join("")

/** What the broker says when it takes connections. */
export const startedPattern = /Kafka Server started/

/** What the log of a broker says whose port something else was quicker to take. */
export const portTakenPattern = /Address already in use|failed to bind/i

/** Its log: warnings and errors, and the one line that says that it is up. Never a record. */
export const logging = `
Configuration:
  status: error
  Appenders:
    Console:
      name: out
      PatternLayout:
        pattern: "%d %p %m (%c)%n"
  Loggers:
    Root:
      level: warn
      AppenderRef:
        ref: out
    Logger:
      - name: kafka.server.KafkaRaftServer
        level: info
`
