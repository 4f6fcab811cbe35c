/** Who is at the desk, and how a request is refused. */

export interface Said {
  readonly fr: string;
  readonly en: string;
}

/** Any answer with a status of 400 and above. */
export interface Trouble extends Said {
  readonly code: string;
  /** Problems of a file, counts …: what the command shows with `--json`. */
  readonly data: Readonly<Record<string, unknown>>;
}

export interface DeskSession {
  /** The login that acts, as the journal has it. */
  readonly who: string;
  /** Empty while nobody has a role: then everybody may do everything. */
  readonly roles: readonly string[];
  readonly rolesInForce: boolean;
  /** Commands that this person may not run, of those that the page asks for. */
  readonly refused: readonly string[];
  /** Whether the office's keys are at hand: names and answers stay closed without them. */
  readonly hasKeys: boolean;
  readonly campaigns: readonly { readonly name: string; readonly state: string }[];
  /** What uses the vault now, as its lock says: a command and since when, ISO 8601 UTC; null when nothing does. */
  readonly vaultUser: { readonly command: string; readonly since: string } | null;
}
