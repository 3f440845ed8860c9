import { Schema } from "effect"

/**
 * The platform's list of callback fields as data (SPEC WH-10): the platform publishes one with each version of its interface, and a deployment can bring a
 * newer one than the decoder knows.
 */
export const FieldList = Schema.Struct({
  /** The interface's version, as in `v25.0`. */
  version: Schema.NonEmptyString.pipe(Schema.maxLength(32)),
  /** The day that it was read, as in `2026-02-01`. */
  readOn: Schema.String.pipe(Schema.pattern(/^\d{4}-\d{2}-\d{2}$/)),
  /** The values that `changes[].field` may have. */
  fields: Schema.Array(Schema.String.pipe(Schema.pattern(/^[a-z][a-z0-9_]{1,63}$/))).pipe(Schema.minItems(1))
})
export type FieldList = typeof FieldList.Type

/** The newest that ships (CLOUD_API 3.6). */
export const shipped: FieldList = {
  version: "v25.0",
  readOn: "2026-02-18",
  fields: [
    "account_alerts",
    "account_review_update",
    "account_settings_update",
    "account_update",
    "automatic_events",
    "business_capability_update",
    "calls",
    "flows",
    "group_lifecycle_update",
    "group_participants_update",
    "group_settings_update",
    "group_status_update",
    "history",
    "message_echoes",
    "message_template_components_update",
    "message_template_quality_update",
    "message_template_status_update",
    "messages",
    "messaging_handovers",
    "partner_solutions",
    "payment_configuration_update",
    "phone_number_name_update",
    "phone_number_quality_update",
    "security",
    "smb_app_state_sync",
    "smb_message_echoes",
    "template_category_update",
    "tracking_events",
    "user_preferences"
  ]
}
