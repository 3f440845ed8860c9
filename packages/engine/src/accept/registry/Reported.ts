import type { Event } from "@sluice/core/callback/Event"
import type { categories } from "@sluice/core/callback/notices/Template"
import type * as Word from "@sluice/core/callback/Word"
import * as Told from "@sluice/core/standing/Told"
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

type Category = RegisteredTemplate["draft"]["category"]

/** An import is the platform's word as well, as of when it was made. */
const recategorised =
  (category: Category, atMillis: number) =>
  (known: RegisteredTemplate): RegisteredTemplate =>
    atMillis < (known.categoryMillis ?? known.updatedMillis)
      ? known
      : {
          ...known,
          draft: { ...known.draft, category },
          categoryMillis: atMillis,
          updatedMillis: Math.max(known.updatedMillis, atMillis)
        }

const rated =
  (score: string, atMillis: number) =>
  (known: RegisteredTemplate): RegisteredTemplate =>
    known.quality !== undefined && atMillis < known.quality.atMillis
      ? known
      : { ...known, quality: { score, atMillis }, updatedMillis: Math.max(known.updatedMillis, atMillis) }

const categoryOf = (word: Word.In<typeof categories> | null): Category | null =>
  word === null || word.word === "other" ? null : word.word

type Change = Reported["change"]

const changesOf = (event: Reporting, atMillis: number): ReadonlyArray<Change> => {
  switch (event._tag) {
    case "TemplateStatusChanged": {
      const notice = ApprovalNotice.read(event)
      const category = categoryOf(event.category)
      return [
        ...(notice._tag === "Changed" ? [stepped(notice.event, atMillis)] : []),
        ...(category === null ? [] : [recategorised(category, atMillis)])
      ]
    }
    case "TemplateCategoryChanged": {
      const category = categoryOf(event.current)
      return category === null ? [] : [recategorised(category, atMillis)]
    }
    case "TemplateQualityChanged":
      return event.current === null ? [] : [rated(event.current.text, atMillis)]
  }
}

type Reporting = Extract<
  Event,
  { readonly _tag: "TemplateStatusChanged" | "TemplateCategoryChanged" | "TemplateQualityChanged" }
>

const isReporting = (event: Event): event is Reporting =>
  event._tag === "TemplateStatusChanged" ||
  event._tag === "TemplateCategoryChanged" ||
  event._tag === "TemplateQualityChanged"

/**
 * What an event of a callback changes about a registered template: its approval (TP-06), its category, by which marketing is told, or how it is
 * received. Of each the newest word stands, in whatever order they come. Null for every other event, and for one that does not say which template it
 * is about.
 */
export const of = (accountId: string, event: Event, receivedMillis: number): Reported | null => {
  if (!isReporting(event)) return null
  const language = event.template.language?.replaceAll("-", "_") ?? null
  const key = keyOf(accountId, { ...event.template, language })
  if (key === null) return null
  const changes = changesOf(event, Told.momentOf(event.timestampSeconds, receivedMillis))
  return changes.length === 0 ? null : { key, change: (known) => changes.reduce((now, change) => change(now), known) }
}
