import * as FileSystem from "@effect/platform/FileSystem"
import type { Simulator } from "@sluice/simulator/Simulator"
import { Effect } from "effect"
import * as OwnFiles from "../stack/OwnFiles.ts"

/** Everything that a gateway needs to send through a running simulator and to take its callbacks. */
export const of = ({ config, url }: Simulator["Type"]) => ({
  url,
  control: `${url}/simulator`,
  policy: config.policy,
  seed: config.seed,
  clock: config.clock,
  senders: config.world.senders.map(({ businessId, displayPhoneNumber, phoneNumberId, tier, wabaId }) => ({
    phoneNumberId,
    displayPhoneNumber,
    wabaId,
    businessId,
    tier
  })),
  tokens: config.world.tokens.map(({ expiresAtMillis, value }) => ({ value, expiresAtMillis })),
  apps: config.world.apps.map(({ appId, appSecret, callbackUrl, verifyToken }) => ({
    appId,
    appSecret,
    verifyToken,
    callbackUrl
  }))
})

/** Leaves them in a file for other programs, for its owner's eyes only, as long as the simulator runs. */
export const leave = (path: string, simulator: Simulator["Type"]) =>
  Effect.acquireRelease(OwnFiles.writeJson(path, of(simulator)), () =>
    Effect.flatMap(FileSystem.FileSystem, (files) => Effect.ignore(files.remove(path, { force: true })))
  )
