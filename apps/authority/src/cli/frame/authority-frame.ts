/** What the authority's commands share: their session, and how each is made. */
import {
  defineVerb,
  type Frame,
  file,
  folderToWrite,
  type OptionTable,
  optional,
  repeated,
  seconds,
  text,
  type Verb,
  type VerbDefinition,
  withDefault,
} from '@cloison/command';
import { measurementRefusal } from '@cloison/study-files';
import { explainStorage } from '../../vault/storage-failure.ts';
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

/** A command that needs no campaign. What SQLite says of the vault's file is told in words, wherever it fails. */
export function verb<
  const Arguments extends OptionTable = Readonly<Record<never, never>>,
  const Options extends OptionTable = Readonly<Record<never, never>>,
>(definition: VerbDefinition<Session, Arguments, Options>): Verb<Session> {
  const made = define(definition);
  return {
    ...made,
    async run(session, options) {
      try {
        return await made.run(session, options);
      } catch (error) {
        throw explainStorage(error, session.vaultFolder) ?? error;
      }
    },
  };
}

const CAMPAIGN = { campaign: optional(text(), sessionWords.campaign) } as const;

/** A command on one campaign of the vault: it has `--campaign`. */
export function campaignVerb<
  const Arguments extends OptionTable = Readonly<Record<never, never>>,
  const Options extends OptionTable = Readonly<Record<never, never>>,
>(definition: VerbDefinition<Session, Arguments, Options>): Verb<Session> {
  const made = verb(definition);
  return { ...made, options: { ...made.options, ...CAMPAIGN } };
}
