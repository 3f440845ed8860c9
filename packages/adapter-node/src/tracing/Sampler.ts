/** Which traces are kept: decided by the trace's id alone, so that every process that meets a trace decides alike. */
export interface Sampler {
  /** How many of the traces that begin here are kept: 0 to 1. */
  readonly share: number
  /** Whether a trace that was begun elsewhere is kept because it is kept there. */
  readonly isParentBased: boolean
}

/** OpenTelemetry's word for a sampler, with the share that those with `ratio` in their name keep. */
export const of = (word: string, ratio: number): Sampler => {
  const isParentBased = word.startsWith("parentbased_")
  if (word.endsWith("always_on")) return { share: 1, isParentBased }
  if (word.endsWith("always_off")) return { share: 0, isParentBased }
  return { share: ratio, isParentBased }
}

/** Of the last seven bytes, which are random (W3C Trace Context 2), the first 52 bits: as many as a number holds exactly. */
const randomUnit = (traceId: string): number => Number.parseInt(traceId.slice(18, 31), 16) / 2 ** 52

/** Whether a trace that begins here is kept. Of two shares, the larger keeps whatever the smaller does. */
export const keeps = ({ share }: Sampler, traceId: string): boolean => share >= 1 || randomUnit(traceId) >= 1 - share
