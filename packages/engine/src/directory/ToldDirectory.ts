import { Context, Duration, Effect, Layer } from "effect"
import { Directory, SenderUnknown } from "../ports/Directory.ts"
import type { Sender } from "../ports/Directory.ts"
import { PlatformWords } from "../ports/PlatformWords.ts"
import { SenderStandings } from "../ports/SenderStandings.ts"
import type { StoreUnavailable } from "../ports/StoreUnavailable.ts"
import * as Overlay from "./Overlay.ts"
import * as SenderNames from "./SenderNames.ts"

/** How soon a process sees what the platform has told; milliseconds of its clock. */
export interface Options {
  readonly pollMillis: number
}

const defaults: Options = { pollMillis: 500 }

const make = (options: Options) =>
  Effect.gen(function* () {
    const file = yield* Directory
    const words = yield* PlatformWords
    const standings = yield* SenderStandings
    let revision = ""
    let senders: ReadonlyArray<Sender> = []
    let byId: ReadonlyMap<string, Sender> = new Map()
    let byPhoneNumberId: ReadonlyMap<string, Sender> = new Map()

    const refresh = Effect.gen(function* () {
      const newest = `${yield* words.revision} ${yield* standings.revision}`
      if (newest === revision) return
      senders = Overlay.standing(Overlay.over(yield* file.senders, yield* words.list), yield* standings.list)
      byId = new Map(senders.map((sender) => [sender.id, sender]))
      byPhoneNumberId = SenderNames.index(senders)
      revision = newest
    })

    // Before anything is sent: a limit that was lowered holds from the first message on.
    yield* refresh
    const look = Effect.catchAll(refresh, (error) =>
      Effect.logWarning(`what the platform told could not be looked for; it tries again: ${error.message}`)
    )
    yield* Effect.forkScoped(Effect.forever(Effect.zipRight(Effect.sleep(Duration.millis(options.pollMillis)), look)))

    const find = (index: () => ReadonlyMap<string, Sender>) => (senderId: string) =>
      Effect.suspend(() => {
        const sender = index().get(senderId)
        return sender === undefined ? Effect.fail(new SenderUnknown({ senderId })) : Effect.succeed(sender)
      })
    const directory: Context.Tag.Service<Directory> = {
      ...file,
      sender: find(() => byId),
      senderByPhoneNumberId: find(() => byPhoneNumberId),
      senders: Effect.sync(() => senders)
    }
    return directory
  })

/**
 * A directory whose senders stand as the platform last told (CLOUD_API 3.4): throughput and messaging limit, quality, the account behind them; and with
 * the limits that were raised or put back since the accounts file was written (SPEC ST-01, ST-02). What any process hears counts in every process within `pollMillis`, and after a restart from the start.
 *
 * Fails where the store is away.
 */
export const layer = (
  options?: Partial<Options>
): Layer.Layer<Directory, StoreUnavailable, Directory | PlatformWords | SenderStandings> =>
  Layer.scoped(Directory, make({ ...defaults, ...options }))
