/**
 * What keeps one row that cannot be processed from holding up all others. Pure.
 *
 * A batch is one transaction: a defect in one of its rows undoes all of it, and would do so for ever. So after a defect the rows of that
 * batch are taken one at a time; the one that fails by itself is suspected, and when it is handed out again it is set aside and not
 * tried. What fails for want of the store is no defect, and changes nothing here.
 *
 * States and edges: whole batches -- a defect in a batch --> one at a time, for as many as were in it -- each that passes --> one fewer, until
 * whole batches again; a defect in one alone --> the same, with a suspect.
 */
export interface State {
  /** So many more are taken one at a time; 0 for whole batches. */
  readonly alone: number
  /** The name of the row that failed by itself; null when none has. */
  readonly suspect: string | null
}

/** Whole batches, and no suspect. */
export const initial: State = { alone: 0, suspect: null }

/** How many rows to take next. */
export const limit = (state: State, batchMax: number): number => (state.alone > 0 ? 1 : batchMax)

/** Whether these rows are the one that must not be tried again. */
export const isSuspect = (state: State, names: ReadonlyArray<string>): boolean =>
  state.suspect !== null && names.length === 1 && names[0] === state.suspect

/** The rows of these names were undone by a defect in one of them. */
export const afterDefect = (state: State, names: ReadonlyArray<string>): State => {
  const [name] = names
  if (name === undefined) return state
  return names.length === 1
    ? { alone: Math.max(1, state.alone), suspect: name }
    : { alone: names.length, suspect: null }
}

/** So many rows passed, or were set aside. */
export const afterPassed = (state: State, count: number): State =>
  state.alone === 0 ? state : { alone: count === 0 ? 0 : state.alone - count, suspect: null }
