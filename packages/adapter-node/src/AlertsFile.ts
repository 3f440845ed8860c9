import type * as FileSystem from "@effect/platform/FileSystem"
import * as ChannelsConfig from "@sluice/engine/alerts/ChannelsConfig"
import { Data, Effect } from "effect"
import type { Option } from "effect"
import * as ConfigFile from "./ConfigFile.ts"

/** The file on alert channels cannot be used. The message says every reason, and no secret. */
export class AlertsUnusable extends Data.TaggedError("AlertsUnusable")<{
  readonly path: string
  readonly detail: string
}> {
  override get message(): string {
    return `the alerts file ${this.path} ${this.detail} (docs/alerts.md)`
  }
}

/** The channels that the file at `path` names, their secrets read from the environment and from files; the log alone without one. */
export const channels = (
  path: Option.Option<string>
): Effect.Effect<ReadonlyArray<ChannelsConfig.Configured>, AlertsUnusable, FileSystem.FileSystem> =>
  path._tag === "None"
    ? Effect.succeed(ChannelsConfig.unconfigured)
    : Effect.gen(function* () {
        const json = yield* ConfigFile.json(path.value)
        return yield* ChannelsConfig.read(json, yield* ConfigFile.resolver)
      }).pipe(
        Effect.mapError((error) => {
          const detail = error._tag === "FileUnreadable" ? error.detail : `cannot be used:\n${error.message}`
          return new AlertsUnusable({ path: path.value, detail })
        })
      )
