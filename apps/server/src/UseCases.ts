import * as NodeCrypto from "@sluice/adapter-node/NodeCrypto"
import { Accept } from "@sluice/engine/accept/Accept"
import * as IdsLayer from "@sluice/engine/accept/IdsLayer"
import { Consent } from "@sluice/engine/accept/consent/Consent"
import { TemplateRegistry } from "@sluice/engine/accept/registry/TemplateRegistry"
import { KeyDesk } from "@sluice/engine/access/KeyDesk"
import { Keys } from "@sluice/engine/access/Keys"
import { SignIn } from "@sluice/engine/access/SignIn"
import { Campaigning } from "@sluice/engine/campaigns/Campaigning"
import * as Deal from "@sluice/engine/dealing/Deal"
import { Door } from "@sluice/engine/door/Door"
import { DoorMedia } from "@sluice/engine/door/DoorMedia"
import { DoorTemplates } from "@sluice/engine/door/DoorTemplates"
import * as LiveDirectory from "@sluice/engine/directory/LiveDirectory"
import * as ToldDirectory from "@sluice/engine/directory/ToldDirectory"
import { ErasureDesk } from "@sluice/engine/erasure/ErasureDesk"
import * as KeyedOptOuts from "@sluice/engine/erasure/KeyedOptOuts"
import { FigureDesk } from "@sluice/engine/figures/FigureDesk"
import { HoldDesk } from "@sluice/engine/holds/HoldDesk"
import { RecipientKeys } from "@sluice/engine/holds/RecipientKeys"
import { AlertDesk } from "@sluice/engine/alerts/AlertDesk"
import * as GuardWatch from "@sluice/engine/alerts/GuardWatch"
import * as GroupedAppend from "@sluice/engine/intake/GroupedAppend"
import { Intake } from "@sluice/engine/intake/Intake"
import { Messages } from "@sluice/engine/messages/Messages"
import type { AlertBook } from "@sluice/engine/ports/AlertBook"
import type { AlertChannels } from "@sluice/engine/ports/AlertChannels"
import type { ApiKeys } from "@sluice/engine/ports/ApiKeys"
import type { AuditLog } from "@sluice/engine/ports/AuditLog"
import type { BlobStore } from "@sluice/engine/ports/BlobStore"
import type { CallbackArchive } from "@sluice/engine/ports/CallbackArchive"
import type { CallbackFiles } from "@sluice/engine/ports/CallbackFiles"
import type { CallbackLog } from "@sluice/engine/ports/CallbackLog"
import type { Calibrations } from "@sluice/engine/ports/Calibrations"
import type { Campaigns } from "@sluice/engine/ports/Campaigns"
import type { Conversations } from "@sluice/engine/ports/Conversations"
import type { Directory } from "@sluice/engine/ports/Directory"
import type { Erasures } from "@sluice/engine/ports/Erasures"
import type { Feed } from "@sluice/engine/ports/Feed"
import type { Graph } from "@sluice/engine/ports/Graph"
import type { GraphMedia } from "@sluice/engine/ports/GraphMedia"
import type { Drift } from "@sluice/engine/ports/Drift"
import type { Holds } from "@sluice/engine/ports/Holds"
import type { Lanes } from "@sluice/engine/ports/Lanes"
import type { LedgerStore } from "@sluice/engine/ports/LedgerStore"
import type { MediaFiles } from "@sluice/engine/ports/MediaFiles"
import type { MediaReader } from "@sluice/engine/ports/MediaReader"
import type { Onboardings } from "@sluice/engine/ports/Onboardings"
import type { OptOuts } from "@sluice/engine/ports/OptOuts"
import type { Outbox } from "@sluice/engine/ports/Outbox"
import type { ProviderTemplates } from "@sluice/engine/ports/ProviderTemplates"
import type { PlatformWords } from "@sluice/engine/ports/PlatformWords"
import type { Secrets } from "@sluice/engine/ports/Secrets"
import type { SenderStandings } from "@sluice/engine/ports/SenderStandings"
import type { SendRecords } from "@sluice/engine/ports/SendRecords"
import type { Sessions } from "@sluice/engine/ports/Sessions"
import type { ServiceWindows } from "@sluice/engine/ports/ServiceWindows"
import type { StoreUnavailable } from "@sluice/engine/ports/StoreUnavailable"
import type { Subscriptions } from "@sluice/engine/ports/Subscriptions"
import type { HttpTarget, TopicTarget } from "@sluice/engine/ports/Targets"
import type { Templates } from "@sluice/engine/ports/Templates"
import type { TokenInspector } from "@sluice/engine/ports/TokenInspector"
import type { TokenReports } from "@sluice/engine/ports/TokenReports"
import type { Traffic } from "@sluice/engine/ports/Traffic"
import type { SecretUnreadable, Vault } from "@sluice/engine/ports/Vault"
import type { Vitals } from "@sluice/engine/ports/Vitals"
import { OnboardingDesk } from "@sluice/engine/onboarding/OnboardingDesk"
import { VerificationDesk } from "@sluice/engine/verification/VerificationDesk"
import { StandingDesk } from "@sluice/engine/standing/StandingDesk"
import { Subscribing } from "@sluice/engine/subscriptions/Subscribing"
import { Templating } from "@sluice/engine/templates/Templating"
import { Tokens } from "@sluice/engine/tokens/Tokens"
import { Effect, Layer } from "effect"
import { randomUUID } from "node:crypto"
import { Settings } from "./http/Settings.ts"
import type { Services } from "./Services.ts"

/** What a store and a directory give, and what tokens are checked and sealed with. */
export type Given =
  | AlertBook
  | AlertChannels
  | ApiKeys
  | AuditLog
  | BlobStore
  | CallbackArchive
  | CallbackFiles
  | CallbackLog
  | Calibrations
  | Campaigns
  | Conversations
  | Directory
  | Drift
  | Erasures
  | Feed
  | Graph
  | GraphMedia
  | Holds
  | HttpTarget
  | Lanes
  | LedgerStore
  | MediaFiles
  | MediaReader
  | Onboardings
  | OptOuts
  | Outbox
  | PlatformWords
  | ProviderTemplates
  | Secrets
  | SenderStandings
  | SendRecords
  | ServiceWindows
  | Sessions
  | Subscriptions
  | Templates
  | TokenInspector
  | TokenReports
  | TopicTarget
  | Traffic
  | Vault
  | Vitals

/** How long what was read of the store is believed: milliseconds of the wall. */
const outlookMillis = 1_000
const rememberMillis = 5_000
/** How soon is seen what was put or heard elsewhere, a token or a word of the platform: milliseconds of the wall. */
const directoryMillis = 500

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
    Door.layer.pipe(
      Layer.provideMerge(Layer.merge(Accept.layer({ outlookMillis: outlookMillis * speed }), Campaigning.layer)),
      Layer.provide(IdsLayer.layer),
      Layer.provide(
        Deal.Deal.layer({
          refreshMillis: Deal.defaults.refreshMillis * speed,
          rememberMillis: Deal.defaults.rememberMillis * speed
        })
      )
    ),
    Layer.scopedDiscard(
      Effect.forkScoped(
        GuardWatch.run({ source: `server ${randomUUID()}`, everyMillis: GuardWatch.everyMillis * speed })
      )
    ).pipe(
      Layer.provideMerge(
        Intake.layer({ ...GroupedAppend.defaults, drainMillis: GroupedAppend.defaults.drainMillis * speed })
      )
    ),
    Layer.merge(SignIn.layer(), KeyDesk.layer).pipe(
      Layer.provideMerge(Keys.layer({ rememberMillis: rememberMillis * speed }))
    ),
    FigureDesk.layer,
    Messages.layer.pipe(Layer.provide(RecipientKeys.layer)),
    AlertDesk.layer,
    HoldDesk.layer,
    StandingDesk.layer,
    Consent.layer,
    ErasureDesk.layer.pipe(Layer.provide([RecipientKeys.layer, IdsLayer.layer])),
    Layer.provideMerge(DoorTemplates.layer, TemplateRegistry.layer),
    DoorMedia.layer,
    Templating.layer,
    VerificationDesk.layer,
    OnboardingDesk.layer.pipe(Layer.provideMerge(Tokens.layer)),
    Layer.provide(Subscribing.layer, IdsLayer.layer),
    Layer.succeed(Settings, settings)
  ).pipe(
    Layer.provideMerge(KeyedOptOuts.layer.pipe(Layer.provide(RecipientKeys.layer))),
    Layer.provideMerge(NodeCrypto.layer),
    Layer.provideMerge(ToldDirectory.layer({ pollMillis: directoryMillis * speed })),
    Layer.provideMerge(LiveDirectory.layer({ pollMillis: directoryMillis * speed }).pipe(Layer.provideMerge(given)))
  )
