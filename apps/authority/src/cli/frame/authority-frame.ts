/** What the authority's commands share: their session, and how each is made. */
import {
  defineVerb,
  type Frame,
  file,
  flagOf,
  folderToWrite,
  type OptionTable,
  type OptionValues,
  optional,
  repeated,
  seconds,
  text,
  type Verb,
  type VerbDefinition,
  withDefault,
} from '@cloison/command';
import { measurementRefusal } from '@cloison/study-files';
import { overdueCohorts } from '../../cohort/end-cohort.ts';
import { liesInside } from '../../files/lies-inside.ts';
import { journalAheadOf } from '../../journal/journal.ts';
import type { Act } from '../../roles/approvals.ts';
import { type Role, requireRole } from '../../roles/roles.ts';
import { sayIso } from '../../time/format-time.ts';
import { refuseVault } from '../../vault/refusals.ts';
import { explainStorage } from '../../vault/storage-failure.ts';
import { hasVault, readVault, type Vault } from '../../vault/vault.ts';
import { createSession, type Session } from './session.ts';
import { sessionWords } from './words.ts';

export const authorityFrame: Frame<Session> = {
  options: {
    vault: withDefault(folderToWrite(), './.cloison/vault', sessionWords.vault, { env: 'CLOISON_VAULT' }),
    keys: withDefault(folderToWrite(), './.cloison/keys', sessionWords.keys, { env: 'CLOISON_KEYS' }),
    passphraseFile: optional(file(), sessionWords.passphraseFile),
    share: repeated(file(), sessionWords.share),
    wait: withDefault(seconds(), '3', sessionWords.wait),
  },
  open: createSession,
  explain: measurementRefusal,
};

const define = defineVerb<Session>();

/** What each command of the authority says besides what every command does. */
interface Bound {
  /** Who may run it once roles were given (roles/roles.ts). Null: anybody. */
  readonly roles: readonly Role[] | null;
  /** Approved by another person, for the campaign at hand: its use case asks for that once nothing else stands in the way. */
  readonly twoPersons?: Act;
  /** What the act would do, shown once the role is right: to who approves as to who acts, so before anything is refused. */
  readonly shownFirst?: (session: Session, vault: Vault) => void;
  /** Its use case says itself where its files may go. */
  readonly checksPlaces?: true;
}

/** A command with who may run it: the agents' console asks the same of them. */
type BoundedVerb = Verb<Session> & { readonly bounds: Bound };

/**
 * A command that needs no campaign. Its role is checked before it runs. Errors of SQLite about the vault's
 * file become refusals with words.
 */
export function verb<
  const Arguments extends OptionTable = Readonly<Record<never, never>>,
  const Options extends OptionTable = Readonly<Record<never, never>>,
>(definition: VerbDefinition<Session, Arguments, Options> & Bound): BoundedVerb {
  const made = define(definition);
  return {
    ...made,
    bounds: {
      roles: definition.roles,
      ...(definition.twoPersons === undefined ? {} : { twoPersons: definition.twoPersons }),
    },
    async run(session, options) {
      try {
        if (definition.checksPlaces !== true) checkPlaces(session, made.options, options);
        requireAllowed(session, definition);
        return await made.run(session, options);
      } catch (error) {
        throw explainStorage(error, session.vaultFolder) ?? error;
      }
    },
  };
}

/** Throws `output-in-vault` and `output-in-keys`: a file that is written there could take the place of the vault or a key. */
function checkPlaces({ vaultFolder, keysFolder }: Session, table: OptionTable, values: OptionValues): void {
  for (const [name, { kind }] of Object.entries(table)) {
    const path = values[name];
    if (!['file-to-write', 'folder-to-write'].includes(kind.name) || typeof path !== 'string') continue;
    const option = flagOf(name);
    if (liesInside(path, vaultFolder)) throw refuseVault('output-in-vault', { option, path });
    if (liesInside(path, keysFolder)) throw refuseVault('output-in-keys', { option, path });
  }
}

function requireAllowed(session: Session, { roles, shownFirst }: Bound): void {
  if (roles === null || !hasVault(session.vaultFolder)) return;
  // Of its own and closed at once: nothing stays open beside a command that writes.
  using vault = readVault(session.vaultFolder);
  requireRole(vault, session.actor, roles, session.command);
  const ahead = journalAheadOf(vault, session.actor.now());
  if (ahead !== null) {
    session.note(session.say(sessionWords.clockBehind, { at: sayIso(ahead)[session.lang] }));
  }
  for (const { cohort, until } of overdueCohorts(vault, session.actor.now()))
    session.note(session.say(sessionWords.cohortOverdue, { cohort, until }));
  shownFirst?.(session, vault);
}

const CAMPAIGN = { campaign: optional(text(), sessionWords.campaign) } as const;

/** A command on one campaign of the vault: it has `--campaign`. */
export function campaignVerb<
  const Arguments extends OptionTable = Readonly<Record<never, never>>,
  const Options extends OptionTable = Readonly<Record<never, never>>,
>(definition: VerbDefinition<Session, Arguments, Options> & Bound): BoundedVerb {
  const made = verb(definition);
  return { ...made, options: { ...made.options, ...CAMPAIGN } };
}
