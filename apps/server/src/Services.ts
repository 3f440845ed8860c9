import type { Accept } from "@sluice/engine/accept/Accept"
import type { Consent } from "@sluice/engine/accept/consent/Consent"
import type { TemplateRegistry } from "@sluice/engine/accept/registry/TemplateRegistry"
import type { KeyDesk } from "@sluice/engine/access/KeyDesk"
import type { Keys } from "@sluice/engine/access/Keys"
import type { SignIn } from "@sluice/engine/access/SignIn"
import type { ErasureDesk } from "@sluice/engine/erasure/ErasureDesk"
import type { Door } from "@sluice/engine/door/Door"
import type { DoorMedia } from "@sluice/engine/door/DoorMedia"
import type { DoorTemplates } from "@sluice/engine/door/DoorTemplates"
import type { Campaigning } from "@sluice/engine/campaigns/Campaigning"
import type { FigureDesk } from "@sluice/engine/figures/FigureDesk"
import type { HoldDesk } from "@sluice/engine/holds/HoldDesk"
import type { Intake } from "@sluice/engine/intake/Intake"
import type { Messages } from "@sluice/engine/messages/Messages"
import type { AlertDesk } from "@sluice/engine/alerts/AlertDesk"
import type { ApiKeys } from "@sluice/engine/ports/ApiKeys"
import type { AuditLog } from "@sluice/engine/ports/AuditLog"
import type { BlobStore } from "@sluice/engine/ports/BlobStore"
import type { CallbackArchive } from "@sluice/engine/ports/CallbackArchive"
import type { CallbackFiles } from "@sluice/engine/ports/CallbackFiles"
import type { CallbackLog } from "@sluice/engine/ports/CallbackLog"
import type { Calibrations } from "@sluice/engine/ports/Calibrations"
import type { Crypto } from "@sluice/engine/ports/Crypto"
import type { Directory } from "@sluice/engine/ports/Directory"
import type { Feed } from "@sluice/engine/ports/Feed"
import type { Drift } from "@sluice/engine/ports/Drift"
import type { LedgerStore } from "@sluice/engine/ports/LedgerStore"
import type { MediaFiles } from "@sluice/engine/ports/MediaFiles"
import type { Outbox } from "@sluice/engine/ports/Outbox"
import type { OnboardingDesk } from "@sluice/engine/onboarding/OnboardingDesk"
import type { VerificationDesk } from "@sluice/engine/verification/VerificationDesk"
import type { StandingDesk } from "@sluice/engine/standing/StandingDesk"
import type { Subscribing } from "@sluice/engine/subscriptions/Subscribing"
import type { Templating } from "@sluice/engine/templates/Templating"
import type { Tokens } from "@sluice/engine/tokens/Tokens"
import type { ManagedRuntime } from "effect"
import type { Settings } from "./http/Settings.ts"

/** What the doors stand on: ports of the store, and the use cases over them. */
export type Services =
  | Accept
  | AlertDesk
  | ApiKeys
  | AuditLog
  | BlobStore
  | CallbackArchive
  | CallbackFiles
  | CallbackLog
  | Calibrations
  | Campaigning
  | Consent
  | Crypto
  | Directory
  | Door
  | DoorMedia
  | DoorTemplates
  | Drift
  | ErasureDesk
  | Feed
  | FigureDesk
  | HoldDesk
  | Intake
  | KeyDesk
  | Keys
  | LedgerStore
  | MediaFiles
  | Messages
  | OnboardingDesk
  | Outbox
  | Settings
  | SignIn
  | StandingDesk
  | VerificationDesk
  | Subscribing
  | TemplateRegistry
  | Templating
  | Tokens

/** The one runtime of the process; Nest holds it and ends it. */
export type AppRuntime = ManagedRuntime.ManagedRuntime<Services, never>

/** Nest's token of the runtime. */
export const APP_RUNTIME = Symbol.for("@sluice/server/AppRuntime")
