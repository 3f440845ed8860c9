import * as FileSystem from "@effect/platform/FileSystem"
import type { PlatformError } from "@effect/platform/Error"
import type { BlobId } from "@sluice/engine/blobs/BlobId"
import { BlobStore, type Draft } from "@sluice/engine/ports/BlobStore"
import { StoreUnavailable } from "@sluice/engine/ports/StoreUnavailable"
import { Clock, Data, Effect, Layer, Option, Stream } from "effect"
import { randomUUID } from "node:crypto"
import * as Nodes from "node:fs/promises"

/** The directory for blobs cannot be made or written to. */
export class BlobDirectoryUnusable extends Data.TaggedError("BlobDirectoryUnusable")<{
  readonly path: string
  readonly detail: string
}> {
  override get message(): string {
    return `the directory for media, ${this.path}, cannot be used: ${this.detail} (SLUICE_BLOBS_DIRECTORY)`
  }
}

/** A draft is written while one request arrives, which takes two minutes at most: what is older than this, its process has left behind. */
const draftMillisMax = 3_600_000

/** Readable by this process's user alone: people send what is nobody else's business. */
const directoryMode = 0o700
const fileMode = 0o600

/** How many files are looked at together when old ones are removed. */
const forgetConcurrency = 8

const blobName = /^[0-9a-f]{64}$/

const unavailable = (operation: string) =>
  Effect.mapError((cause: PlatformError) => new StoreUnavailable({ operation: `${operation} of a blob`, cause }))

const isMissing = (error: PlatformError): boolean => error._tag === "SystemError" && error.reason === "NotFound"

/** Nothing where there is no such file any more: somebody else has removed it. */
const orNone = <A>(effect: Effect.Effect<A, PlatformError>): Effect.Effect<Option.Option<A>, PlatformError> =>
  Effect.catchIf(Effect.map(effect, Option.some), isMissing, () => Effect.succeed(Option.none()))

const called = <A>(operation: string, call: () => Promise<A>): Effect.Effect<A, StoreUnavailable> =>
  Effect.tryPromise({
    try: call,
    catch: (cause) => new StoreUnavailable({ operation: `${operation} of a blob`, cause })
  })

/** Until then a file that was renamed into a directory may be missing from it after a loss of power. */
const synced = async (directory: string): Promise<void> => {
  const handle = await Nodes.open(directory, "r")
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

const make = (files: FileSystem.FileSystem, directory: string): typeof BlobStore.Service => {
  const drafts = `${directory}/drafts`
  const folderOf = (id: BlobId): string => `${directory}/${id.slice(0, 2)}`
  const pathOf = (id: BlobId): string => `${folderOf(id)}/${id}`

  const keep = (draft: string, id: BlobId) =>
    Effect.flatMap(Clock.currentTimeMillis, (nowMillis) =>
      called("keeping", async () => {
        const folder = folderOf(id)
        if ((await Nodes.mkdir(folder, { recursive: true, mode: directoryMode })) !== undefined) await synced(directory)
        const now = new Date(nowMillis)
        const file = await Nodes.open(draft, "r")
        try {
          await file.utimes(now, now)
          await file.sync()
        } finally {
          await file.close()
        }
        await Nodes.rename(draft, pathOf(id))
        await synced(folder)
      })
    )

  /**
   * On Node's own calls and not through `FileSystem`: hundreds of drafts are written at once, and what its effects allocate for each would be most of
   * what such a callback costs (WH-06).
   */
  const draft = Effect.map(
    Effect.acquireRelease(
      called("opening", async () => {
        const path = `${drafts}/${randomUUID()}`
        return { path, file: await Nodes.open(path, "wx", fileMode) }
      }),
      ({ file, path }) =>
        Effect.ignore(
          called("closing", async () => {
            await file.close()
            await Nodes.rm(path, { force: true })
          })
        )
    ),
    ({ file, path }): Draft => ({
      write: (bytes) => called("writing", () => file.writeFile(bytes)),
      end: called("closing", () => file.close()),
      keep: (id) => keep(path, id)
    })
  )

  /** Removes the files of a folder that are older, but for what else lies there. */
  const forgetIn = (folder: string, isOurs: (name: string) => boolean, beforeMillis: number) =>
    Effect.gen(function* () {
      const names = Option.getOrElse(yield* orNone(files.readDirectory(folder)), () => [])
      const removed = yield* Effect.forEach(
        names.filter(isOurs),
        (name) =>
          Effect.gen(function* () {
            const path = `${folder}/${name}`
            const found = Option.flatMap(yield* orNone(files.stat(path)), ({ mtime }) => mtime)
            if (Option.isNone(found) || found.value.getTime() >= beforeMillis) return false
            yield* files.remove(path, { force: true })
            return true
          }),
        { concurrency: forgetConcurrency }
      )
      return removed.filter((each) => each).length
    })

  return {
    draft,
    read: (id) =>
      orNone(files.stat(pathOf(id))).pipe(
        Effect.map(
          Option.map(({ size }) => ({
            bytes: Number(size),
            content: Stream.mapError(
              files.stream(pathOf(id)),
              (cause) => new StoreUnavailable({ operation: "reading of a blob", cause })
            )
          }))
        ),
        unavailable("looking up")
      ),
    remove: (id) => unavailable("removing")(files.remove(pathOf(id), { force: true })),
    forget: ({ beforeMillis }) =>
      Effect.gen(function* () {
        const wallMillis = yield* wall.currentTimeMillis
        yield* forgetIn(drafts, () => true, wallMillis - draftMillisMax)
        const names = yield* files.readDirectory(directory)
        const counts = yield* Effect.forEach(
          names.filter((name) => /^[0-9a-f]{2}$/.test(name)),
          (name) => forgetIn(`${directory}/${name}`, (file) => blobName.test(file), beforeMillis)
        )
        return counts.reduce((sum, count) => sum + count, 0)
      }).pipe(unavailable("forgetting"))
  }
}

/** Drafts are dated by the system, whatever clock the engine runs on. */
const wall = Clock.make()

/**
 * Blobs as files: `<directory>/<first two digits>/<name>`, and drafts beside them in `drafts`. The directory may be shared by several processes,
 * and by several machines where their file system is.
 *
 * A blob is kept by a rename, so it is there as a whole or not at all; its file and its name are synced first, so that what is told survives a loss of
 * power. How old it is, is its time of change, by the engine's clock.
 */
export const layer = (directory: string): Layer.Layer<BlobStore, BlobDirectoryUnusable, FileSystem.FileSystem> =>
  Layer.effect(
    BlobStore,
    Effect.gen(function* () {
      const files = yield* FileSystem.FileSystem
      yield* files.makeDirectory(`${directory}/drafts`, { recursive: true, mode: directoryMode })
      yield* Effect.scoped(files.makeTempFileScoped({ directory: `${directory}/drafts` }))
      return make(files, directory)
    }).pipe(
      Effect.mapError(
        (error) =>
          new BlobDirectoryUnusable({
            path: directory,
            detail: error._tag === "SystemError" ? error.reason : error.message
          })
      )
    )
  )
