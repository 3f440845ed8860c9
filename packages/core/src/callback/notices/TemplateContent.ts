import type * as Log from "../internal/Log.ts"
import * as Notice from "../internal/notice.ts"
import * as Read from "../internal/read.ts"
import type { Dated } from "../Origin.ts"
import * as Word from "../Word.ts"
import { categories, readRef, refKeys } from "./Template.ts"
import type { TemplateRef } from "./Template.ts"

/** What a button of a template does, as callbacks write it: more words than a draft may have (`template/DraftButton`). */
export const buttonTypes = Word.list(
  "CATALOG",
  "COPY_CODE",
  "EXTENSION",
  "FLOW",
  "MPM",
  "ORDER_DETAILS",
  "OTP",
  "PHONE_NUMBER",
  "POSTBACK",
  "REMINDER",
  "SEND_LOCATION",
  "SPM",
  "QUICK_REPLY",
  "URL",
  "VOICE_CALL"
)

/** A template has a new text. */
export interface TemplateComponentsChanged extends Dated {
  readonly _tag: "TemplateComponentsChanged"
  readonly template: TemplateRef
  readonly header: string | null
  readonly body: string | null
  readonly footer: string | null
  readonly buttons: ReadonlyArray<{
    readonly type: Word.In<typeof buttonTypes> | null
    readonly text: string | null
    readonly url: string | null
    readonly phoneNumber: string | null
  }>
}

/** A template has another category, or will have: then `correct` and `atSeconds` tell which and when. */
export interface TemplateCategoryChanged extends Dated {
  readonly _tag: "TemplateCategoryChanged"
  readonly template: TemplateRef
  readonly previous: Word.In<typeof categories> | null
  readonly current: Word.In<typeof categories> | null
  readonly correct: Word.In<typeof categories> | null
  readonly atSeconds: number | null
}

const knownComponents = new Set([
  ...refKeys,
  "message_template_title",
  "message_template_element",
  "message_template_footer",
  "message_template_buttons"
])
const knownButton = new Set([
  "message_template_button_type",
  "message_template_button_text",
  "message_template_button_url",
  "message_template_button_phone_number"
])
const knownCategory = new Set([
  ...refKeys,
  "previous_category",
  "new_category",
  "correct_category",
  "category_update_timestamp"
])

const readButton = (log: Log.Log, value: Read.Fields, path: string): TemplateComponentsChanged["buttons"][number] => {
  Read.onlyKnown(log, value, knownButton, path)
  return {
    type: Read.word(log, value, "message_template_button_type", path, buttonTypes),
    text: Read.text(log, value, "message_template_button_text", path),
    url: Read.text(log, value, "message_template_button_url", path),
    phoneNumber: Read.text(log, value, "message_template_button_phone_number", path)
  }
}

/** `message_template_components_update` */
export const readComponents: Notice.Reader<TemplateComponentsChanged> = (log, value, place) => {
  const { path } = place
  Read.onlyKnown(log, value, knownComponents, path)
  return [
    {
      _tag: "TemplateComponentsChanged",
      ...Notice.datedAs(log, value, place, null),
      template: readRef(log, value, path),
      header: Read.text(log, value, "message_template_title", path),
      body: Read.text(log, value, "message_template_element", path),
      footer: Read.text(log, value, "message_template_footer", path),
      buttons: Read.records(log, value, "message_template_buttons", path, readButton)
    }
  ]
}

/** `template_category_update` */
export const readCategory: Notice.Reader<TemplateCategoryChanged> = (log, value, place) => {
  const { path } = place
  Read.onlyKnown(log, value, knownCategory, path)
  const current = Read.word(log, value, "new_category", path, categories)
  return [
    {
      _tag: "TemplateCategoryChanged",
      ...Notice.datedAs(log, value, place, null),
      template: readRef(log, value, path),
      previous: Read.word(log, value, "previous_category", path, categories),
      current: Notice.needed(log, current, value, path, "new_category"),
      correct: Read.word(log, value, "correct_category", path, categories),
      atSeconds: Read.seconds(log, value, "category_update_timestamp", path)
    }
  ]
}
