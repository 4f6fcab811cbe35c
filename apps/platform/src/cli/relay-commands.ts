/** `cloison platform relay start|export|status|purge`. */
import { existsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readTransferKey } from '@cloison/protocol/public';
import { Command, Option } from 'commander';
import { DEFAULT_NOT_ERASED, purge } from '../authority/purge.ts';
import { SetupError } from '../base/platform-error.ts';
import type { PlatformSecrets } from '../base/secrets.ts';
import { connectControl } from '../control/control-socket.ts';
import type { CampaignHost as MovePlace } from '../move/move-campaign.ts';
import { givenTransferKey, readPieces, requireNew, writeWhole } from '../move/transfer-disk.ts';
import { relayCertificate } from '../relay/relay-certificate.ts';
import {
  exportReturn,
  forgetReturnKey,
  keepRelay,
  prepareRelay,
  type RelayDirs,
  type RelayFacts,
  readRelay,
} from '../relay/relay-folder.ts';
import type { PlatformOptions } from '../start/platform-options.ts';
import type { RunningPlatform } from '../start/start-platform.ts';
import type { PurgeCounts } from '../store/purging.ts';
import type { Store } from '../store/store.ts';
import { fill, type Language } from './cli-words.ts';
import { progressOn } from './progress.ts';
import { relayWords } from './relay-words.ts';

/** What the commands of the platform share with these. */
export interface RelayTools<O> {
  readonly withData: (command: Command) => Command;
  readonly told: (options: O, work: () => Promise<Told>) => Promise<void>;
  readonly dirsOf: (options: O) => RelayDirs;
  readonly openStore: (dirs: RelayDirs, secrets: PlatformSecrets) => Promise<Store>;
  readonly withPlace: <T>(options: O, use: (place: MovePlace) => Promise<T>) => Promise<T>;
  readonly start: (options: PlatformOptions) => Promise<RunningPlatform>;
  readonly keyFileWords: string;
  readonly examples: string;
  readonly portOf: (text: string) => number;
}
interface Told {
  readonly json: unknown;
  readonly lines: readonly string[];
}

interface StartOptions {
  readonly keyFile?: string;
  readonly address?: readonly string[];
  readonly host?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly port?: number;
  readonly pupilApp?: string;
  readonly schoolApp?: string;
  readonly log: string;
  readonly json?: boolean;
}

/** The built apps as they lie beside this program. */
const APPS = {
  pupil: resolve(import.meta.dirname, '../../../pupil/dist'),
  school: resolve(import.meta.dirname, '../../../school/dist'),
};

export function relayCommand<O extends object>(language: Language, tools: RelayTools<O>): Command {
  const command = new Command('relay').description(relayWords[language].relay);
  for (const make of [startCommand, exportCommand, statusCommand, purgeCommand]) {
    command.addCommand(make(language, tools));
  }
  return command;
}

function startCommand<O extends object>(language: Language, tools: RelayTools<O>): Command {
  const words = relayWords[language];
  const repeated = (one: string, before: readonly string[] = []) => [...before, one];
  return tools
    .withData(new Command('start').description(words.start))
    .argument('[file]', words.fileArgument)
    .option('--key-file <file>', tools.keyFileWords)
    .addOption(new Option('--address <address>', words.address).argParser(repeated))
    .option('--host <address>', words.host)
    .option('--tls-cert <file>', words.tlsCert)
    .option('--tls-key <file>', words.tlsKey)
    .addOption(new Option('--port <number>', words.port).argParser(tools.portOf))
    .addOption(new Option('--pupil-app <folder>', words.pupilApp).default(APPS.pupil))
    .addOption(new Option('--school-app <folder>', words.schoolApp).default(APPS.school))
    .addOption(new Option('--log <file>', words.log).default('none'))
    .addHelpText(
      'after',
      `
${words.startHelp}
${tools.examples}
  cloison platform relay start ecole.cloison --key-file cle.txt --data /srv/portable
  cloison platform relay start --data /srv/portable --address 192.168.1.20 --address portable.local`,
    )
    .action(async (file: string | undefined, options: O & StartOptions) => {
      await tools.told(options, async () => {
        const dirs = tools.dirsOf(options);
        const facts = await factsFor(tools, dirs, file, options.keyFile);
        if (facts.returnKey === null)
          throw new SetupError('already-purged', `${facts.campaign} was purged here`);
        const addresses = options.address ?? [];
        const made = addresses.length > 0 && options.tlsCert === undefined;
        const certificate = made ? relayCertificate(dirs.dataDir, dirs.secretsDir, addresses) : null;
        const platform = await tools.start(platformOptions(dirs, options, addresses, certificate));
        const url =
          addresses.length === 0
            ? `http://localhost:${platform.port}/`
            : `https://${addresses[0]!.includes(':') ? `[${addresses[0]}]` : addresses[0]}:${platform.port}/`;
        const { campaign, label } = facts;
        const says = [
          fill(words.ready, { label, campaign }),
          fill(addresses.length === 0 ? words.here : words.network, { url, campaign }),
          ...(certificate === null
            ? []
            : [
                fill(words.install, {
                  path: certificate.authorityPath,
                  fingerprint: certificate.authorityFingerprint,
                  expires: certificate.expires.toLocaleDateString(language),
                }),
              ]),
          fill(words.clock, { now: new Date().toLocaleString(language) }),
          fill(words.afterwards, { data: dirs.dataDir }),
        ];
        process.stdout.write(
          options.json === true
            ? `${JSON.stringify({
                event: 'listening',
                url,
                campaign,
                label,
                ...(certificate === null
                  ? {}
                  : { authority: certificate.authorityPath, fingerprint: certificate.authorityFingerprint }),
              })}\n`
            : `${says.join('\n')}\n`,
        );
        await new Promise<void>((resolve) => {
          for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
        });
        await platform.close();
        return { json: { event: 'stopped' }, lines: [words.stopped] };
      });
    });
}

async function factsFor<O>(
  tools: RelayTools<O>,
  dirs: RelayDirs,
  file: string | undefined,
  keyFile: string | undefined,
): Promise<RelayFacts> {
  if (file === undefined || existsSync(join(dirs.secretsDir, 'relay.json'))) return readRelay(dirs);
  const key = givenTransferKey(keyFile);
  const pieces = () => readPieces(file, () => undefined);
  return prepareRelay(dirs, key.bytes, pieces, (secrets) => tools.openStore(dirs, secrets));
}

function platformOptions(
  dirs: RelayDirs,
  options: StartOptions,
  addresses: readonly string[],
  certificate: { readonly certPath: string; readonly keyPath: string } | null,
): PlatformOptions {
  const { tlsCert, tlsKey, log } = options;
  if ((tlsCert === undefined) !== (tlsKey === undefined)) {
    throw new SetupError('bad-setting', '--tls-cert and --tls-key go together');
  }
  const given = tlsCert === undefined || tlsKey === undefined ? null : { certPath: tlsCert, keyPath: tlsKey };
  if (given !== null && addresses.length === 0) {
    throw new SetupError('bad-setting', '--tls-cert needs --address: by which name is this laptop called?');
  }
  const tls =
    given ?? (certificate === null ? null : { certPath: certificate.certPath, keyPath: certificate.keyPath });
  return {
    dataDir: dirs.dataDir,
    secretsDir: dirs.secretsDir,
    host: options.host ?? (tls === null ? '127.0.0.1' : '0.0.0.0'),
    port: options.port ?? (tls === null ? 8080 : 8443),
    ...(tls === null ? {} : { tls }),
    apps: { pupil: options.pupilApp ?? APPS.pupil, school: options.schoolApp ?? APPS.school },
    log: log === 'stderr' || log === 'none' ? log : { path: log },
  };
}

function exportCommand<O extends object>(language: Language, tools: RelayTools<O>): Command {
  const words = relayWords[language];
  return tools
    .withData(new Command('export').description(words.export))
    .requiredOption('--to <file>', words.to)
    .addHelpText(
      'after',
      `
${words.exportHelp}
${tools.examples}
  cloison platform relay export --data /srv/portable --to /media/cle-usb/ecole-retour.cloison`,
    )
    .action(async (options: O & { to: string }) => {
      await tools.told(options, async () => {
        const dirs = tools.dirsOf(options);
        const facts = readRelay(dirs);
        const { campaign, returnKey } = facts;
        if (returnKey === null) throw new SetupError('already-purged', `${campaign} was purged here`);
        requireNew(options.to);
        const progress = progressOn(process.stderr, language);
        const wrote = (bytes: number) => progress(words.export, bytes);
        const control = await connectControl(join(dirs.dataDir, 'store'));
        // Counted before it is written: what is saved meanwhile counts as not exported.
        const counts = await (control === null
          ? tools.withPlace(options, async (place) => {
              const before = await countsOf(place.store, campaign);
              await writeWhole(options.to, exportReturn(place, campaign, readTransferKey(returnKey)), wrote);
              return before;
            })
          : control.counts(campaign).then(async (before) => {
              await writeWhole(options.to, await control.return(campaign, returnKey), wrote);
              return before;
            })
        ).finally(() => progress(null));
        keepRelay(dirs, { ...facts, exported: { at: new Date().toISOString(), changes: changesOf(counts) } });
        return {
          json: { campaign, file: options.to, records: counts.records },
          lines: [fill(words.exported, { records: String(counts.records), file: options.to })],
        };
      });
    });
}

function statusCommand<O extends object>(language: Language, tools: RelayTools<O>): Command {
  const words = relayWords[language];
  return tools
    .withData(new Command('status').description(words.status))
    .addHelpText('after', `\n${tools.examples}\n  cloison platform relay status --data /srv/portable`)
    .action(async (options: O) => {
      await tools.told(options, async () => {
        const dirs = tools.dirsOf(options);
        const { campaign, label, exported, returnKey } = readRelay(dirs);
        if (returnKey === null) return { json: { campaign, label, purged: true }, lines: [words.isPurged] };
        const control = await connectControl(join(dirs.dataDir, 'store'));
        const counts =
          control === null
            ? await tools.withPlace(options, ({ store }) => countsOf(store, campaign))
            : await control.counts(campaign);
        const isExported = exported !== null && exported.changes === changesOf(counts);
        const said = { label, campaign, records: String(counts.records), versions: String(counts.versions) };
        return {
          json: {
            campaign,
            label,
            purged: false,
            records: counts.records,
            versions: counts.versions,
            exported: isExported,
          },
          lines: [
            fill(words.holds, said),
            isExported
              ? fill(words.allExported, { at: new Date(exported.at).toLocaleString(language) })
              : words.notExported,
          ],
        };
      });
    });
}

function purgeCommand<O extends object>(language: Language, tools: RelayTools<O>): Command {
  const words = relayWords[language];
  return tools
    .withData(new Command('purge').description(words.purge))
    .option('--discard', words.discard)
    .option('--to <file>', words.statementTo)
    .addHelpText(
      'after',
      `
${words.purgeHelp}
${tools.examples}
  cloison platform relay purge --data /srv/portable --to /media/cle-usb/attestation.json`,
    )
    .action(async (options: O & { discard?: boolean; to?: string }) => {
      await tools.told(options, async () => {
        const dirs = tools.dirsOf(options);
        const facts = readRelay(dirs);
        const { campaign, exported, label } = facts;
        const statement = await tools.withPlace(options, async ({ store, secrets, nowMs }) => {
          const lookup = await store.campaign(campaign);
          if (lookup.state === 'open' && options.discard !== true) {
            const changes = changesOf(await lookup.campaign.counts());
            if (changes > 0 && exported?.changes !== changes) {
              throw new SetupError(
                'not-exported',
                'something was saved since the last export: export it first, or add --discard',
              );
            }
          }
          return purge(
            { store, key: secrets.statementKey, notErased: DEFAULT_NOT_ERASED },
            campaign,
            nowMs(),
          );
        });
        if (facts.returnKey !== null) forgetReturnKey(dirs, facts);
        if (options.to !== undefined) writeFileSync(options.to, `${JSON.stringify(statement)}\n`);
        return {
          json: { campaign, label, erased: true, ...statement },
          lines: [fill(words.purged, { label }), JSON.stringify(statement)],
        };
      });
    });
}

async function countsOf(store: Store, campaign: string): Promise<PurgeCounts> {
  const lookup = await store.campaign(campaign);
  if (lookup.state !== 'open' && lookup.state !== 'moved') {
    throw new SetupError('already-purged', `${campaign} was purged here`);
  }
  return lookup.campaign.counts();
}

/** Rises with everything that a laptop collects. */
function changesOf({ versions, branches }: PurgeCounts): number {
  return versions + branches;
}
