/**
 * Whether a text can be an access token at all (SPEC SF-04): what is checked before anybody is asked, since a third of first connections fail
 * on a token that was copied wrongly.
 *
 * An error is a text that cannot be a token, or not one that sends; a warning one that does not look like the platform's, which the
 * platform itself decides. No finding ever holds a part of the text.
 */
export interface Finding {
  readonly code: Code
  readonly severity: "error" | "warning"
  /** What is wrong, and what to do about it. */
  readonly message: string
}

/** Names one fault of a token as it is written; stable, for programs to act on. */
export type Code =
  | "empty"
  | "scheme"
  | "quoted"
  | "blank"
  | "characters"
  | "placeholder"
  | "app-token"
  | "too-long"
  | "truncated"
  | "shape"

/** The platform's tokens are 150 characters and more; what is under this was cut off on its way. */
const platformCharactersMin = 100

/** Far beyond the longest token: a request header has to carry it. */
export const charactersMax = 4_096

interface Rule extends Finding {
  readonly finds: (text: string) => boolean
}

const error = (code: Code, finds: Rule["finds"], message: string): Rule => ({ code, severity: "error", finds, message })
const warning = (code: Code, finds: Rule["finds"], message: string): Rule => ({
  code,
  severity: "warning",
  finds,
  message
})

const bare = (text: string): string => text.trim()

const errors: ReadonlyArray<Rule> = [
  error(
    "scheme",
    (text) => /^["'`]?(?:authorization:|(?:bearer|oauth)\s)/i.test(bare(text)),
    "it begins with the scheme of a header: give the token alone, without `Bearer`"
  ),
  error(
    "quoted",
    (text) => /^["'`\u2018-\u201f]|["'`\u2018-\u201f]$/.test(bare(text)),
    "it stands in quotation marks: give it without them"
  ),
  error("blank", (text) => /\s/.test(text), "there are blanks or line breaks in it: copy it again, in one piece"),
  error(
    "characters",
    (text) => /[^\s\x21-\x7e\u2018-\u201f\u2026]/.test(text),
    "there are characters in it that no token has: copy it again, as plain text"
  ),
  error(
    "placeholder",
    (text) => /[<>\u2026]|\.\.\.|^\$|^(?:your|my)[-_ ]/i.test(text),
    "it is a placeholder, or was shortened for show: give the token itself"
  ),
  error(
    "app-token",
    (text) => /^\d+\|/.test(text),
    "it is the token of an app, which cannot send: create one for a system user, with the permission whatsapp_business_messaging"
  ),
  error(
    "too-long",
    (text) => text.length > charactersMax,
    `it is longer than ${charactersMax} characters: give the token alone`
  )
]

const isPlatforms = (text: string): boolean => text.startsWith("EAA")

const warnings: ReadonlyArray<Rule> = [
  warning(
    "truncated",
    (text) => isPlatforms(text) && text.length < platformCharactersMin,
    `it has fewer than ${platformCharactersMin} characters: it was cut off when it was copied, most likely`
  ),
  warning(
    "shape",
    (text) => !isPlatforms(text) || /[^A-Za-z0-9]/.test(text),
    "it does not look like the platform's tokens, which are letters and digits that begin with EAA"
  )
]

const found = (rules: ReadonlyArray<Rule>, text: string): ReadonlyArray<Finding> =>
  rules.flatMap(({ code, finds, message, severity }) => (finds(text) ? [{ code, severity, message }] : []))

/** Everything that is wrong with the form of a token; warnings only where there is no error. */
export const check = (text: string): ReadonlyArray<Finding> => {
  if (text.trim() === "") return [{ code: "empty", severity: "error", message: "there is no token" }]
  const wrong = found(errors, text)
  return wrong.length > 0 ? wrong : found(warnings, text)
}

/** Whether a text with these findings is no token. */
export const isRefused = (findings: ReadonlyArray<Finding>): boolean =>
  findings.some(({ severity }) => severity === "error")
