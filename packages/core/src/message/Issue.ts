import { Either, Option, ParseResult, Schema, SchemaAST } from "effect"

/**
 * Kinds of fault in a message (SPEC SF-05).
 *
 * `syntax` is about a text that is no JSON at all; `missing`, `unknown-field`, `type` and `not-allowed` (a word that is not one of the list) are about shape; `empty`, `too-long`,
 * `too-few`, `too-many`, `out-of-range` about size; `format` about how a text is written; `exclusive` about fields that shut one
 * another out; `duplicate` about what must be unique; `mismatch` about fields that contradict each other.
 */
export type Code =
  | "syntax"
  | "missing"
  | "unknown-field"
  | "type"
  | "not-allowed"
  | "empty"
  | "too-long"
  | "too-few"
  | "too-many"
  | "out-of-range"
  | "format"
  | "exclusive"
  | "duplicate"
  | "mismatch"

/** One fault: `path` is dotted with list positions in brackets (`interactive.action.buttons[3].reply.title`), empty for the whole. */
export interface Issue {
  readonly path: string
  readonly code: Code
  readonly message: string
}

type Step = PropertyKey

/** `["action", "buttons", 3, "reply"]` as `action.buttons[3].reply`. */
const pathText = (steps: ReadonlyArray<Step>): string =>
  steps
    .map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`))
    .join("")
    .replace(/^\./, "")

/** Where a rule leaves its code on the parse issue that it makes. */
const codeAnnotation = Symbol.for("@sluice/core/message/Issue/code")

/** Makes the parse issue of a broken rule; a schema's filter returns it. */
export const broken = (
  code: Code,
  message: string,
  actual: unknown,
  at: ReadonlyArray<Step> = []
): ParseResult.ParseIssue => {
  const issue = new ParseResult.Type(
    SchemaAST.annotations(SchemaAST.neverKeyword, { [codeAnnotation]: code }),
    actual,
    message
  )
  const [first, ...rest] = at
  return first === undefined ? issue : new ParseResult.Pointer([first, ...rest], actual, issue)
}

const codes: ReadonlySet<unknown> = new Set<Code>([
  "syntax",
  "missing",
  "unknown-field",
  "type",
  "not-allowed",
  "empty",
  "too-long",
  "too-few",
  "too-many",
  "out-of-range",
  "format",
  "exclusive",
  "duplicate",
  "mismatch"
])

const isCode = (value: unknown): value is Code => codes.has(value)

const literals = (ast: SchemaAST.AST): ReadonlyArray<string> => {
  if (ast._tag === "Literal") return [String(ast.literal)]
  return ast._tag === "Union" ? ast.types.flatMap(literals) : []
}

const expected = (ast: SchemaAST.AST): string => {
  switch (ast._tag) {
    case "StringKeyword":
      return "must be a text"
    case "NumberKeyword":
      return "must be a number"
    case "BooleanKeyword":
      return "must be true or false"
    case "TupleType":
      return "must be a list"
    case "TypeLiteral":
      return "must be an object"
    case "Refinement":
      return expected(ast.from)
    case "Union":
      return [...new Set(ast.types.map(expected))].join(" or ").replaceAll(" or must be ", " or ")
    default:
      return "is of the wrong type"
  }
}

const unfit = (ast: SchemaAST.AST): Omit<Issue, "path"> => {
  const words = literals(ast)
  return words.length === 0
    ? { code: "type", message: expected(ast) }
    : { code: "not-allowed", message: `must be ${words.map((word) => JSON.stringify(word)).join(" or ")}` }
}

/** Keywords of JSON Schema that bound a value: the fault, and the words between "must" and the bound. */
const bounds: ReadonlyArray<readonly [keyword: string, code: Code, verb: string, words: string, unit: string]> = [
  ["minItems", "too-few", "have", "at least", ""],
  ["maxItems", "too-many", "have", "at most", ""],
  ["minLength", "out-of-range", "have", "at least", " characters"],
  ["maxLength", "too-long", "have", "at most", " characters"],
  ["minimum", "out-of-range", "be", "at least", ""],
  ["exclusiveMinimum", "out-of-range", "be", "more than", ""],
  ["maximum", "out-of-range", "be", "at most", ""],
  ["exclusiveMaximum", "out-of-range", "be", "less than", ""]
]

/** What a filter says of its bounds to JSON Schema, in the words in which `Limit` tells its own. */
const ofBounds = (ast: SchemaAST.AST): Omit<Issue, "path"> | null => {
  const said = new Map<string, unknown>(
    Object.entries(Option.getOrElse(SchemaAST.getJSONSchemaAnnotation(ast), () => ({})))
  )
  if (said.get("minLength") === 1 && !said.has("maxLength")) return { code: "empty", message: "must not be empty" }
  const found = bounds.filter(([keyword]) => said.has(keyword))
  const [first] = found
  if (first === undefined) {
    return said.get("type") === "integer" ? { code: "type", message: "must be a whole number" } : null
  }
  const [, code, verb, , unit] = first
  const words = found.map(([keyword, , , words]) => `${words} ${String(said.get(keyword))}`)
  return { code, message: `must ${verb} ${words.join(" and ")}${unit}` }
}

/** A filter's own words: what it answered, or what its schema says of it. */
const wordsOf = (issue: ParseResult.Type): string | null => {
  if (issue.message !== undefined) return issue.message
  const said = Option.map(SchemaAST.getMessageAnnotation(issue.ast), (message) => message(issue))
  return Option.isSome(said) && typeof said.value === "string" ? said.value : null
}

/** A value of the right type that a filter does not take: to tell it the type would say the opposite of what is wrong. */
const ofFilter = (issue: ParseResult.Type): Omit<Issue, "path"> | null => {
  const words = wordsOf(issue)
  return words === null ? ofBounds(issue.ast) : { code: "format", message: words }
}

const ofType = (issue: ParseResult.Type): Omit<Issue, "path"> => {
  const code = issue.ast.annotations[codeAnnotation]
  if (isCode(code)) return { code, message: issue.message ?? "breaks a rule" }
  return (issue.ast._tag === "Refinement" ? ofFilter(issue) : null) ?? unfit(issue.ast)
}

/** A choice between words or plain values: one fault for the choice, not one for each member. */
const isPlainChoice = (ast: SchemaAST.AST): boolean =>
  ast._tag === "Union" && ast.types.every((member) => member._tag === "Literal" || member._tag.endsWith("Keyword"))

const collect = (issue: ParseResult.ParseIssue, steps: ReadonlyArray<Step>): ReadonlyArray<Issue> => {
  switch (issue._tag) {
    case "Pointer":
      return collect(issue.issue, [...steps, ...(Array.isArray(issue.path) ? issue.path : [issue.path])])
    case "Composite":
      if (isPlainChoice(issue.ast)) return [{ path: pathText(steps), ...unfit(issue.ast) }]
      return (Array.isArray(issue.issues) ? issue.issues : [issue.issues]).flatMap((inner) => collect(inner, steps))
    case "Refinement":
    case "Transformation":
      return collect(issue.issue, steps)
    case "Missing":
      return [{ path: pathText(steps), code: "missing", message: "is missing" }]
    case "Unexpected":
      return [{ path: pathText(steps), code: "unknown-field", message: "is not a field here" }]
    case "Type":
      return [{ path: pathText(steps), ...ofType(issue) }]
    case "Forbidden":
      return [{ path: pathText(steps), code: "type", message: "cannot be read here" }]
  }
}

/** Every fault that a schema found, each once, in the order of the fields. */
export const fromParseError = (error: ParseResult.ParseError): ReadonlyArray<Issue> => {
  const seen = new Set<string>()
  return collect(error.issue, []).filter((issue) => {
    const key = `${issue.path}\n${issue.code}\n${issue.message}`
    return seen.has(key) ? false : seen.add(key)
  })
}

/** What is said of a value that cannot even be looked at. */
const unreadable: ReadonlyArray<Issue> = [{ path: "", code: "type", message: "has an object where a word belongs" }]

/**
 * A reader that names every fault of a value, each once, in the order of the fields; unknown fields are faults.
 *
 * Total: to choose between the members of a union the schema prints the field that tells them apart, and an object such as
 * `{"toString": false}`, which anyone can send, throws when it is printed. That is a fault like any other.
 */
export const reader = <A, I>(
  schema: Schema.Schema<A, I>
): ((json: unknown) => Either.Either<A, ReadonlyArray<Issue>>) => {
  const decode = Schema.decodeUnknownEither(schema, { errors: "all", onExcessProperty: "error" })
  return (json) =>
    Either.try({ try: () => decode(json), catch: () => unreadable }).pipe(
      Either.flatMap((decoded) => Either.mapLeft(decoded, fromParseError))
    )
}
