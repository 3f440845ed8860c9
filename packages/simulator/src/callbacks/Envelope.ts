/**
 * Callback payloads as Meta writes them (CLOUD_API 3.6): one envelope, an entry for each WhatsApp Business Account, a
 * change for each number and kind, and in it the statuses or messages in the order they were due.
 */
export interface Update {
  readonly wabaId: string
  readonly phoneNumberId: string
  readonly displayPhoneNumber: string
  readonly content: Status | Message | Notice
}

/** A status, in the fields that `Statuses` gives it. */
export interface Status {
  readonly kind: "status"
  readonly status: Readonly<Record<string, unknown>>
}

/** A message that came in, and the contact who wrote it: both are told side by side. */
export interface Message {
  readonly kind: "message"
  readonly contact: Readonly<Record<string, unknown>>
  readonly message: Readonly<Record<string, unknown>>
}

/** A template that was reviewed, or taken out of service: a change of its own. */
export interface Notice {
  readonly kind: "notice"
  readonly field: "message_template_status_update"
  readonly value: {
    readonly event: string
    readonly message_template_id: number
    readonly message_template_name: string
    readonly message_template_language: string
    readonly reason: string
  }
}

interface Value {
  readonly messaging_product: "whatsapp"
  readonly metadata: { readonly display_phone_number: string; readonly phone_number_id: string }
  readonly contacts?: Array<unknown>
  readonly messages?: Array<unknown>
  readonly statuses?: Array<unknown>
}

interface Entry {
  readonly id: string
  readonly changes: Array<{ readonly value: Value | Notice["value"]; readonly field: string }>
}

/** The body of one callback, before it is bytes and signed. */
export interface Envelope {
  readonly object: "whatsapp_business_account"
  readonly entry: ReadonlyArray<Entry>
}

/** One envelope for all of these; each notice is a change of its own. */
export const of = (updates: ReadonlyArray<Update>): Envelope => {
  const entries = new Map<string, Entry>()
  const values = new Map<string, Value>()
  for (const update of updates) {
    const entry = entries.get(update.wabaId) ?? { id: update.wabaId, changes: [] }
    entries.set(update.wabaId, entry)
    if (update.content.kind === "notice") {
      entry.changes.push({ value: update.content.value, field: update.content.field })
      continue
    }
    const key = `${update.phoneNumberId} ${update.content.kind}`
    let value = values.get(key)
    if (value === undefined) {
      value = blank(update)
      values.set(key, value)
      entry.changes.push({ value, field: "messages" })
    }
    if (update.content.kind === "status") value.statuses?.push(update.content.status)
    else {
      value.contacts?.push(update.content.contact)
      value.messages?.push(update.content.message)
    }
  }
  return { object: "whatsapp_business_account", entry: [...entries.values()] }
}

const blank = ({ content, displayPhoneNumber, phoneNumberId }: Update): Value => ({
  messaging_product: "whatsapp",
  metadata: { display_phone_number: displayPhoneNumber.replace(/\D/g, ""), phone_number_id: phoneNumberId },
  ...(content.kind === "status" ? { statuses: [] } : { contacts: [], messages: [] })
})
