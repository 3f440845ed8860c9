import type { Accept } from "@sluice/engine/accept/Accept"
import type { Consent } from "@sluice/engine/accept/consent/Consent"
import type { TemplateRegistry } from "@sluice/engine/accept/registry/TemplateRegistry"
import type { Keys } from "@sluice/engine/access/Keys"
import type { Campaigning } from "@sluice/engine/campaigns/Campaigning"
import type { HoldDesk } from "@sluice/engine/holds/HoldDesk"
import type { Intake } from "@sluice/engine/intake/Intake"
import type { Messages } from "@sluice/engine/messages/Messages"
import type { ApiKeys } from "@sluice/engine/ports/ApiKeys"
import type { CallbackLog } from "@sluice/engine/ports/CallbackLog"
import type { Directory } from "@sluice/engine/ports/Directory"
import type { Outbox } from "@sluice/engine/ports/Outbox"
import type { Tokens } from "@sluice/engine/tokens/Tokens"
import type { ManagedRuntime } from "effect"
import type { Settings } from "./http/Settings.ts"

/** What the doors stand on: ports of the store, and the use cases over them. */
export type Services =
  | Accept
  | ApiKeys
  | CallbackLog
  | Campaigning
  | Consent
  | Directory
  | HoldDesk
  | Intake
  | Keys
  | Messages
  | Outbox
  | Settings
  | TemplateRegistry
  | Tokens

/** The one runtime of the process; Nest holds it and ends it. */
export type AppRuntime = ManagedRuntime.ManagedRuntime<Services, never>

/** Nest's token of the runtime. */
export const APP_RUNTIME = Symbol.for("@sluice/server/AppRuntime")
