import { shipped } from "@sluice/core/policy/Policy"
import { Context } from "effect"
import type { ServerConfig } from "../ServerConfig.ts"

/** What of the configuration the doors need. */
export class Settings extends Context.Tag("@sluice/server/Settings")<
  Settings,
  Pick<
    ServerConfig,
    "environment" | "trustProxyHops" | "publicUrl" | "batchRowsMax" | "batchBytesMax" | "keyRequestsPerSecond"
  >
>() {}

/** Largest body of a single message: far beyond the longest content that the platform takes. */
export const singleBytesMax = 1024 * 1024

/** Largest callback that the platform sends (CLOUD_API 3.6). */
export const callbackBytesMax = shipped["cloud-api"].receiving.bodyBytesMax

/** What bodies may hold in memory while they wait for their turn, before further connections wait to be read (WH-06). */
export const waitingBytesMax = 2 * 1024 * 1024
