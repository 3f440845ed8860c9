import type { AccountAlerted, AccountChanged, AccountReviewed, CapabilityChanged } from "./notices/Account.ts"
import type { CallChanged, CallStatusChanged } from "./notices/Call.ts"
import type { ContactSynced } from "./notices/ContactSync.ts"
import type { ConversionDetected } from "./notices/Conversion.ts"
import type { MessageEchoed } from "./notices/Echo.ts"
import type { FlowChanged } from "./notices/Flow.ts"
import type { GroupChanged } from "./notices/Group.ts"
import type { HandoverChanged } from "./notices/Handover.ts"
import type { HistoryMessageRead, HistoryRead } from "./notices/History.ts"
import type { NumberSettingsChanged } from "./notices/NumberSettings.ts"
import type { PaymentConfigurationChanged, SolutionChanged } from "./notices/Partner.ts"
import type { PreferenceChanged } from "./notices/Preference.ts"
import type { NumberNameReviewed, NumberQualityChanged, NumberSecurityChanged } from "./notices/SenderNumber.ts"
import type { TemplateQualityChanged, TemplateStatusChanged } from "./notices/Template.ts"
import type { TemplateCategoryChanged, TemplateComponentsChanged } from "./notices/TemplateContent.ts"
import type { ActionTracked } from "./notices/Tracking.ts"
import type { AccountErrors, MessageReceived } from "./Message.ts"
import type { Dated } from "./Origin.ts"
import type { StatusChanged } from "./Status.ts"

export type { AccountErrors, MessageReceived } from "./Message.ts"
export type { Status, StatusChanged } from "./Status.ts"

/**
 * A change that no other event tells: of a field that is not documented, or of one whose value said nothing that could be read
 * (`recognised`). The value is kept as it came, so that nothing is lost (SPEC WH-09).
 */
export interface Notice extends Dated {
  readonly _tag: "Notice"
  readonly field: string
  readonly recognised: boolean
  readonly value: unknown
}

/** What the platform tells besides messages and their statuses: one event or more for every documented field (CLOUD_API 3.6). */
export type Told =
  | TemplateStatusChanged
  | TemplateQualityChanged
  | TemplateComponentsChanged
  | TemplateCategoryChanged
  | NumberQualityChanged
  | NumberNameReviewed
  | NumberSecurityChanged
  | NumberSettingsChanged
  | AccountChanged
  | AccountAlerted
  | AccountReviewed
  | CapabilityChanged
  | FlowChanged
  | CallChanged
  | CallStatusChanged
  | HistoryRead
  | HistoryMessageRead
  | ContactSynced
  | MessageEchoed
  | PreferenceChanged
  | ConversionDetected
  | SolutionChanged
  | PaymentConfigurationChanged
  | GroupChanged
  | ActionTracked
  | HandoverChanged

/** One event of a callback. */
export type Event = MessageReceived | StatusChanged | AccountErrors | Told | Notice
