import * as Approval from "@sluice/core/template/Approval"
import { Either } from "effect"
import * as Import from "../accept/registry/Import.ts"
import type { Finding } from "../accept/Finding.ts"
import type { ProviderTemplate } from "../ports/ProviderTemplates.ts"
import type { RegisteredTemplate } from "../ports/Templates.ts"

/** What a provider's list says of one template, read; or why it cannot be. */
export interface Polled {
  readonly name: string
  readonly language: string
  readonly imported: Either.Either<Import.Imported, ReadonlyArray<Finding>>
  readonly platformId: string
  readonly quality: string | null
  readonly rejection: string | null
}

/** Reads a template as it was listed. One of a shape that is not known is kept by its name: it is there, and cannot be fitted to. */
export const read = ({ id, language, listed, name, quality, rejection }: ProviderTemplate): Polled => ({
  name,
  language,
  imported: Import.read(listed, null),
  platformId: id,
  quality,
  rejection
})

const noReason: Approval.Reason = { code: null, details: null, recommendation: null }

/** What a status in a list means for the machine; null where it is no report of the platform's. */
const eventOf = (status: Approval.Status, rejection: string | null): Approval.Event | null => {
  const reason = { ...noReason, code: rejection }
  switch (status) {
    case "draft":
      return null
    case "submitted":
      return Approval.Reviewing()
    case "approved":
      return Approval.Approved()
    case "rejected":
      return Approval.Rejected({ reason })
    case "paused":
      return Approval.Paused({ reason, forMillis: null })
    case "disabled":
      return Approval.Disabled({ reason })
  }
}

/** A state that the machine has no way to, as for a template that was paused before it was known here: the platform's word stands. */
const adopted = (
  known: Approval.State | null,
  status: Approval.Status,
  rejection: string | null,
  nowMillis: number
) => {
  const event = eventOf(status, rejection)
  return {
    status,
    sinceMillis: nowMillis,
    revisions: known?.revisions ?? 0,
    reason: event !== null && "reason" in event ? event.reason : null,
    pausedUntilMillis: null
  }
}

/**
 * The approval after a poll. A status that stands already keeps everything that callbacks told of it, which is more than a list does: its
 * reason, and when a pause ends.
 */
const approvalOf = (
  known: Approval.State | null,
  status: Approval.Status,
  rejection: string | null,
  nowMillis: number
): Approval.State => {
  if (known === null) return adopted(null, status, rejection, nowMillis)
  if (known.status === status) {
    return known.reason === null && rejection !== null ? { ...known, reason: { ...noReason, code: rejection } } : known
  }
  const event = eventOf(status, rejection)
  return event === null
    ? known
    : Either.getOrElse(Approval.step(known, event, nowMillis), () => adopted(known, status, rejection, nowMillis))
}

/** The registered template after a poll at `nowMillis`; what is the same as before is the same value. Null for one that cannot be read. */
export const merged = (
  accountId: string,
  { imported, platformId, quality, rejection }: Polled,
  known: RegisteredTemplate | null,
  nowMillis: number
): RegisteredTemplate | null => {
  if (Either.isLeft(imported)) return null
  const { draft, status } = imported.right
  const approval = approvalOf(known?.approval ?? null, status, rejection, nowMillis)
  const isSame =
    known !== null &&
    known.platformId === platformId &&
    (quality === null || known.quality?.score === quality) &&
    JSON.stringify([known.draft, known.approval]) === JSON.stringify([draft, approval])
  if (isSame) return known
  return {
    ...known,
    accountId,
    draft,
    approval,
    platformId,
    ...(quality === null || known?.quality?.score === quality
      ? {}
      : { quality: { score: quality, atMillis: nowMillis } }),
    categoryMillis: nowMillis,
    updatedMillis: nowMillis
  }
}

/** A registered template that the provider has no more: nothing can be sent with it. Null where it was never there, or is known to be gone. */
export const gone = (known: RegisteredTemplate, nowMillis: number): RegisteredTemplate | null => {
  const { status } = known.approval
  if (status === "draft" || status === "disabled") return null
  const event = Approval.Disabled({
    reason: { ...noReason, code: "DELETED", details: "the provider does not list it" }
  })
  return Either.match(Approval.step(known.approval, event, nowMillis), {
    onLeft: () => null,
    onRight: (approval) => ({ ...known, approval, updatedMillis: nowMillis })
  })
}
