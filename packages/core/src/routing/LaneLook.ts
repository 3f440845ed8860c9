/**
 * When the lane of a sender looks into its queue, and when it acts again: the rhythm of the engine, which the forecast follows (SPEC RL-12).
 *
 * A lane keeps a bounded list of candidates and looks for others now and then, since each look costs the store a query. So the next message
 * of a conversation is seen some time after the answer to the one before it, and that time is part of a plan.
 */
export interface Rhythm {
  /** How soon a lane that has just worked sees a new message. */
  readonly pollMillis: number
  /** The same for a lane that has been idle for `idleAfterMillis`. */
  readonly idlePollMillis: number
  readonly idleAfterMillis: number
  /**
   * How soon after a look a lane looks again when it is told that a message was queued. What comes within this is seen together; a forecast knows of no
   * message but those that are queued, and so of no such look.
   */
  readonly callMillis: number
  /** How soon a lane sees that a hold was placed or cleared elsewhere, and what stands before the candidates it knows. */
  readonly holdPollMillis: number
  /** Messages looked at in one look, beside those that are kept back. */
  readonly peekMax: number
  /** However many are kept back, a look shows no more than this beyond the usual; where even that is not enough, it moves on (`LaneView`). */
  readonly keptBackMax: number
}

/** Ours, and no figure of the guide: a busy lane sees what is new within 20 ms, an idle one within 200 ms, and a hold within a second. */
export const defaults: Rhythm = {
  pollMillis: 20,
  idlePollMillis: 200,
  idleAfterMillis: 5_000,
  callMillis: 5,
  holdPollMillis: 1_000,
  peekMax: 500,
  keptBackMax: 10_000
}

/** How soon a lane with little to do sees what is new. */
const pollMillis = (rhythm: Rhythm, workedMillis: number, nowMillis: number): number =>
  nowMillis - workedMillis > rhythm.idleAfterMillis ? rhythm.idlePollMillis : rhythm.pollMillis

/** What a lane remembers of its looks. */
export interface Looked {
  /** Candidates left. */
  readonly candidates: number
  /** The last look; -Infinity before the first. */
  readonly lookedMillis: number
  /** The last departure. */
  readonly workedMillis: number
}

/**
 * How many messages a look shows: those that something of their own keeps back (a conversation's pace, a hold), while others go past, take up no room.
 *
 * @param keptBack how many these were by the last round that told (`isTelling`).
 */
export const shownMax = ({ keptBackMax, peekMax }: Rhythm, keptBack: number): number =>
  peekMax + Math.min(keptBackMax, keptBack)

/** Whether a round tells what is kept back: where nothing left since the sender itself waits, the candidates behind were not asked about. */
export const isTelling = (admitted: number, senderWaits: boolean): boolean => admitted > 0 || !senderWaits

/** Whether few candidates are left: then what is new counts soon. */
const isLow = (rhythm: Rhythm, candidates: number): boolean => candidates < rhythm.peekMax / 10

/** Is it time to look? */
export const isDue = (rhythm: Rhythm, looked: Looked, nowMillis: number): boolean => {
  const ageMillis = nowMillis - looked.lookedMillis
  if (ageMillis >= rhythm.holdPollMillis) return true
  return isLow(rhythm, looked.candidates) && ageMillis >= pollMillis(rhythm, looked.workedMillis, nowMillis)
}

/** When a lane that was told of a message looks for it; Infinity where it knows of more candidates than it needs. */
export const calledMillis = (rhythm: Rhythm, looked: Looked): number =>
  isLow(rhythm, looked.candidates) ? looked.lookedMillis + rhythm.callMillis : Infinity

/**
 * When a lane that let nothing leave acts again, if no limit frees a message and no answer comes before: when it is time to look, counted from the last
 * look, so that an answer in between does not put it off.
 *
 * @param senderWaits the sender itself has to wait: a new message would have to wait as well, so there is no need to look for one.
 */
export const nextMillis = (rhythm: Rhythm, looked: Looked, senderWaits: boolean, nowMillis: number): number => {
  if (senderWaits) return nowMillis + rhythm.holdPollMillis
  const everyMillis = pollMillis(rhythm, looked.workedMillis, nowMillis)
  const lookMillis = looked.lookedMillis + everyMillis
  return lookMillis > nowMillis ? lookMillis : nowMillis + everyMillis
}

/**
 * The rounds of a lane to which nothing happens, without going through each.
 *
 * @param fromMillis when it acted last.
 * @returns `lookedMillis`: its last look before `untilMillis`; `actsMillis`: its first round at or after it.
 */
export const idle = (
  rhythm: Rhythm,
  looked: Looked,
  senderWaits: boolean,
  fromMillis: number,
  untilMillis: number
): { readonly lookedMillis: number; readonly actsMillis: number } => {
  const { candidates, workedMillis } = looked
  const shortestMillis = isLow(rhythm, candidates)
    ? Math.min(rhythm.idlePollMillis, rhythm.holdPollMillis)
    : rhythm.holdPollMillis
  let lookedMillis = looked.lookedMillis
  let atMillis = nextMillis(rhythm, looked, senderWaits, fromMillis)
  while (atMillis < untilMillis) {
    if (isDue(rhythm, { candidates, lookedMillis, workedMillis }, atMillis)) lookedMillis = atMillis
    const periodMillis = nextMillis(rhythm, { ...looked, lookedMillis }, senderWaits, atMillis) - atMillis
    const isSteady = senderWaits || atMillis - workedMillis > rhythm.idleAfterMillis
    if (isSteady && lookedMillis === atMillis) {
      // From here on one look is like the other: whole stretches between looks are left out.
      const lookMillis = Math.ceil(shortestMillis / periodMillis) * periodMillis
      const stretches = Math.ceil((untilMillis - atMillis) / lookMillis) - 1
      atMillis += stretches * lookMillis
      lookedMillis = atMillis
    }
    atMillis += periodMillis
  }
  return { lookedMillis, actsMillis: atMillis }
}
