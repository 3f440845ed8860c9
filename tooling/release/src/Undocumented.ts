import { type DeclarationReflection, type ProjectReflection, ReflectionKind, ReflectionType } from "typedoc"

/** What a package exports, and what of it has no doc comment. */
export interface Coverage {
  readonly exports: number
  /** As `package/src/module: name`. */
  readonly undocumented: ReadonlyArray<string>
}

/** A function's comment is on what it is called by; a value whose type is a function has it there. */
const hasComment = (declaration: DeclarationReflection): boolean =>
  declaration.hasComment() ||
  declaration.getNonIndexSignatures().some((signature) => signature.hasComment()) ||
  (declaration.type instanceof ReflectionType &&
    declaration.type.declaration.getNonIndexSignatures().some((signature) => signature.hasComment()))

/**
 * The exports of all modules by name, and those without a doc comment.
 *
 * A value and a type of one name (a schema and what it decodes to) are one export: one comment tells what both are. Members are not looked at.
 */
export const of = (project: ProjectReflection): Coverage => {
  const undocumented: Array<string> = []
  let count = 0
  for (const module of project.getReflectionsByKind(ReflectionKind.Module)) {
    if (!module.isDeclaration()) continue
    const exported = (module.children ?? []).filter((child) => !child.isReference())
    const byName = Map.groupBy(exported, ({ name }) => name)
    for (const [name, declarations] of byName) {
      count++
      if (!declarations.some(hasComment)) undocumented.push(`${module.name}: ${name}`)
    }
  }
  return { exports: count, undocumented: undocumented.toSorted() }
}

/** What is wrong with it where less than the asked share, from 0 to 1, is documented. */
export const faults = ({ exports, undocumented }: Coverage, shareMin: number): ReadonlyArray<string> => {
  const undocumentedMax = Math.floor(exports * (1 - shareMin))
  return undocumented.length <= undocumentedMax
    ? []
    : [`${undocumented.length} of ${exports} exports have no doc comment, where ${undocumentedMax} may have none`]
}
