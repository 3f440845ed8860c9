import type { Sender } from "../ports/Directory.ts"
import type { ProviderUnwilling } from "../ports/ProviderAnswer.ts"
import type { HealthPart, NumberReport } from "../ports/ProviderInspection.ts"
import { fail, type Finding, ok, skipped, warn } from "./Finding.ts"

/** What is wrong, and what to do about it. */
interface Trouble {
  readonly seen: string
  readonly remedy: string
}

const partOf = ({ canSend, entity, errors }: HealthPart): ReadonlyArray<string> =>
  canSend === "AVAILABLE"
    ? []
    : [[`${entity} is ${canSend}`, ...errors.map(({ description }) => description)].filter(Boolean).join(": ")]

const managerRemedy = "look at the number in WhatsApp Manager"

/** The platform's own remedies for what stands in the way; its manager where it names none. */
const remedyOf = (parts: ReadonlyArray<HealthPart>): string => {
  const told = parts.flatMap(({ errors }) => errors.flatMap(({ remedy }) => (remedy === null ? [] : [remedy])))
  return told[0] ?? managerRemedy
}

/** What keeps every message of the number from leaving; null where nothing does. */
const blocked = ({ health, status }: NumberReport): Trouble | null => {
  if (health?.canSend === "BLOCKED") {
    return { seen: health.parts.flatMap(partOf).join("; ") || "it is BLOCKED", remedy: remedyOf(health.parts) }
  }
  return status === null || status === "CONNECTED" || status === "UNKNOWN"
    ? null
    : { seen: `its status is ${status}`, remedy: managerRemedy }
}

const doubts = (
  { health, messagingTier, nameStatus, quality, throughput }: NumberReport,
  sender: Sender
): ReadonlyArray<Trouble> => {
  const configured = sender.told?.configured ?? {
    throughput: sender.throughput,
    messagingTier: sender.messagingTier ?? null
  }
  const found: Array<Trouble> = []
  if (health?.canSend === "LIMITED") {
    found.push({ seen: health.parts.flatMap(partOf).join("; "), remedy: remedyOf(health.parts) })
  }
  if (quality === "RED" || quality === "YELLOW") {
    const remedy = "send less of what people block or report; `sluice errors explain 131048` says more"
    found.push({ seen: `its quality is ${quality}`, remedy })
  }
  if (nameStatus === "DECLINED" || nameStatus === "EXPIRED") {
    found.push({ seen: `its display name is ${nameStatus}`, remedy: "propose another name in WhatsApp Manager" })
  }
  if (throughput !== null && throughput !== configured.throughput) {
    const seen = `the platform lets it send at "${throughput}", and the accounts file says "${configured.throughput}"`
    found.push({ seen, remedy: `set its "throughput" to "${throughput}" in the accounts file` })
  }
  if (messagingTier !== null && messagingTier !== configured.messagingTier) {
    const said = configured.messagingTier === null ? "does not say" : `says ${configured.messagingTier}`
    const seen = `the platform's messaging limit is ${messagingTier}, and the accounts file ${said}`
    found.push({ seen, remedy: `set the business's "messagingTier" to "${messagingTier}" in the accounts file` })
  }
  return found
}

/** What the platform tells, in one line. */
const summary = ({ messagingTier, quality, status, throughput, verifiedName }: NumberReport): string =>
  [
    verifiedName === null ? null : JSON.stringify(verifiedName),
    status,
    quality === null ? null : `quality ${quality}`,
    messagingTier,
    throughput === null ? null : `throughput ${throughput}`
  ]
    .filter((part) => part !== null)
    .join(", ")

/** What the platform says of a number of ours, against what is configured (CLOUD_API 3.4): nothing where nothing is wrong, and each doubt by itself. */
export const of = (sender: Sender, report: NumberReport): ReadonlyArray<Finding> => {
  const barrier = blocked(report)
  if (barrier !== null) return [fail("numbers", sender.id, barrier.seen, barrier.remedy)]
  const found = doubts(report, sender)
  return found.length === 0
    ? [ok("numbers", sender.id, summary(report))]
    : found.map(({ remedy, seen }) => warn("numbers", sender.id, seen, remedy))
}

/** The provider did not tell: no finding about the number. Where its token is at fault, the checks of the token say so. */
export const untold = (sender: Sender, { detail, remedy, why }: ProviderUnwilling): Finding =>
  skipped("numbers", sender.id, detail, why === "unsupported" ? null : remedy)
