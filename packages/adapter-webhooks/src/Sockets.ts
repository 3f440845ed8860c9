import { buildConnector } from "undici"

/** Connections that are open or being opened, over all agents that are dialled with `connect`. */
export interface Sockets {
  readonly connect: buildConnector.connector
  readonly open: () => number
}

/** Counts them from when one is asked for until it is closed, or could not be had. */
export const make = (options: buildConnector.BuildOptions): Sockets => {
  const dial = buildConnector(options)
  let open = 0
  return {
    connect: (target, done) => {
      open++
      dial(target, (...answer) => {
        const [error, socket] = answer
        if (error !== null || socket === null) open--
        else socket.once("close", () => open--)
        done(...answer)
      })
    },
    open: () => open
  }
}
