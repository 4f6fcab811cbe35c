/** The composition root of a command: vault, keys, actor, clock and terminal, each opened when first asked for. */
import { userInfo } from 'node:os';
import { resolve } from 'node:path';
import { type OpenCampaign, openCampaign } from '../campaign/open-campaign.ts';
import { fill } from '../feedback/refusal.ts';
import { KeyStore } from '../keys/key-store.ts';
import { checkApart, openVault, readVault, type Vault } from '../vault/vault.ts';
import { passphraseSource } from './passphrase.ts';
import { progressOn } from './progress.ts';
import type { CliContext, OptionValues, Session } from './verb.ts';
import { frame } from './words.ts';

export interface ClosableSession extends Session {
  close(): void;
}

export function createSession(context: CliContext, purpose: string, options: OptionValues): ClosableSession {
  const lang = context.lang;
  const say: Session['say'] = (words, values) => fill(words[lang], values);
  const json = options.json === true;
  const vaultFolder = resolve(String(options.vault));
  const keysFolder = resolve(String(options.keys));
  const stop = new AbortController();
  const onSignal = () => stop.abort();
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  let writer: Vault | null = null;
  let reader: Vault | null = null;
  let keys: KeyStore | null = null;
  let campaign: Promise<OpenCampaign> | null = null;
  const session: ClosableSession = {
    lang,
    json,
    actor: { who: context.env.CLOISON_AGENT ?? userInfo().username, now: () => new Date() },
    signal: stop.signal,
    say,
    print: (text) => {
      if (!json) process.stdout.write(`${text}\n`);
    },
    note: (text) => {
      process.stderr.write(`${text}\n`);
    },
    progress: progressOn(process.stderr, lang),
    vaultFolder,
    keysFolder,
    campaignName: typeof options.campaign === 'string' ? options.campaign : undefined,
    checkFolders: () => checkApart(vaultFolder, keysFolder),
    vault() {
      checkApart(vaultFolder, keysFolder);
      writer ??= openVault(vaultFolder, {
        purpose: `cloison ${purpose}`,
        waitMs: Number(options.wait) * 1000 || 0,
      });
      return writer;
    },
    vaultToRead() {
      reader ??= readVault(vaultFolder);
      return writer ?? reader;
    },
    keys() {
      checkApart(vaultFolder, keysFolder);
      const file = typeof options.passphraseFile === 'string' ? options.passphraseFile : undefined;
      keys ??= new KeyStore(
        keysFolder,
        passphraseSource(file, context.env.CLOISON_PASSPHRASE, {
          ask: say(frame.passphraseAsk),
          again: say(frame.passphraseAgain),
          differ: say(frame.passphraseDiffer),
        }),
      );
      return keys;
    },
    campaign() {
      campaign ??= openCampaign(session.vault(), session.keys(), session.actor, session.campaignName);
      return campaign;
    },
    close() {
      process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
      writer?.close();
      reader?.close();
    },
  };
  return session;
}
