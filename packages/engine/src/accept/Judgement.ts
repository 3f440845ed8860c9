import * as OutboundMessage from "@sluice/core/message/OutboundMessage"
import * as Units from "@sluice/core/message/Units"
import * as PhoneFinding from "@sluice/core/phone/Finding"
import * as PhoneNumber from "@sluice/core/phone/PhoneNumber"
import { Array, Either } from "effect"
import type { Sender } from "../ports/Directory.ts"
import * as Finding from "./Finding.ts"

/** What a caller asks to be sent. `content` is whatever came: it is judged here. */
export interface SendRequest {
  /** Null where a pool's senders take turns. */
  readonly senderId: string | null
  /** The pool that it is dealt to; null or left out is the default one of the caller's account. Only without a sender (RL-10). */
  readonly pool?: string | null
  readonly recipient: string
  readonly content: unknown
  /** The message that this one answers: our own id of it, or the platform's. */
  readonly replyTo: string | null
  /** The caller's key, unique within an account (RT-05). */
  readonly idempotencyKey: string | null
  /** What the caller wants to hear back with every status (`NewMessage.callerData`); left out where it gave none. */
  readonly callerData?: string
}

/** A request against which nothing stands. */
export interface Sound {
  /** E.164. */
  readonly recipient: string
  readonly content: OutboundMessage.Content
  readonly kind: "text" | "media"
  readonly units: number
  /** Doubts that do not forbid sending: a VoIP number, an unusual length (PH-03, PH-06). */
  readonly warnings: ReadonlyArray<Finding.Finding>
}

/** The platform refuses a message to the number that sends it. */
const toItself: Finding.Finding = {
  path: "recipient",
  code: "recipient-is-sender",
  rule: "CLOUD_API 131021",
  message: "the recipient is the sending number itself",
  suggestion: null
}

const ofPhone = ({ code, rule, message, suggestion }: PhoneFinding.Finding): Finding.Finding => ({
  path: "recipient",
  code,
  rule,
  message,
  suggestion
})

/** The content as the schema reads it, or its faults as findings. */
const judgeContent = (json: unknown): Either.Either<OutboundMessage.Content, ReadonlyArray<Finding.Finding>> =>
  Either.mapLeft(OutboundMessage.decodeContent(json), (issues) =>
    issues.map(({ path, code, message }) =>
      Finding.within("content", { path, code, rule: "SF-05", message, suggestion: null })
    )
  )

/** What a message weighs under the sender's policy; one unit where the policy knows no weights (RL-02). */
const unitsOf = (sender: Sender, content: OutboundMessage.Content): number => {
  const window = sender.policy.pacing.senderWindow
  return window === null ? 1 : Units.units(window, content)
}

/**
 * Whether a request can be sent through a sender, or everything that stands against it (SF-05, PH-01 to PH-06).
 *
 * The number is judged strictly and the content in full, so that one answer tells every fault.
 *
 * @param sender of several that may send it, any: they share an account, and so a policy
 * @param ownNumbers of all that may send it
 */
export const judge = (
  sender: Sender,
  request: SendRequest,
  ownNumbers: ReadonlyArray<string>
): Either.Either<Sound, ReadonlyArray<Finding.Finding>> => {
  const number = PhoneNumber.judge(sender.policy.numbers, request.recipient)
  const [doubts, errors] = Array.partition(number.findings, (finding) => finding.severity === "error")
  const content = judgeContent(request.content)
  const findings = [
    ...errors.map(ofPhone),
    ...(number.e164 !== null && ownNumbers.includes(number.e164) ? [toItself] : []),
    ...Either.match(content, { onLeft: (faults) => faults, onRight: () => [] })
  ]
  if (findings.length > 0 || !number.sendable || Either.isLeft(content)) return Either.left(findings)
  return Either.right({
    recipient: number.e164,
    content: content.right,
    kind: Units.kindOf(content.right),
    units: unitsOf(sender, content.right),
    warnings: doubts.map(ofPhone)
  })
}
