import * as FileSystem from "@effect/platform/FileSystem"
import type * as PlatformError from "@effect/platform/Error"
import { Effect, type Scope } from "effect"
import * as Seeded from "../Seeded.ts"
import type * as FileKind from "./FileKind.ts"

/**
 * Uploaded files: facts in memory, bytes in a temporary folder that goes with the simulator (CLOUD_API 3.5).
 *
 * An id lives 30 days and a download URL five minutes, both virtual. When the bytes kept pass their bound, the oldest
 * file's are deleted: its id still sends, but can no longer be downloaded.
 */
export interface MediaStore {
  /** Where an upload may be written before it is known to be good. */
  readonly draft: Effect.Effect<string, never, Scope.Scope>
  readonly add: (file: NewFile) => Effect.Effect<Stored>
  readonly find: (id: string, nowMillis: number) => Stored | undefined
  readonly remove: (id: string) => Effect.Effect<void>
  /** Query of a download URL that is good for five minutes. */
  readonly ticket: (id: string, nowMillis: number) => string
  /** The file that a ticket opens, or null: expired, forged, deleted, forgotten. */
  readonly redeem: (query: URLSearchParams, nowMillis: number) => Stored | null
  readonly clear: Effect.Effect<void>
}

/** An upload that the platform takes: `sha256` in hexadecimal digits, `bytes` its size, `atMillis` virtual. */
export interface NewFile {
  readonly phoneNumberId: string
  readonly mimeType: string
  readonly kind: FileKind.Kind
  readonly sha256: string
  readonly bytes: number
  /** A draft; it becomes the store's. */
  readonly path: string
  readonly atMillis: number
}

/** A file under its id. Its facts stay when its bytes are deleted for want of room. */
export interface Stored extends NewFile {
  readonly id: string
  /** Whether the bytes are still there. */
  readonly kept: boolean
}

const idMillis = 30 * 86_400_000
const ticketMillis = 5 * 60_000

/**
 * An empty store. Ids come from the seed and the order of uploads; fails where there is no temporary folder to be had.
 *
 * @param bytesMax of all files together.
 */
export const make = (
  seed: string,
  bytesMax: number
): Effect.Effect<MediaStore, PlatformError.PlatformError, Scope.Scope | FileSystem.FileSystem> =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const folder = yield* files.makeTempDirectoryScoped({ prefix: "sluice-simulator-" })
    const stored = new Map<string, Stored>()
    let bytesKept = 0
    let drafts = 0
    let uploads = 0

    /** A file that is gone already is as good as deleted. */
    const forget = (file: Stored): Effect.Effect<void> => {
      if (!file.kept) return Effect.void
      bytesKept -= file.bytes
      return Effect.ignore(files.remove(file.path))
    }

    const seal = (id: string, expires: string): string => Seeded.hex(24, seed, "download", `${id} ${expires}`)

    const find = (id: string, nowMillis: number): Stored | undefined => {
      const file = stored.get(id)
      return file === undefined || nowMillis - file.atMillis >= idMillis ? undefined : file
    }

    return {
      draft: Effect.acquireRelease(
        Effect.sync(() => `${folder}/draft-${drafts++}`),
        (path) => Effect.ignore(files.remove(path))
      ),
      add: (file) =>
        Effect.gen(function* () {
          const upload = uploads++
          const id = `8${Seeded.between(100_000_000, 999_999_999, seed, "media", String(upload))}${upload}`
          const path = `${folder}/${id}`
          const moved = yield* Effect.isSuccess(files.rename(file.path, path))
          const added: Stored = { ...file, id, path, kept: moved }
          stored.set(id, added)
          if (moved) bytesKept += file.bytes
          for (const [oldId, old] of stored) {
            if (bytesKept <= bytesMax) break
            if (oldId === id || !old.kept) continue
            yield* forget(old)
            stored.set(oldId, { ...old, kept: false })
          }
          return added
        }),
      find,
      remove: (id) =>
        Effect.suspend(() => {
          const file = stored.get(id)
          stored.delete(id)
          return file === undefined ? Effect.void : forget(file)
        }),
      ticket: (id, nowMillis) => {
        const expires = String(Math.floor((nowMillis + ticketMillis) / 1000))
        return new URLSearchParams({ mid: id, ext: expires, hash: seal(id, expires) }).toString()
      },
      redeem: (query, nowMillis) => {
        const id = query.get("mid") ?? ""
        const expires = query.get("ext") ?? ""
        if (query.get("hash") !== seal(id, expires) || Number(expires) * 1000 <= nowMillis) return null
        const file = find(id, nowMillis)
        return file?.kept === true ? file : null
      },
      clear: Effect.suspend(() => {
        const all = [...stored.values()]
        stored.clear()
        return Effect.forEach(all, forget, { discard: true })
      })
    }
  })
