/** One reason why a message cannot be sent as it is, or a doubt about one that can. */
export interface Finding {
  /** Where in the request, dotted, list positions in brackets: `recipient`, `content.interactive.action.buttons[2].title`. */
  readonly path: string
  /** Stable and meant for programs. */
  readonly code: string
  /** The rule behind it (`PH-02`, `CLOUD_API 3.1`). */
  readonly rule: string | null
  readonly message: string
  /** A value or an act that would put it right, where one is known. */
  readonly suggestion: string | null
}

/** The same finding, seen from a request that holds the one it was found in. */
export const within = (path: string, finding: Finding): Finding => ({
  ...finding,
  path: finding.path === "" || finding.path.startsWith("[") ? `${path}${finding.path}` : `${path}.${finding.path}`
})
