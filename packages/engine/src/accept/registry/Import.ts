import * as TemplateDraft from "@sluice/core/template/TemplateDraft"
import type { Status } from "@sluice/core/template/Approval"
import { Either } from "effect"
import type { RegisteredTemplate } from "../../ports/Templates.ts"
import type { Finding } from "../Finding.ts"

/** A template of a file, ready for the registry. */
export interface Imported {
  readonly draft: TemplateDraft.TemplateDraft
  readonly status: Status
}

/** The platform's own words for where a template stands (CLOUD_API 3.6), and ours. */
const statuses: Readonly<Record<string, Status>> = {
  draft: "draft",
  submitted: "submitted",
  pending: "submitted",
  in_appeal: "submitted",
  approved: "approved",
  rejected: "rejected",
  paused: "paused",
  disabled: "disabled",
  archived: "disabled",
  deleted: "disabled",
  pending_deletion: "disabled",
  limit_exceeded: "disabled"
}

const finding = (path: string, code: string, message: string, suggestion: string | null): Finding => ({
  path,
  code,
  rule: "TP-07",
  message,
  suggestion
})

const isFields = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const statusOf = (
  json: Readonly<Record<string, unknown>>,
  otherwise: Status | null
): Either.Either<Status, Finding> => {
  const word = json["status"]
  if (word === undefined && otherwise !== null) return Either.right(otherwise)
  if (word === undefined) {
    return Either.left(finding("status", "missing", "is missing: whether the platform has approved it", "APPROVED"))
  }
  const known =
    typeof word === "string" && Object.hasOwn(statuses, word.toLowerCase()) ? statuses[word.toLowerCase()] : undefined
  return known === undefined
    ? Either.left(finding("status", "not-allowed", "is no status of a template", "APPROVED"))
    : Either.right(known)
}

/**
 * Reads a template as the platform lists it: the draft with its `status` beside it. Every fault is told at once.
 *
 * @param otherwise the status of a template that comes without one; null refuses it
 */
export const read = (json: unknown, otherwise: Status | null): Either.Either<Imported, ReadonlyArray<Finding>> => {
  const { status: _, ...fields } = isFields(json) ? json : { status: null }
  const draft = Either.mapLeft(TemplateDraft.decode(isFields(json) ? fields : json), (issues) =>
    issues.map(({ code, message, path }) => finding(path, code, message, null))
  )
  const status = statusOf(isFields(json) ? json : {}, isFields(json) ? otherwise : "draft")
  if (Either.isRight(draft) && Either.isRight(status)) {
    return Either.right({ draft: draft.right, status: status.right })
  }
  return Either.left([
    ...Either.match(draft, { onLeft: (found) => found, onRight: () => [] }),
    ...Either.match(status, { onLeft: (found) => [found], onRight: () => [] })
  ])
}

/**
 * The registered template that an import leads to. A status that stands already keeps its time and its reason; a changed one begins now, as
 * far as we know.
 */
export const merge = (
  accountId: string,
  { draft, status }: Imported,
  known: RegisteredTemplate | null,
  nowMillis: number
): RegisteredTemplate => ({
  accountId,
  draft,
  ...(known?.quality === undefined ? {} : { quality: known.quality }),
  ...(known?.platformId === undefined ? {} : { platformId: known.platformId }),
  categoryMillis: nowMillis,
  approval:
    known?.approval.status === status
      ? known.approval
      : {
          status,
          sinceMillis: nowMillis,
          revisions: known?.approval.revisions ?? 0,
          reason: null,
          pausedUntilMillis: null
        },
  updatedMillis: nowMillis
})
