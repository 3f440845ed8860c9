import * as NodeCrypto from "@sluice/adapter-node/NodeCrypto"
import { Accept } from "@sluice/engine/accept/Accept"
import * as IdsLayer from "@sluice/engine/accept/IdsLayer"
import { Consent } from "@sluice/engine/accept/consent/Consent"
import { TemplateRegistry } from "@sluice/engine/accept/registry/TemplateRegistry"
import { Keys } from "@sluice/engine/access/Keys"
import { Campaigning } from "@sluice/engine/campaigns/Campaigning"
import * as Deal from "@sluice/engine/dealing/Deal"
import * as LiveDirectory from "@sluice/engine/directory/LiveDirectory"
import { HoldDesk } from "@sluice/engine/holds/HoldDesk"
import * as AlertLog from "@sluice/engine/alerts/AlertLog"
import * as GuardWatch from "@sluice/engine/alerts/GuardWatch"
import * as GroupedAppend from "@sluice/engine/intake/GroupedAppend"
import { Intake } from "@sluice/engine/intake/Intake"
import { Messages } from "@sluice/engine/messages/Messages"
import type { ApiKeys } from "@sluice/engine/ports/ApiKeys"
import type { BlobStore } from "@sluice/engine/ports/BlobStore"
import type { CallbackArchive } from "@sluice/engine/ports/CallbackArchive"
import type { CallbackLog } from "@sluice/engine/ports/CallbackLog"
import type { Calibrations } from "@sluice/engine/ports/Calibrations"
import type { Campaigns } from "@sluice/engine/ports/Campaigns"
import type { Conversations } from "@sluice/engine/ports/Conversations"
import type { Directory } from "@sluice/engine/ports/Directory"
import type { Feed } from "@sluice/engine/ports/Feed"
import type { Drift } from "@sluice/engine/ports/Drift"
import type { Holds } from "@sluice/engine/ports/Holds"
import type { LedgerStore } from "@sluice/engine/ports/LedgerStore"
import type { OptOuts } from "@sluice/engine/ports/OptOuts"
import type { Outbox } from "@sluice/engine/ports/Outbox"
import type { Secrets } from "@sluice/engine/ports/Secrets"
import type { SendRecords } from "@sluice/engine/ports/SendRecords"
import type { ServiceWindows } from "@sluice/engine/ports/ServiceWindows"
import type { StoreUnavailable } from "@sluice/engine/ports/StoreUnavailable"
import type { Subscriptions } from "@sluice/engine/ports/Subscriptions"
import type { HttpTarget, TopicTarget } from "@sluice/engine/ports/Targets"
import type { Templates } from "@sluice/engine/ports/Templates"
import type { TokenInspector } from "@sluice/engine/ports/TokenInspector"
import type { TokenReports } from "@sluice/engine/ports/TokenReports"
import type { SecretUnreadable, Vault } from "@sluice/engine/ports/Vault"
import { Subscribing } from "@sluice/engine/subscriptions/Subscribing"
import { Tokens } from "@sluice/engine/tokens/Tokens"
import { Effect, Layer } from "effect"
import { Settings } from "./http/Settings.ts"
import type { Services } from "./Services.ts"

/** What a store and a directory give, and what tokens are checked and sealed with. */
export type Given =
  | ApiKeys
  | BlobStore
  | CallbackArchive
  | CallbackLog
  | Calibrations
  | Campaigns
  | Conversations
  | Directory
  | Drift
  | Feed
  | Holds
  | HttpTarget
  | LedgerStore
  | OptOuts
  | Outbox
  | Secrets
  | SendRecords
  | ServiceWindows
  | Subscriptions
  | Templates
  | TokenInspector
  | TokenReports
  | TopicTarget
  | Vault

/** How long what was read of the store is believed: milliseconds of the wall. */
const outlookMillis = 1_000
const rememberMillis = 5_000
/** How soon a token that was put elsewhere is seen: milliseconds of the wall. */
const tokenMillis = 500

/**
 * The use cases that the doors call, over any store.
 *
 * @param speed how many milliseconds of the engine's clock pass in one of the wall: what is said in the wall's time is scaled by it.
 */
export const over = <E>(
  given: Layer.Layer<Given, E>,
  settings: typeof Settings.Service,
  speed: number
): Layer.Layer<Services, E | SecretUnreadable | StoreUnavailable> =>
  Layer.mergeAll(
    Layer.merge(Accept.layer({ outlookMillis: outlookMillis * speed }), Campaigning.layer).pipe(
      Layer.provide(IdsLayer.layer),
      Layer.provide(
        Deal.Deal.layer({
          refreshMillis: Deal.defaults.refreshMillis * speed,
          rememberMillis: Deal.defaults.rememberMillis * speed
        })
      )
    ),
    Layer.scopedDiscard(
      Effect.forkScoped(GuardWatch.run({ everyMillis: GuardWatch.defaults.everyMillis * speed }))
    ).pipe(
      Layer.provide(AlertLog.layer),
      Layer.provideMerge(
        Intake.layer({ ...GroupedAppend.defaults, drainMillis: GroupedAppend.defaults.drainMillis * speed })
      )
    ),
    Keys.layer({ rememberMillis: rememberMillis * speed }),
    Messages.layer,
    HoldDesk.layer,
    Consent.layer,
    TemplateRegistry.layer,
    Tokens.layer,
    Layer.provide(Subscribing.layer, IdsLayer.layer),
    Layer.succeed(Settings, settings)
  ).pipe(
    Layer.provide(NodeCrypto.layer),
    Layer.provideMerge(LiveDirectory.layer({ pollMillis: tokenMillis * speed }).pipe(Layer.provideMerge(given)))
  )
