import { mkdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import * as Command from "../Command.ts"
import type { Part } from "../Part.ts"
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

/** What the registry has published against a version that runs in production. */
type Audit =
  | { readonly _tag: "Clean" }
  | { readonly _tag: "Found"; readonly report: string }
  /** Not every mirror of a registry answers audits. */
  | { readonly _tag: "NotDone"; readonly reason: string }

const notAnswered = /ERR_PNPM_AUDIT_[A-Z_]+/

const audit = async (): Promise<Audit> => {
  try {
    await Workspace.pnpm(["--config.fetch-retries=0", "audit", "--prod", "--audit-level", "moderate"])
    return { _tag: "Clean" }
  } catch (error) {
    if (!(error instanceof Command.CommandFailed)) throw error
    const [reason] = notAnswered.exec(error.message) ?? []
    return reason === undefined ? { _tag: "Found", report: error.message } : { _tag: "NotDone", reason }
  }
}

/** Where an audit that could not be done is a fault: a release's own pipeline. */
const isAuditRequired = process.env["AUDIT_REQUIRED"] === "true"

/** The software bill of materials (CycloneDX), and the audit of what is in it. */
export const dependencies: Part = {
  name: "dependencies",
  describe: "a bill of materials of everything that runs in production, and an audit of it",
  run: async (folder) => {
    await mkdir(folder, { recursive: true })
    const path = join(folder, bill)
    await Workspace.pnpm(["sbom", "--prod", "--sbom-format", "cyclonedx", "--sbom-type", "application", "--out", path])
    const components = componentsIn(await readFile(path, "utf8"))
    const audited = await audit()
    const told =
      audited._tag === "NotDone" ? `SKIPPED: no audit, the registry does not do it (${audited.reason})` : "audited"
    return {
      summary: `${components} components in ${bill}; ${told}`,
      faults: [
        ...(components > 0 ? [] : ["the bill of materials is empty"]),
        ...(audited._tag === "Found" ? [`the audit of the dependencies: ${audited.report}`] : []),
        ...(audited._tag === "NotDone" && isAuditRequired ? ["AUDIT_REQUIRED is set, and no audit could be done"] : [])
      ]
    }
  }
}
