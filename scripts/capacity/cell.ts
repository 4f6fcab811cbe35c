/** Inputs of the simulation: measured costs, a cell of the service, what its pupils do, and what breaks. */

/** Measured on one kind of machine; milliseconds. `figures.json` says when, on what and by which commands. */
export interface Figures {
  /** Time of a platform process's core for a new TLS connection. */
  readonly handshakeMs: number;
  /** … for the requests of one login (who am I, ticket, record), connection apart. */
  readonly loginMs: number;
  /** … for one save. */
  readonly saveMs: number;
  /** … to say `503`. */
  readonly refusalMs: number;
  /** A group commit takes this long, whatever is in it, … */
  readonly commitMs: number;
  /** … and this much longer for each save. */
  readonly rowMs: number;
  /** Time of the store's cores for one save, over all its servers. */
  readonly storeCpuMs: number;
}

/**
 * The service is made of cells that know nothing of each other: one store and the platform processes in front of it,
 * each with a core of its own. A country is as many as it needs.
 */
export interface Cell {
  readonly pupils: number;
  readonly processes: number;
  /** Saves in one group commit at most. */
  readonly maxRows: number;
  /** Requests that wait in a process before it answers `503`, logins and saves apart. */
  readonly queueLimit: number;
  readonly retryAfterMs: number;
  readonly retryJitterMs: number;
  /** After this time in the store's queue a save is refused with `503`. */
  readonly storeTimeoutMs: number;
}

export interface Sitting {
  /** Logins are spread over this time. */
  readonly loginMs: number;
  /** From the first login to the end of the simulation. */
  readonly untilMs: number;
  readonly saveEveryMs: number;
}

export interface Fault {
  readonly atMs: number;
  /** Share of the platform's processes that die and stay dead. */
  readonly processesLost: number;
  /** The store takes nothing for this long. */
  readonly storeDownMs: number;
  /** Afterwards everything in the store takes this many times as long: fewer servers do the work. */
  readonly storeSlowdown: number;
}

export const NO_FAULT: Fault = { atMs: Infinity, processesLost: 0, storeDownMs: 0, storeSlowdown: 1 };
