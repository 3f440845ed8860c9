/** Every way in which a message does not fit a template, and the code that the platform would answer (CLOUD_API 3.3). */
const catalogue = {
  "template-unknown": 132001,
  "language-missing": 132001,
  "template-not-approved": 132001,
  "template-paused": 132015,
  "template-disabled": 132016,
  "values-count": 132000,
  "value-name": 132012,
  "value-format": 132012,
  "value-not-encoded": 132012,
  "button-kind": 132012,
  "text-too-long": 132005
} as const

/** Names one diagnosis; stable, for programs to act on. */
export type Code = keyof typeof catalogue

/** The platform's answer that a finding spares. */
export type Foreseen = (typeof catalogue)[Code]

const isCode = (text: string): text is Code => Object.hasOwn(catalogue, text)

/** The platform's answer that a finding of this code spares; null for what is no code of these. */
export const foreseenBy = (code: string): Foreseen | null => (isCode(code) ? catalogue[code] : null)

/**
 * One reason why a message is refused before it is queued (SPEC TP-07).
 *
 * `component` names the part of the template: `name`, `language`, `header`, `body`, `buttons[0]`, `carousel.cards[1].body`. `suggestion`
 * is a value to use instead, null where there is none to propose.
 */
export interface FitFinding {
  readonly code: Code
  readonly foresees: Foreseen
  readonly component: string
  readonly message: string
  readonly suggestion: string | null
}

/** A finding. */
export const make = (code: Code, component: string, message: string, suggestion: string | null = null): FitFinding => ({
  code,
  foresees: catalogue[code],
  component,
  message,
  suggestion
})
