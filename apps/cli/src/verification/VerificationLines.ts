import type { VerificationView } from "@sluice/client/Verification"
import { DateTime } from "effect"
import * as Table from "../Table.ts"

type Paper = VerificationView["documents"][number]

const sms = ({ attempt, failuresInRow, sms, until }: VerificationView): string => {
  const end = until === null ? "" : ` until ${DateTime.formatIso(until)}`
  const failed = failuresInRow === 0 ? "" : `, ${failuresInRow} failed in a row`
  return sms === "under-way" ? `attempt ${attempt} under way${end}${failed}` : `${sms}${end}${failed}`
}

/** Every number, one a line. */
export const table = (numbers: ReadonlyArray<VerificationView>): string =>
  numbers.length === 0
    ? "no senders"
    : Table.plain(
        ["sender", "number", "line", "by SMS", "papers"],
        numbers.map((one) => [
          one.senderId,
          one.number,
          one.lineType,
          sms(one),
          one.documented ? "complete" : one.documents.map(({ state }) => state).join(", ")
        ])
      )

const standing = ({ reason, since, state, submission, validUntil }: Paper): ReadonlyArray<string> => [
  state,
  submission === 0 ? "" : String(submission),
  since === null ? "" : DateTime.formatIsoDateUtc(since),
  validUntil === null ? "" : DateTime.formatIsoDateUtc(validUntil),
  reason ?? ""
]

/** One number, with its papers. */
export const page = (one: VerificationView): string =>
  [
    `${one.senderId} ${one.number}: ${one.lineType}, risk ${one.risk}`,
    `By SMS: ${sms(one)}`,
    Table.plain(
      ["paper", "state", "submission", "since", "valid until", "why"],
      one.documents.map((paper) => [paper.document, ...standing(paper)])
    )
  ].join("\n")
