/**
 * Fetches the programs of the Kafka broker that tests and drills use: `node tooling/services/src/kafka/main.ts`.
 *
 * 45 MB from Maven Central, each file checked against the SHA-512 in `JarList`, once. Exit code 0: they are there; 1: they are not.
 */
import { Effect } from "effect"
import { version } from "./JarList.ts"
import * as Jars from "./Jars.ts"

const exit = await Effect.runPromise(
  Effect.match(Jars.fetchMissing(), {
    onFailure: ({ message }) => {
      process.stderr.write(`${message}\n`)
      return 1
    },
    onSuccess: (count) => {
      process.stdout.write(
        `Kafka ${version}: ${count === 0 ? "all jars are there" : `${count} jars fetched`} (${Jars.directory})\n`
      )
      return 0
    }
  })
)
process.exitCode = exit
