/** `cloison platform export` and `import`. */
import { createHash } from 'node:crypto';
import { Command } from 'commander';
import { SetupError } from '../base/platform-error.ts';
import { base64Url } from '../campaign/read-envelope.ts';
import { connectControl } from '../control/control-socket.ts';
import {
  checkTransfer,
  countsOf,
  exportCampaign,
  freezeCampaign,
  importCampaign,
  type CampaignHost as MovePlace,
  thawCampaign,
} from '../move/move-campaign.ts';
import {
  givenTransferKey,
  keepTransferKey,
  newTransferKey,
  readPieces,
  requireNew,
  writeWhole,
} from '../move/transfer-disk.ts';
import { fill, type Language } from './cli-words.ts';
import { moveWords } from './move-words.ts';
import { progressOn } from './progress.ts';

/** What the commands of the platform share. */
export interface CommandTools<O> {
  readonly withData: (command: Command) => Command;
  readonly told: (
    options: O,
    work: () => Promise<{ readonly json: unknown; readonly lines: readonly string[] }>,
  ) => Promise<void>;
  readonly kindIn: (kind: string) => string;
  /** Folder of the embedded store, null when the store is elsewhere: processes share it then. */
  readonly embeddedDirOf: (options: O) => string | null;
  /** Opens the store; throws `in-use` when a running process has it. */
  readonly withPlace: <T>(options: O, use: (place: MovePlace) => Promise<T>) => Promise<T>;
  /** The platform's statement key, raw. */
  readonly publicKeyOf: (options: O) => Promise<Uint8Array>;
  readonly examples: string;
}

interface ExportOptions {
  readonly to?: string;
  readonly final?: boolean;
  readonly cancel?: boolean;
  readonly keyFile?: string;
}

export function exportCommand<O extends object>(language: Language, tools: CommandTools<O>): Command {
  const words = moveWords[language];
  return tools
    .withData(new Command('export').description(words.export))
    .argument('<campaign>')
    .option('--to <file>', words.to)
    .option('--final', words.final)
    .option('--cancel', words.cancel)
    .option('--key-file <file>', words.writeKey)
    .addHelpText(
      'after',
      `
${words.exportHelp}
${tools.examples}
  cloison platform export 2026-6e --data /srv/cloison
  cloison platform export 2026-6e --data /srv/cloison --to /media/disque/2026-6e.cloison --final
  cloison platform export 2026-6e --data /srv/cloison --cancel`,
    )
    .action(async (campaign: string, options: O & ExportOptions) => {
      await tools.told(options, async () => {
        if (options.cancel === true) {
          await viaControlOr(tools, options, {
            running: (control) => control.thaw(campaign),
            stopped: (place) => thawCampaign(place, campaign),
          });
          return { json: { campaign, state: 'open' }, lines: [fill(words.cancelled, { campaign })] };
        }
        if (options.final !== true) {
          const counts = await viaControlOr(tools, options, {
            running: (control) => control.counts(campaign),
            stopped: (place) => countsOf(place, campaign),
          });
          return {
            json: { campaign, moved: false, counts },
            lines: [fill(words.wouldMove, { campaign }), ...linesOf(counts, tools.kindIn), words.addFinal],
          };
        }
        const { to, keyFile } = options;
        if (to === undefined) throw new SetupError('bad-setting', '--final needs --to and a file');
        requireNew(to);
        const key = newTransferKey();
        if (keyFile !== undefined) keepTransferKey(keyFile, key);
        const progress = progressOn(process.stderr, language);
        const wrote = (bytes: number) => progress(words.writing, bytes, null);
        const { counts, bytes } = await viaControlOr(tools, options, {
          running: async (control) => ({
            counts: await control.freeze(campaign),
            bytes: await writeWhole(to, await control.export(campaign, key.text), wrote),
          }),
          stopped: async (place) => ({
            counts: await freezeCampaign(place, campaign),
            bytes: await writeWhole(to, exportCampaign(place, campaign, key.bytes), wrote),
          }),
        }).finally(() => progress(null));
        const told =
          keyFile === undefined ? fill(words.key, { key: key.text }) : fill(words.keyFile, { file: keyFile });
        const mib = (bytes / 1024 / 1024).toFixed(1);
        return {
          json: {
            campaign,
            moved: true,
            file: to,
            bytes,
            counts,
            ...(keyFile === undefined ? { key: key.text } : {}),
          },
          lines: [
            fill(words.moved, { campaign, file: to, mib }),
            ...linesOf(counts, tools.kindIn),
            told,
            fill(words.next, { file: to, campaign }),
          ],
        };
      });
    });
}

export function importCommand<O extends object>(language: Language, tools: CommandTools<O>): Command {
  const words = moveWords[language];
  return tools
    .withData(new Command('import').description(words.import))
    .argument('<file>')
    .option('--key-file <file>', words.readKey)
    .addHelpText(
      'after',
      `
${words.importHelp}
${tools.examples}
  cloison platform import 2026-6e.cloison --key-file cle-de-transfert.txt --data /srv/cloison
  CLOISON_TRANSFER_KEY=… cloison platform import 2026-6e.cloison --data /srv/cloison --json`,
    )
    .action(async (file: string, options: O & { keyFile?: string }) => {
      await tools.told(options, async () => {
        const key = givenTransferKey(options.keyFile);
        const progress = progressOn(process.stderr, language);
        const read = (label: string) => readPieces(file, (bytes, total) => progress(label, bytes, total));
        const done = await (async () => {
          await checkTransfer(key.bytes, read(words.checking));
          return viaControlOr(tools, options, {
            running: (control) => control.import(key.text, read(words.taking)),
            stopped: async (place) => {
              const { head, counts } = await importCampaign(place, key.bytes, read(words.taking));
              return { campaign: head.campaign, counts };
            },
          });
        })().finally(() => progress(null));
        const publicKey = await tools.publicKeyOf(options);
        const counts = Object.entries(done.counts).filter(([, count]) => count > 0);
        const fingerprint = fingerprintOf(publicKey);
        return {
          json: {
            campaign: done.campaign,
            imported: true,
            counts: done.counts,
            publicKey: base64Url(publicKey),
            fingerprint,
          },
          lines: [
            fill(words.imported, { campaign: done.campaign }),
            ...counts.map(([kind, count]) => line(count, words.counts[kind as keyof typeof words.counts])),
            fill(words.after, { key: base64Url(publicKey), fingerprint }),
          ],
        };
      });
    });
}

/** By the process that holds the store, when there is one; else with the store opened here. */
async function viaControlOr<O, T>(
  tools: CommandTools<O>,
  options: O,
  ways: {
    readonly running: (control: NonNullable<Awaited<ReturnType<typeof connectControl>>>) => Promise<T>;
    readonly stopped: (place: MovePlace) => Promise<T>;
  },
): Promise<T> {
  const folder = tools.embeddedDirOf(options);
  const control = folder === null ? null : await connectControl(folder);
  return control === null ? tools.withPlace(options, ways.stopped) : ways.running(control);
}

function linesOf(counts: object, kindIn: (kind: string) => string): string[] {
  return Object.entries(counts).map(([kind, count]) => line(count as number, kindIn(kind)));
}

function line(count: number, what: string): string {
  return `  ${String(count).padStart(9)} ${what}`;
}

/** As the authority shows keys: SHA-256 in groups of four hexadecimal digits. */
export function fingerprintOf(publicKey: Uint8Array): string {
  return createHash('sha256').update(publicKey).digest('hex').toUpperCase().match(/.{4}/g)!.join(' ');
}
