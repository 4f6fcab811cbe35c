/** `cloison platform export` and `import`. */
import {
  apart,
  file,
  fileToWrite,
  fill,
  flag,
  needs,
  optional,
  type Progress,
  required,
  text,
} from '@cloison/command';
import { fingerprintOf } from '../base/secrets.ts';
import { base64Url } from '../campaign/read-envelope.ts';
import { type ControlClient, connectControl } from '../control/control-socket.ts';
import {
  type CampaignHost,
  checkTransfer,
  countsOf,
  exportCampaign,
  freezeCampaign,
  importCampaign,
  thawCampaign,
} from '../move/move-campaign.ts';
import {
  givenTransferKey,
  keepTransferKey,
  newTransferKey,
  readPieces,
  requireNew,
  writePieces,
} from '../move/transfer-disk.ts';
import { wordsOf } from './cli-words.ts';
import { moveWords } from './move-words.ts';
import { kindIn, type PlatformSession, verb } from './platform-session.ts';

const say = wordsOf(moveWords);

export const exportVerb = verb({
  name: 'export',
  summary: say((words) => words.export),
  arguments: {
    campaign: required(text({ fr: 'campagne', en: 'campaign' }), { fr: 'son nom', en: 'its name' }),
  },
  options: {
    to: optional(
      fileToWrite(),
      say((words) => words.to),
    ),
    final: flag(say((words) => words.final)),
    cancel: flag(say((words) => words.cancel)),
    keyFile: optional(
      fileToWrite(),
      say((words) => words.writeKey),
    ),
  },
  rules: [apart('final', 'cancel'), needs('final', 'to')],
  about: say((words) => words.exportHelp),
  examples: [
    'cloison platform export 2026-6e --data /srv/cloison',
    'cloison platform export 2026-6e --data /srv/cloison --to /media/disque/2026-6e.cloison --final',
    'cloison platform export 2026-6e --data /srv/cloison --cancel',
  ],
  async run(session, { campaign, to, final, cancel, keyFile }) {
    const words = moveWords[session.lang];
    if (cancel) {
      await viaControlOr(session, {
        running: (control) => control.thaw(campaign),
        stopped: (host) => thawCampaign(host, campaign),
      });
      return session.show([fill(words.cancelled, { campaign })], { campaign, state: 'open' });
    }
    if (!final || to === undefined) {
      const counts = await viaControlOr(session, {
        running: (control) => control.counts(campaign),
        stopped: (host) => countsOf(host, campaign),
      });
      return session.show(
        [fill(words.wouldMove, { campaign }), ...linesOf(session, counts), words.addFinal],
        { campaign, moved: false, counts },
      );
    }
    requireNew(to);
    const key = newTransferKey();
    if (keyFile !== undefined) keepTransferKey(keyFile, key);
    const progress = session.progress(words.writing, null, 'bytes');
    const wrote = (bytes: number) => progress.update(bytes);
    const { counts, bytes } = await viaControlOr(session, {
      running: async (control) => ({
        counts: await control.freeze(campaign),
        bytes: await writePieces(to, await control.export(campaign, key.text), wrote),
      }),
      stopped: async (host) => ({
        counts: await freezeCampaign(host, campaign),
        bytes: await writePieces(to, exportCampaign(host, campaign, key.bytes), wrote),
      }),
    }).finally(() => progress.stop());
    const keyLine =
      keyFile === undefined ? fill(words.key, { key: key.text }) : fill(words.keyFile, { file: keyFile });
    const mib = (bytes / 1024 / 1024).toFixed(1);
    return session.show(
      [
        fill(words.moved, { campaign, file: to, mib }),
        ...linesOf(session, counts),
        keyLine,
        fill(words.next, { file: to, campaign }),
      ],
      { campaign, moved: true, file: to, bytes, counts, ...(keyFile === undefined ? { key: key.text } : {}) },
    );
  },
});

export const importVerb = verb({
  name: 'import',
  summary: say((words) => words.import),
  arguments: {
    file: required(file(), {
      fr: 'le fichier de « platform export »',
      en: 'the file of “platform export”',
    }),
  },
  options: {
    keyFile: optional(
      file(),
      say((words) => words.readKey),
    ),
  },
  about: say((words) => words.importHelp),
  examples: [
    'cloison platform import 2026-6e.cloison --key-file cle-de-transfert.txt --data /srv/cloison',
    'CLOISON_TRANSFER_KEY=… cloison platform import 2026-6e.cloison --data /srv/cloison --json',
  ],
  async run(session, { file: path, keyFile }) {
    const words = moveWords[session.lang];
    const key = givenTransferKey(keyFile);
    let progress: Progress | null = null;
    const read = (label: string) => {
      let own: Progress | null = null;
      return readPieces(path, (bytes, total) => {
        if (own === null) {
          progress?.stop();
          progress = own = session.progress(label, total, 'bytes');
        }
        own.update(bytes);
      });
    };
    const done = await (async () => {
      await checkTransfer(key.bytes, read(words.checking));
      return viaControlOr(session, {
        running: (control) => control.import(key.text, read(words.taking)),
        stopped: async (host) => {
          const { head, counts } = await importCampaign(host, key.bytes, read(words.taking));
          return { campaign: head.campaign, counts };
        },
      });
    })().finally(() => progress?.stop());
    const { publicKey } = (await session.secrets()).statementKey;
    const { campaign } = done;
    const counts = Object.entries(done.counts).filter(([, count]) => count > 0);
    const fingerprint = fingerprintOf(publicKey);
    return session.show(
      [
        fill(words.imported, { campaign }),
        ...counts.map(([kind, count]) => line(count, words.counts[kind as keyof typeof words.counts])),
        fill(words.after, { key: base64Url(publicKey), fingerprint }),
      ],
      { campaign, imported: true, counts: done.counts, publicKey: base64Url(publicKey), fingerprint },
    );
  },
});

/** By the process that holds the store, when there is one; else with the store opened here. */
async function viaControlOr<T>(
  session: PlatformSession,
  ways: {
    readonly running: (control: ControlClient) => Promise<T>;
    readonly stopped: (host: CampaignHost) => Promise<T>;
  },
): Promise<T> {
  const folder = session.embeddedDir;
  const control = folder === null ? null : await connectControl(folder);
  return control === null ? session.withHost(ways.stopped) : ways.running(control);
}

function linesOf(session: PlatformSession, counts: object): string[] {
  return Object.entries(counts).map(([kind, count]) => line(count as number, kindIn(session, kind)));
}

function line(count: number, what: string): string {
  return `  ${String(count).padStart(9)} ${what}`;
}
