import { Schema } from "effect"
import * as Bound from "./internal/Bound.ts"

/** Largest file of one kind and the point where it starts to fail more often (SPEC MD-01, MD-02; CLOUD_API 3.5). */
const FileLimits = Schema.Struct({ bytesMax: Bound.Positive, bytesWarn: Schema.NullOr(Bound.Count) }).pipe(
  Schema.filter(Bound.ordered(["bytesWarn", "bytesMax"]))
)

/** What a template may say and how its approval goes (SPEC TP). */
export const Templates = Schema.Struct({
  /** Whether a percentage discount in the text is a finding (TP-03). */
  flagPercentDiscounts: Schema.Boolean,
  /** Whether any request to follow a link is a finding; otherwise only shorteners and raw links are (TP-04). */
  flagEveryLinkRequest: Schema.Boolean,
  /** Expected review time (TP-06). */
  reviewMillisMin: Bound.Count,
  reviewMillisMax: Bound.Count,
  /** What each revision adds to the review (TP-06). */
  reviewMillisPerRevision: Bound.Count,
  /** Odds of approval at the first pass and after `approvalRevisions` revisions, 0 to 1 (TP-06). */
  approvalOddsFirst: Bound.Share,
  approvalOddsRevised: Bound.Share,
  approvalRevisions: Bound.Count,
  /**
   * How long after a person's own message they may be written to without a template; null where a policy knows no such window
   * (CLOUD_API 3.3, code 131047).
   */
  serviceWindowMillis: Schema.NullOr(Bound.Count)
}).pipe(
  Schema.filter(Bound.ordered(["reviewMillisMin", "reviewMillisMax"], ["approvalOddsFirst", "approvalOddsRevised"]))
)
export type Templates = typeof Templates.Type

/** What a media file may be, and when a sender's media are suspended (SPEC MD). */
export const Media = Schema.Struct({
  image: FileLimits,
  video: FileLimits,
  audio: FileLimits,
  document: FileLimits,
  stickerStatic: FileLimits,
  stickerAnimated: FileLimits,
  /** Longest video, and the length from which fewer are delivered; null where the platform sets none (MD-02). */
  videoSecondsMax: Schema.NullOr(Bound.PositiveAmount),
  videoSecondsWarn: Schema.NullOr(Bound.PositiveAmount),
  /** Media failures in a row that suspend a sender's media, and for how long (MD-03). */
  breakerFailures: Bound.Positive,
  breakerMillis: Bound.Count,
  /** How long media announced by a callback can be fetched (GD-01; CLOUD_API 3.5). */
  callbackMediaMillis: Bound.Count
}).pipe(Schema.filter(Bound.ordered(["videoSecondsWarn", "videoSecondsMax"])))
export type Media = typeof Media.Type
