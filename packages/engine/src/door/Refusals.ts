import type * as TemplateFinding from "@sluice/core/template/Finding"
import { Data } from "effect"
import type { Finding } from "../accept/Finding.ts"

/** A body that cannot be taken as it is: every fault, with its path in the body as the platform names its fields. */
export class BodyRefused extends Data.TaggedError("BodyRefused")<{ readonly findings: ReadonlyArray<Finding> }> {}

/** A template that the platform would refuse as soon as it is handed in (TP-05): every reason. */
export class TemplateRefused extends Data.TaggedError("TemplateRefused")<{
  readonly findings: ReadonlyArray<TemplateFinding.Finding>
}> {}

/** Something that the platform offers and this door does not; `feature` names it for people, `path` where in the request it was asked for. */
export class FeatureUnsupported extends Data.TaggedError("FeatureUnsupported")<{
  readonly feature: string
  readonly path: string
}> {}

/** An id in the path that stands for nothing, or for nothing that the caller may see: the two are never told apart. */
export class ObjectUnknown extends Data.TaggedError("ObjectUnknown")<{ readonly id: string }> {}

/** The platform was asked while the caller waited, and refused: its answer, to be handed on as it is. */
export class PlatformRefused extends Data.TaggedError("PlatformRefused")<{
  readonly status: number
  readonly json: unknown
}> {}

/** The platform was asked while the caller waited, and said nothing. Nothing of it is kept: the caller asks again. */
export class PlatformSilent extends Data.TaggedError("PlatformSilent")<{ readonly detail: string }> {}

/** A hold stands over the number: nothing leaves, whoever asks (RL-07). `untilMillis` is null where no clock ends it. */
export class NumberHeld extends Data.TaggedError("NumberHeld")<{
  readonly reason: string
  readonly untilMillis: number | null
}> {}
