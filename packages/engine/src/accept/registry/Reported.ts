import type { Event } from "@sluice/core/callback/Event"
import * as Approval from "@sluice/core/template/Approval"
import * as ApprovalNotice from "@sluice/core/template/ApprovalNotice"
import { Either } from "effect"
import type { RegisteredTemplate, TemplateKey } from "../../ports/Templates.ts"

/** Something that the platform reported of a template of ours. */
export interface Reported {
  readonly key: TemplateKey
  readonly change: (known: RegisteredTemplate) => RegisteredTemplate
}

const keyOf = (accountId: string, { language, name }: ApprovalNotice.Subject): TemplateKey | null =>
  name === null || language === null ? null : { accountId, name, language }

/** A step that the machine refuses (older than what stands) changes nothing. */
const stepped =
  (event: Approval.Event, atMillis: number) =>
  (known: RegisteredTemplate): RegisteredTemplate =>
    Either.match(Approval.step(known.approval, event, atMillis), {
      onLeft: () => known,
      onRight: (approval) => ({ ...known, approval, updatedMillis: Math.max(known.updatedMillis, atMillis) })
    })

const recategorised =
  (category: RegisteredTemplate["draft"]["category"], atMillis: number) =>
  (known: RegisteredTemplate): RegisteredTemplate =>
    atMillis < known.updatedMillis ? known : { ...known, draft: { ...known.draft, category }, updatedMillis: atMillis }

/**
 * What an event of a callback changes about a registered template: its approval (TP-06), or its category, by which marketing is told. Null
 * for every other event, and for one that does not say which template it is about.
 */
export const of = (accountId: string, event: Event, receivedMillis: number): Reported | null => {
  if (event._tag !== "TemplateStatusChanged" && event._tag !== "TemplateCategoryChanged") return null
  const atMillis = event.timestampSeconds === null ? receivedMillis : event.timestampSeconds * 1_000
  const language = event.template.language?.replaceAll("-", "_") ?? null
  const key = keyOf(accountId, { ...event.template, language })
  if (key === null) return null
  if (event._tag === "TemplateCategoryChanged") {
    const word = event.current?.word
    return word === undefined || word === "other" ? null : { key, change: recategorised(word, atMillis) }
  }
  const notice = ApprovalNotice.read(event)
  return notice._tag === "Changed" ? { key, change: stepped(notice.event, atMillis) } : null
}
