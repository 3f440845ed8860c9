import { Schema } from "effect"
import type * as Platform from "../Platform.ts"
import * as Template from "../templates/Template.ts"

/** What became of a template: the words that a template's status knows. */
export const Decision = Schema.Struct({
  id: Schema.NonEmptyString,
  status: Template.Status,
  /** Why, as the platform writes it: `INVALID_FORMAT`. */
  reason: Schema.optionalWith(Schema.String, { default: () => "NONE" })
})
export type Decision = typeof Decision.Type

/** Changes the template and reports it to every app of the accounts; false where there is no such template. */
export const take = (platform: Platform.Platform, { id, reason, status }: Decision): boolean => {
  const template = platform.run.templates.decide(id, status)
  if (template === null) return false
  const accounts = new Map(platform.directory.senders.map((sender) => [sender.wabaId, sender]))
  for (const [wabaId, { accountId, displayPhoneNumber, phoneNumberId }] of accounts) {
    const value = {
      event: status,
      message_template_id: Number(template.id),
      message_template_name: template.name,
      message_template_language: template.language.replace("_", "-"),
      reason
    }
    platform.courier.post(accountId, {
      update: {
        wabaId,
        phoneNumberId,
        displayPhoneNumber,
        content: { kind: "notice", field: "message_template_status_update", value }
      },
      acknowledged: () => {}
    })
  }
  return true
}
