import { Option, type Schema, SchemaAST } from "effect"

/** The keys of a file, from the schema that reads it: as they are written, which is the schema's encoded side. */

export interface Key {
  /** Lists with brackets, names that the writer chooses in angles: `businesses[].senders[].id`, `contentSids.<name>`. */
  readonly path: string
  /** What it takes, in words. */
  readonly type: string
  readonly isNeeded: boolean
  /** What holds without it, as JSON; null where nothing does. */
  readonly byDefault: string | null
  /** The schema's `documentation` (not its `description`, which would stand in messages); empty where it has none. */
  readonly meaning: string
}

/** What one form of something looks like that has several, told apart by a key with a word. */
export interface Variant {
  readonly word: string
  readonly keys: ReadonlyArray<Key>
}

/** Titles of schemas that are told by them and not looked into; other titles are names of tests. */
const told: ReadonlyArray<string> = ["a secret"]

const titled = (ast: SchemaAST.AST): string | null =>
  Option.getOrNull(Option.filter(SchemaAST.getTitleAnnotation(ast), (title) => told.includes(title)))

/** What is written, without the tests on it and what it is made into. */
const written = (ast: SchemaAST.AST): SchemaAST.AST => {
  if (titled(ast) !== null) return ast
  if (SchemaAST.isRefinement(ast) || SchemaAST.isTransformation(ast)) return written(ast.from)
  const inner = withoutUndefined(ast)
  return inner === ast ? ast : written(inner)
}

/** A key that may be missing is one that may be undefined too, unless it is said to be exact; in a file it is missing. */
const withoutUndefined = (ast: SchemaAST.AST): SchemaAST.AST => {
  if (!SchemaAST.isUnion(ast)) return ast
  const [only, ...others] = ast.types.filter((type) => !SchemaAST.isUndefinedKeyword(type))
  return only !== undefined && others.length === 0 ? only : ast
}

const words = (ast: SchemaAST.AST): ReadonlyArray<string> => {
  if (SchemaAST.isLiteral(ast)) return [`\`${ast.literal}\``]
  return SchemaAST.isUnion(ast) ? ast.types.flatMap((type) => words(written(type))) : []
}

const listed = (all: ReadonlyArray<string>): string =>
  all.length < 2 ? all.join("") : `${all.slice(0, -1).join(", ")} or ${all.at(-1)}`

const typeOf = (ast: SchemaAST.AST): string => {
  const name = titled(ast)
  if (name !== null) return name
  switch (ast._tag) {
    case "StringKeyword":
    case "TemplateLiteral":
      return "a text"
    case "NumberKeyword":
      return "a number"
    case "BooleanKeyword":
      return "`true` or `false`"
    case "TupleType":
      return ast.elements.length > 0 ? "a list, not empty" : "a list"
    case "TypeLiteral":
      return "an object"
    case "Literal":
    case "Union":
      return listed(words(ast))
    default:
      return "any value"
  }
}

/** What is inside, below the path of what holds it. */
const inside = (ast: SchemaAST.AST, path: string): ReadonlyArray<Key> => {
  const here = written(ast)
  if (titled(here) !== null) return []
  if (SchemaAST.isTupleType(here)) {
    const element = here.elements[0]?.type ?? here.rest[0]?.type
    return element === undefined ? [] : inside(element, `${path}[]`)
  }
  if (!SchemaAST.isTypeLiteral(here)) return []
  const before = path === "" ? "" : `${path}.`
  const byDefault = defaultsOf(ast)
  return [
    ...here.propertySignatures.flatMap(({ annotations, isOptional, name, type }) =>
      keysOf({ path: `${before}${String(name)}`, isNeeded: !isOptional, byDefault: byDefault(name), annotations }, type)
    ),
    ...here.indexSignatures.flatMap(({ type }) =>
      written(type)._tag === "UnknownKeyword"
        ? []
        : keysOf({ path: `${before}<name>`, isNeeded: false, byDefault: null, annotations: {} }, type)
    )
  ]
}

const keysOf = (
  key: Pick<Key, "path" | "isNeeded" | "byDefault"> & SchemaAST.Annotated,
  ast: SchemaAST.AST
): ReadonlyArray<Key> => {
  const { byDefault, isNeeded, path } = key
  const meaning = Option.getOrElse(
    Option.orElse(documented(key), () => documented(withoutUndefined(ast))),
    () => ""
  )
  return [{ path, type: typeOf(written(ast)), isNeeded, byDefault, meaning }, ...inside(ast, path)]
}

const documented = SchemaAST.getDocumentationAnnotation

/** What a struct puts where a key is missing. */
const defaultsOf = (ast: SchemaAST.AST): ((name: PropertyKey) => string | null) => {
  if (!SchemaAST.isTransformation(ast)) return () => null
  const { transformation } = ast
  if (transformation._tag !== "TypeLiteralTransformation") return defaultsOf(ast.from)
  return (name) => {
    const found = transformation.propertySignatureTransformations.find(({ from }) => from === name)
    const value = found === undefined ? Option.none() : found.decode(Option.none())
    return Option.isSome(value) ? JSON.stringify(value.value) : null
  }
}

/** The keys of a struct, and of what is in it. */
export const of = ({ ast }: Schema.Schema.All): ReadonlyArray<Key> => inside(ast, "")

/** The forms of a union of structs by the word that `tag` has in each; the tag itself is left out. */
export const variants = ({ ast }: Schema.Schema.All, tag: string): ReadonlyArray<Variant> =>
  SchemaAST.isUnion(ast)
    ? ast.types.map((type) => {
        const keys = inside(type, "")
        return {
          word: keys.find(({ path }) => path === tag)?.type ?? "",
          keys: keys.filter(({ path }) => path !== tag)
        }
      })
    : []

const isSame = (a: Key, b: Key): boolean => JSON.stringify(a) === JSON.stringify(b)

/** What all forms have alike, and what is left of each. */
export const apart = (
  all: ReadonlyArray<Variant>
): { readonly common: ReadonlyArray<Key>; readonly own: ReadonlyArray<Variant> } => {
  const [first, ...others] = all
  const common = (first?.keys ?? []).filter((key) =>
    others.every(({ keys }) => keys.some((other) => isSame(key, other)))
  )
  return {
    common,
    own: all.map(({ keys, word }) => ({
      word,
      keys: keys.filter((key) => !common.some((other) => isSame(key, other)))
    }))
  }
}
