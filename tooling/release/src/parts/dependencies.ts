import { mkdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import * as Audit from "../Audit.ts"
import type { Part } from "../Part.ts"
import * as Progress from "../Progress.ts"
import * as Workspace from "../Workspace.ts"

const bill = "sbom.cdx.json"

const componentsIn = (text: string): number => {
  const document: unknown = JSON.parse(text)
  return typeof document === "object" &&
    document !== null &&
    "components" in document &&
    Array.isArray(document.components)
    ? document.components.length
    : 0
}

/** The bill is made of what is installed; the audit is one request about all of it. */
const billSecondsMax = 120
const auditSecondsMax = 45

const sbomArguments = ["sbom", "--prod", "--sbom-format", "cyclonedx", "--sbom-type", "application", "--out"]
const auditArguments = ["--config.fetch-retries=0", "audit", "--prod", "--audit-level", "moderate"]

/** Where an audit that could not be done is a fault: a release's own pipeline. */
const isAuditRequired = process.env["AUDIT_REQUIRED"] === "true"

/** The software bill of materials (CycloneDX), and the audit of what is in it. */
export const dependencies: Part = {
  name: "dependencies",
  describe: "a bill of materials of everything that runs in production, and an audit of it",
  run: async ({ folder }) => {
    await mkdir(folder, { recursive: true })
    const path = join(folder, bill)
    await Progress.around("bill of materials", () =>
      Workspace.pnpm([...sbomArguments, path], { secondsMax: billSecondsMax })
    )
    const components = componentsIn(await readFile(path, "utf8"))
    const audited = await Progress.around("audit", () =>
      Audit.run(() => Workspace.pnpm(auditArguments, { secondsMax: auditSecondsMax }))
    )
    const unaudited = audited._tag === "NotDone" ? [`the audit: ${audited.reason}`] : []
    return {
      summary: `${components} components in ${bill}; ${audited._tag === "Clean" ? "nothing is known against them" : "see below"}`,
      skipped: isAuditRequired ? [] : unaudited,
      faults: [
        ...(components > 0 ? [] : ["the bill of materials is empty"]),
        ...(audited._tag === "Found" ? [`the audit of the dependencies: ${audited.report}`] : []),
        ...(isAuditRequired ? unaudited.map((reason) => `${reason}, and AUDIT_REQUIRED asks for one`) : [])
      ]
    }
  }
}
