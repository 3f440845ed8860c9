import { errorFields } from "./fields.ts"
import { field } from "./lookup.ts"
import type { Field } from "./lookup.ts"

/** Which fields of notices carry business meaning, and where they stand: data of the second reading alone. */

/** A group of fields: in the items of a list below an owner, or in the owner itself where there is no list. */
export interface Spot {
  readonly list: ReadonlyArray<string> | null
  readonly fields: ReadonlyArray<Field>
  /** Where an item states its own moment; its entry's counts where it does not. Null: the entry's alone. Left out: no moment is compared. */
  readonly moment?: ReadonlyArray<string> | null
  /** Lists inside each item. */
  readonly inner?: ReadonlyArray<Spot>
}

const spot = (list: string | null, fields: ReadonlyArray<Field>, rest: Omit<Spot, "list" | "fields"> = {}): Spot => ({
  list: list === null ? null : [list],
  fields,
  ...rest
})

const errors = spot("errors", errorFields)

const template: ReadonlyArray<Field> = [
  field("id", "message_template_id"),
  field("word", "message_template_name"),
  field("word", "message_template_language")
]

export const qualityOfTemplate: ReadonlyArray<Spot> = [
  spot(null, [...template, field("word", "previous_quality_score"), field("word", "new_quality_score")], {
    moment: null
  })
]

const number = field("id", "display_phone_number")
const event = field("word", "event")
const participants = (list: string): Spot => spot(list, [field("id", "input"), field("id", "wa_id")])

const groups: ReadonlyArray<Spot> = [
  spot("groups", [field("word", "group_id"), field("word", "type"), field("word", "request_id")], {
    moment: ["timestamp"],
    inner: [
      participants("added_participants"),
      participants("removed_participants"),
      participants("failed_participants"),
      errors
    ]
  })
]

const actions: ReadonlyArray<Spot> = [
  spot(
    "user_actions",
    [
      field("word", "action_type"),
      field("id", "marketing_messages_link_click_data", "click_id"),
      field("id", "marketing_messages_link_click_data", "product_id")
    ],
    { moment: ["timestamp"] }
  )
]

/** Spots of every field but those of messages, whose items have to be messages to count (`json.ts`). */
export const spots: Readonly<Partial<Record<string, ReadonlyArray<Spot>>>> = {
  messages: actions,
  tracking_events: actions,
  message_template_status_update: [
    spot(null, [...template, event, field("word", "reason"), field("word", "other_info", "title")], { moment: null })
  ],
  message_template_quality_update: qualityOfTemplate,
  message_template_components_update: [spot(null, template, { moment: null })],
  template_category_update: [
    spot(
      null,
      [
        ...template,
        field("word", "previous_category"),
        field("word", "new_category"),
        field("word", "correct_category"),
        field("moment", "category_update_timestamp")
      ],
      { moment: null }
    )
  ],
  phone_number_quality_update: [
    spot(
      null,
      [
        number,
        event,
        field("limit", "max_daily_conversations_per_business"),
        field("limit", "current_limit"),
        field("limit", "old_limit")
      ],
      { moment: null }
    )
  ],
  phone_number_name_update: [
    spot(null, [number, field("word", "decision"), field("word", "requested_verified_name")], { moment: null })
  ],
  security: [spot(null, [number, event, field("id", "requester")], { moment: null })],
  account_update: [
    spot(
      null,
      [
        field("id", "phone_number"),
        event,
        field("word", "country"),
        field("id", "waba_info", "waba_id"),
        field("id", "waba_info", "owner_business_id"),
        field("id", "waba_info", "solution_id"),
        field("word", "violation_info", "violation_type"),
        field("word", "ban_info", "waba_ban_state"),
        field("id", "partner_client_certification_info", "client_business_id"),
        field("word", "partner_client_certification_info", "status"),
        field("word", "volume_tier_info", "tier")
      ],
      {
        moment: null,
        inner: [spot("restriction_info", [field("word", "restriction_type"), field("moment", "expiration")])]
      }
    )
  ],
  account_alerts: [
    spot(
      null,
      [
        field("word", "entity_type"),
        field("id", "entity_id"),
        field("word", "alert_info", "alert_severity"),
        field("word", "alert_info", "alert_type")
      ],
      { moment: null }
    )
  ],
  account_review_update: [spot(null, [field("word", "decision")], { moment: null })],
  account_settings_update: [
    spot(
      null,
      [
        field("id", "phone_number_settings", "phone_number_id"),
        field("word", "type"),
        field("word", "phone_number_settings", "calling", "status")
      ],
      { moment: ["timestamp"] }
    )
  ],
  business_capability_update: [
    spot(
      null,
      [
        field("limit", "max_daily_conversations_per_business"),
        field("limit", "max_daily_conversation_per_phone"),
        field("amount", "max_phone_numbers_per_business"),
        field("amount", "max_phone_numbers_per_waba")
      ],
      { moment: null }
    )
  ],
  flows: [
    spot(
      null,
      [
        field("id", "flow_id"),
        event,
        field("word", "old_status"),
        field("word", "new_status"),
        field("word", "alert_state"),
        field("amount", "threshold")
      ],
      { moment: null }
    )
  ],
  calls: [
    spot(
      "calls",
      [
        field("word", "id"),
        event,
        field("word", "status"),
        field("word", "from"),
        field("word", "to"),
        field("amount", "duration"),
        field("word", "biz_opaque_callback_data")
      ],
      { moment: ["timestamp"], inner: [errors] }
    ),
    spot(
      "statuses",
      [
        field("word", "id"),
        field("word", "status"),
        field("word", "recipient_id"),
        field("word", "biz_opaque_callback_data")
      ],
      { moment: ["timestamp"], inner: [errors] }
    ),
    errors
  ],
  history: [
    spot(
      "history",
      [
        field("amount", "metadata", "phase"),
        field("amount", "metadata", "chunk_order"),
        field("amount", "metadata", "progress")
      ],
      { moment: null, inner: [errors] }
    )
  ],
  smb_app_state_sync: [
    spot("state_sync", [field("word", "action"), field("id", "contact", "phone_number")], {
      moment: ["metadata", "timestamp"]
    })
  ],
  user_preferences: [
    spot("user_preferences", [field("word", "category"), field("word", "value")], { moment: ["timestamp"] })
  ],
  automatic_events: [
    spot(
      "automatic_events",
      [
        field("word", "id"),
        field("word", "event_name"),
        field("amount", "custom_data", "value"),
        field("word", "custom_data", "currency")
      ],
      { moment: ["timestamp"] }
    )
  ],
  partner_solutions: [
    spot(null, [event, field("id", "solution_id"), field("word", "solution_status")], { moment: null })
  ],
  payment_configuration_update: [
    spot(
      null,
      [
        field("word", "configuration_name"),
        field("word", "provider_mid"),
        field("word", "status"),
        field("moment", "updated_timestamp")
      ],
      { moment: null }
    )
  ],
  group_lifecycle_update: groups,
  group_participants_update: groups,
  group_settings_update: groups,
  group_status_update: groups,
  messaging_handovers: [
    spot(
      null,
      [
        field("word", "type"),
        field("id", "sender", "phone_number"),
        field("id", "control_passed", "previous_owner_app_id"),
        field("word", "control_passed", "new_owner_role")
      ],
      { moment: ["timestamp"] }
    )
  ]
}
