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

/** A command that has or had the vault, and since when, ISO 8601 UTC. */
export interface VaultUser {
  readonly command: string;
  readonly since: string;
}

/** A command that is not for this person, and for whom it is. */
export interface RefusedCommand {
  readonly command: string;
  readonly roles: readonly string[];
  /** Who has one of these roles, by login; empty: nobody yet. */
  readonly holders: readonly { readonly who: string; readonly role: string }[];
}

export interface DeskSession {
  /** The login that acts, as the journal has it. */
  readonly who: string;
  /** Empty while nobody has a role: then everybody may do everything. */
  readonly roles: readonly string[];
  readonly rolesInForce: boolean;
  /** Commands that this person may not run, of those that the page asks for. */
  readonly refused: readonly RefusedCommand[];
  /** Whether the office's keys are at hand: names and answers stay closed without them. */
  readonly hasKeys: boolean;
  readonly campaigns: readonly { readonly name: string; readonly state: string }[];
  /** What uses the vault now, as its lock says; null when nothing does. */
  readonly vaultUser: VaultUser | null;
  /** What was killed while it had the vault, before this console was started; null: nothing. */
  readonly interrupted: VaultUser | null;
}
