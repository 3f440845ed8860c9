/** The documented fields of a callback (CLOUD_API 3.6); the last three are named by the platform without a page of their own. */
const documented = [
  "messages",
  "message_template_status_update",
  "message_template_quality_update",
  "message_template_components_update",
  "template_category_update",
  "phone_number_quality_update",
  "phone_number_name_update",
  "account_update",
  "account_alerts",
  "account_review_update",
  "account_settings_update",
  "business_capability_update",
  "security",
  "flows",
  "calls",
  "history",
  "smb_app_state_sync",
  "smb_message_echoes",
  "user_preferences",
  "automatic_events",
  "partner_solutions",
  "payment_configuration_update",
  "group_lifecycle_update",
  "group_participants_update",
  "group_settings_update",
  "group_status_update",
  "tracking_events",
  "message_echoes",
  "messaging_handovers"
] as const

/** A field of the platform's own list. */
export type Documented = (typeof documented)[number]

const names: ReadonlySet<string> = new Set(documented)

/** Whether the platform documents a field of that name (WH-09). */
export const isDocumented = (field: string): field is Documented => names.has(field)
