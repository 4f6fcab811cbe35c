/** The composition root of a command: vault, keys, actor and clock, each opened when first asked for. */
import { userInfo } from 'node:os';
import { resolve } from 'node:path';
import type { Opened, OptionValues, Terminal } from '@cloison/command';
import { type OpenCampaign, openCampaign } from '../../campaign/open-campaign.ts';
import type { Actor } from '../../journal/journal.ts';
import { KeyStore } from '../../keys/key-store.ts';
import { joinShares, readShare } from '../../keys/shares.ts';
import { checkApart, openVault, readVault, type Vault } from '../../vault/vault.ts';
import { passphraseSource, SECRETS } from './passphrase.ts';
import { sessionWords } from './words.ts';

/** What a command of the authority works on. Vault and keys are closed when the command ends. */
export interface Session extends Terminal {
  readonly actor: Actor;
  /** `codes mint`. */
  readonly command: string;
  readonly vaultFolder: string;
  readonly keysFolder: string;
  /** Throws `keys-inside-vault` unless the two folders are apart. */
  checkFolders(): void;
  vault(): Vault;
  /** For reading only, beside a process that writes; needs no lock. */
  vaultToRead(): Vault;
  keys(): KeyStore;
  /** Another passphrase than the present one: from `file`, `CLOISON_NEW_PASSPHRASE` or typed twice. */
  newPassphrase(file: string | undefined): Promise<string>;
  /** Of a cohort's key: from `file`, `CLOISON_COHORT_PASSPHRASE` or typed; twice when `fresh`. */
  cohortPassphrase(file: string | undefined, fresh: boolean): Promise<string>;
  /** What the shares of `--share` give together. Throws `shares-few` and its kin. */
  joinedShares(): Promise<string>;
  /** How many shares there are of the secret of `--share`, and how many open it; null without any. */
  shareNumbers(): { readonly of: number; readonly threshold: number } | null;
  /** The campaign of `--campaign`, or the only one, with its key. */
  campaign(): Promise<OpenCampaign>;
  /** `--campaign`, or undefined. */
  readonly campaignName: string | undefined;
}

interface SessionOptions {
  readonly vault: string;
  readonly keys: string;
  readonly passphraseFile?: string;
  readonly share: readonly string[];
  /** Seconds. */
  readonly wait: number;
  readonly campaign?: string;
}

/** `options`: the options of `authorityFrame`, and `campaign` where the command has it. */
export function createSession(terminal: Terminal, options: OptionValues, command: string): Opened<Session> {
  const {
    vault,
    keys: keysOption,
    passphraseFile,
    share,
    wait,
    campaign: campaignName,
  } = options as unknown as SessionOptions;
  const vaultFolder = resolve(vault);
  const keysFolder = resolve(keysOption);
  let writer: Vault | null = null;
  let reader: Vault | null = null;
  let keys: KeyStore | null = null;
  let campaign: Promise<OpenCampaign> | null = null;
  // The signal is read at once: no command is cut off by Ctrl-C in the middle of a step.
  const session: Session = {
    ...terminal,
    actor: { who: terminal.env.CLOISON_AGENT ?? userInfo().username, now: () => new Date() },
    command,
    vaultFolder,
    keysFolder,
    campaignName,
    checkFolders: () => checkApart(vaultFolder, keysFolder),
    vault() {
      checkApart(vaultFolder, keysFolder);
      writer ??= openVault(vaultFolder, { purpose: `cloison ${command}`, waitMs: wait * 1000 });
      return writer;
    },
    vaultToRead() {
      reader ??= readVault(vaultFolder);
      return writer ?? reader;
    },
    keys() {
      checkApart(vaultFolder, keysFolder);
      keys ??= new KeyStore(
        keysFolder,
        passphraseSource(
          passphraseFile,
          terminal.env.CLOISON_PASSPHRASE,
          {
            ask: terminal.say(sessionWords.passphraseAsk),
            again: terminal.say(sessionWords.passphraseAgain),
            differ: terminal.say(sessionWords.passphraseDiffer),
          },
          SECRETS.keys,
          share,
        ),
        undefined,
        share.length > 0 ? 'shares' : 'passphrase',
      );
      return keys;
    },
    joinedShares: async () => joinShares(share.map(readShare)),
    shareNumbers: () => (share[0] === undefined ? null : readShare(share[0])),
    newPassphrase: (file) =>
      passphraseSource(
        file,
        terminal.env.CLOISON_NEW_PASSPHRASE,
        {
          ask: terminal.say(sessionWords.newPassphraseAsk),
          again: terminal.say(sessionWords.passphraseAgain),
          differ: terminal.say(sessionWords.passphraseDiffer),
        },
        SECRETS.fresh,
      )(true),
    cohortPassphrase: (file, fresh) =>
      passphraseSource(
        file,
        terminal.env.CLOISON_COHORT_PASSPHRASE,
        {
          ask: terminal.say(sessionWords.cohortPassphraseAsk),
          again: terminal.say(sessionWords.passphraseAgain),
          differ: terminal.say(sessionWords.passphraseDiffer),
        },
        SECRETS.cohort,
      )(fresh),
    campaign() {
      campaign ??= openCampaign(session.vault(), session.keys(), session.actor, session.campaignName);
      return campaign;
    },
  };
  return {
    session,
    close() {
      writer?.close();
      reader?.close();
    },
  };
}
