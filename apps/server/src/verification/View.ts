import type { VerificationView } from "@sluice/client/Verification"
import * as BusinessDocuments from "@sluice/core/verification/BusinessDocuments"
import type { Standing } from "@sluice/engine/verification/Verifying"
import type { ShownNumber } from "@sluice/engine/verification/VerificationDesk"
import { iso } from "../messages/Views.ts"

type View = (typeof VerificationView)["Encoded"]

const smsOf = ({ admission, risk, verification }: Standing): Pick<View, "sms" | "failuresInRow" | "until"> => {
  switch (admission._tag) {
    case "Admitted":
      return { sms: risk === "high" ? "verified" : "not-needed", failuresInRow: 0, until: null }
    case "Needed":
      return { sms: "needed", failuresInRow: admission.failuresInRow, until: null }
    case "Awaited":
      return {
        sms: "under-way",
        failuresInRow: verification._tag === "Pending" ? verification.failuresInRow : 0,
        until: iso(admission.untilMillis)
      }
    case "Blocked":
      return { sms: "blocked", failuresInRow: 0, until: iso(admission.untilMillis) }
  }
}

const documentsOf = ({ documents, proof }: Standing): View["documents"] => {
  const lacks = proof._tag === "Lacks" ? proof.lacks : []
  return BusinessDocuments.Kind.literals.map((kind): View["documents"][number] => {
    const paper = documents[kind]
    const common = { document: kind, submission: paper.number, validUntil: null, reason: null }
    switch (paper._tag) {
      case "Missing":
        return { ...common, state: "missing", reference: null, since: null }
      case "InReview":
        return { ...common, state: "in-review", reference: paper.reference, since: iso(paper.sinceMillis) }
      case "Refused": {
        const { atMillis, reason, reference } = paper
        return { ...common, state: "refused", reference, since: iso(atMillis), reason }
      }
      case "Accepted": {
        const expired = lacks.find((lack) => lack._tag === "Expired" && lack.kind === kind)
        return {
          ...common,
          state: expired === undefined ? "accepted" : "expired",
          reference: paper.reference,
          since: iso(paper.atMillis),
          validUntil: paper.untilMillis === null ? null : iso(paper.untilMillis)
        }
      }
    }
  })
}

/** A number and what proves it, as the client's description has it. */
export const of = ({ sender, standing }: ShownNumber): View => ({
  senderId: sender.id,
  accountId: sender.accountId,
  number: sender.number,
  lineType: standing.lineType,
  risk: standing.risk,
  attempt: standing.verification.number,
  ...smsOf(standing),
  documents: documentsOf(standing),
  documented: standing.proof._tag === "Verified"
})
