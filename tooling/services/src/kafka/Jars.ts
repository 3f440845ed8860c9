import { createHash } from "node:crypto"
import { mkdir, readdir, rename, stat, writeFile } from "node:fs/promises"
import { basename, join } from "node:path"
import { fileURLToPath } from "node:url"
import { Effect } from "effect"
import { detailOf } from "../internal/attempt.ts"
import { type Jar, jars, version } from "./JarList.ts"
import { KafkaUnavailable } from "./KafkaUnavailable.ts"

/**
 * The programs of the broker, 46 files of 45 MB together, in a folder that git ignores. They are fetched by `kafka/main.ts` alone: no test
 * and no start of ours downloads anything.
 */
export const directory = fileURLToPath(new URL(`../../../../.sluice/kafka/${version}/`, import.meta.url))

/** Maven Central, over HTTPS; the digests in `JarList` decide what is believed. */
const central = "https://repo1.maven.org/maven2/"

/** Downloads at a time: enough to be quick, few enough to be polite. */
const concurrency = 4

const triesMax = 3

const fileOf = (folder: string, jar: Jar): string => join(folder, basename(jar.path))

const failed = (detail: string) => new KafkaUnavailable({ step: "jars", detail, log: [] })

const isThere = (folder: string) => (jar: Jar) =>
  Effect.tryPromise(() => stat(fileOf(folder, jar))).pipe(
    Effect.map(({ size }) => size === jar.bytes),
    Effect.orElseSucceed(() => false)
  )

/** Which jars are not in the folder in full. They were checked when they were put there, so their size is enough. */
export const missing = (folder: string = directory): Effect.Effect<ReadonlyArray<Jar>> =>
  Effect.map(Effect.forEach(jars, isThere(folder)), (there) => jars.filter((_, index) => there[index] !== true))

/** A promise of the platform, its rejection told with what it was about. */
const attempt = <A>(about: string, run: (signal: AbortSignal) => Promise<A>) =>
  Effect.tryPromise({ try: run, catch: (cause) => failed(`${about}: ${detailOf(cause)}`) })

const download = (jar: Jar) =>
  attempt(jar.path, (signal) => fetch(`${central}${jar.path}`, { signal })).pipe(
    Effect.filterOrFail(
      ({ status }) => status === 200,
      ({ status }) => failed(`${jar.path}: HTTP status ${status}`)
    ),
    Effect.flatMap((response) => attempt(jar.path, () => response.arrayBuffer())),
    Effect.map((buffer) => new Uint8Array(buffer)),
    Effect.timeoutFail({ duration: "2 minutes", onTimeout: () => failed(`${jar.path}: took too long`) })
  )

const checked = (jar: Jar, bytes: Uint8Array) => {
  const digest = createHash("sha512").update(bytes).digest("hex")
  return digest === jar.sha512
    ? Effect.succeed(bytes)
    : failed(`${jar.path}: its SHA-512 is ${digest}, expected ${jar.sha512}`)
}

/** A jar is written beside its place and moved there, so that a broken download is never taken for one. */
const place = (folder: string, jar: Jar, bytes: Uint8Array) => {
  const partial = `${fileOf(folder, jar)}.${process.pid}.part`
  return attempt(partial, () => writeFile(partial, bytes)).pipe(
    Effect.zipRight(attempt(partial, () => rename(partial, fileOf(folder, jar))))
  )
}

/** Fetches what is missing, and answers how many that were. A file with another digest than the list's is never kept. */
export const fetchMissing = Effect.fn("Jars.fetchMissing")(function* (folder: string = directory) {
  yield* attempt(folder, () => mkdir(folder, { recursive: true }))
  const wanted = yield* missing(folder)
  yield* Effect.forEach(
    wanted,
    (jar) =>
      download(jar).pipe(
        Effect.flatMap((bytes) => checked(jar, bytes)),
        Effect.retry({ times: triesMax - 1 }),
        Effect.flatMap((bytes) => place(folder, jar, bytes))
      ),
    { concurrency, discard: true }
  )
  return wanted.length
})

/** The class path of a complete folder. */
export const classPath = Effect.fn("Jars.classPath")(function* (folder: string = directory) {
  const wanted = yield* missing(folder)
  if (wanted.length > 0) {
    return yield* failed(
      `${wanted.length} of ${jars.length} jars are missing in ${folder}; fetch them with ` +
        "`node tooling/services/src/kafka/main.ts` (45 MB from Maven Central)"
    )
  }
  const listed = new Set(jars.map((jar) => basename(jar.path)))
  const names = yield* attempt(folder, () => readdir(folder))
  return names.filter((name) => listed.has(name)).map((name) => join(folder, name))
})
