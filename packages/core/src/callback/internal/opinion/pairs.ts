import type { Told } from "../../Event.ts"
import type { MessagingLimit } from "../../MessagingLimit.ts"
import type { AccountChanged } from "../../notices/Account.ts"
import type { MessageEchoed } from "../../notices/Echo.ts"
import type { GroupChanged } from "../../notices/Group.ts"
import type { HistoryMessageRead, HistoryRead } from "../../notices/History.ts"
import type { TemplateRef } from "../../notices/Template.ts"
import type { Value } from "./Reading.ts"

/** Pairs of a field, by the end of its path, and what the decoder made of it. */
export type Pairs = ReadonlyArray<readonly [suffix: string, value: Value | null | undefined]>

const limitOf = (limit: MessagingLimit | null): Value | null => {
  if (limit === null) return null
  return limit._tag === "Limited" ? limit.recipientsMax : limit.text.replace(/^TIER_/, "")
}

const template = ({ id, language, name }: TemplateRef): Pairs => [
  ["message_template_id", id],
  ["message_template_name", name],
  ["message_template_language", language]
]

/** What the platform tells with lists or messages inside, which are noted part by part (`events.ts`). */
type Composite = AccountChanged | GroupChanged | HistoryRead | HistoryMessageRead | MessageEchoed

/** The pairs of an event that says all it has to say in its own fields. */
export const pairsOf = (event: Exclude<Told, Composite>): Pairs => {
  switch (event._tag) {
    case "TemplateStatusChanged":
      return [
        ...template(event.template),
        ["event", event.event?.text],
        ["reason", event.reason?.text],
        ["other_info.title", event.pause?.title?.text]
      ]
    case "TemplateQualityChanged":
      return [
        ...template(event.template),
        ["previous_quality_score", event.previous?.text],
        ["new_quality_score", event.current?.text]
      ]
    case "TemplateComponentsChanged":
      return template(event.template)
    case "TemplateCategoryChanged":
      return [
        ...template(event.template),
        ["previous_category", event.previous?.text],
        ["new_category", event.current?.text],
        ["correct_category", event.correct?.text],
        ["category_update_timestamp", event.atSeconds]
      ]
    case "NumberQualityChanged":
      return [
        ["display_phone_number", event.displayPhoneNumber],
        ["event", event.event?.text],
        ["max_daily_conversations_per_business", limitOf(event.businessLimit)],
        ["current_limit", limitOf(event.currentLimit)],
        ["old_limit", limitOf(event.oldLimit)]
      ]
    case "NumberNameReviewed":
      return [
        ["display_phone_number", event.displayPhoneNumber],
        ["decision", event.decision?.text],
        ["requested_verified_name", event.requestedName]
      ]
    case "NumberSecurityChanged":
      return [
        ["display_phone_number", event.displayPhoneNumber],
        ["event", event.event?.text],
        ["requester", event.requester]
      ]
    case "NumberSettingsChanged":
      return [
        ["phone_number_settings.phone_number_id", event.phoneNumberId],
        ["type", event.type?.text],
        ["phone_number_settings.calling.status", event.calling?.status?.text]
      ]
    case "AccountAlerted":
      return [
        ["entity_type", event.entity?.text],
        ["entity_id", event.entityId],
        ["alert_info.alert_severity", event.alert?.severity?.text],
        ["alert_info.alert_type", event.alert?.type?.text]
      ]
    case "AccountReviewed":
      return [["decision", event.decision?.text]]
    case "CapabilityChanged":
      return [
        ["max_daily_conversations_per_business", limitOf(event.businessLimit)],
        ["max_daily_conversation_per_phone", limitOf(event.numberLimit)],
        ["max_phone_numbers_per_business", event.numbersMaxOfBusiness],
        ["max_phone_numbers_per_waba", event.numbersMaxOfAccount]
      ]
    case "FlowChanged":
      return [
        ["flow_id", event.flowId],
        ["event", event.event?.text],
        ["old_status", event.oldStatus?.text],
        ["new_status", event.newStatus?.text],
        ["alert_state", event.alert?.text],
        ["threshold", event.threshold]
      ]
    case "CallChanged":
      return [
        ["id", event.callId],
        ["event", event.event?.text],
        ["status", event.outcome?.text],
        ["from", event.from],
        ["to", event.to],
        ["duration", event.durationSeconds],
        ["biz_opaque_callback_data", event.opaque]
      ]
    case "CallStatusChanged":
      return [
        ["id", event.callId],
        ["status", event.status?.text],
        ["recipient_id", event.recipient],
        ["biz_opaque_callback_data", event.opaque]
      ]
    case "ContactSynced":
      return [
        ["action", event.action?.text],
        ["contact.phone_number", event.contact?.phoneNumber]
      ]
    case "PreferenceChanged":
      return [
        ["wa_id", event.waId],
        ["category", event.category?.text],
        ["value", event.value?.text]
      ]
    case "ConversionDetected":
      return [
        ["id", event.wamid],
        ["event_name", event.event?.text],
        ["custom_data.value", event.value],
        ["custom_data.currency", event.currency]
      ]
    case "SolutionChanged":
      return [
        ["event", event.event?.text],
        ["solution_id", event.solutionId],
        ["solution_status", event.status?.text]
      ]
    case "PaymentConfigurationChanged":
      return [
        ["configuration_name", event.name],
        ["provider_mid", event.merchantId],
        ["status", event.status?.text],
        ["updated_timestamp", event.updatedSeconds]
      ]
    case "ActionTracked":
      return [
        ["action_type", event.action?.text],
        ["marketing_messages_link_click_data.click_id", event.clickId],
        ["marketing_messages_link_click_data.product_id", event.productId]
      ]
    case "HandoverChanged":
      return [
        ["type", event.type?.text],
        ["sender.phone_number", event.from],
        ["control_passed.previous_owner_app_id", event.passed?.previousAppId],
        ["control_passed.new_owner_role", event.passed?.newRole?.text]
      ]
  }
}
