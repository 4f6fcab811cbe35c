/** `cloison platform relay start|export|status|purge`: the laptop of a school without internet. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  file,
  fileToWrite,
  fill,
  flag,
  folder,
  needs,
  optional,
  port,
  repeated,
  required,
  text,
  type ValuesOf,
  withDefault,
} from '@cloison/command';
import { writeWhole } from '@cloison/durable-files';
import { readTransferKey } from '@cloison/protocol/public';
import { DEFAULT_NOT_ERASED, purge } from '../authority/purge.ts';
import { SetupError } from '../base/setup-error.ts';
import { connectControl } from '../control/control-socket.ts';
import { givenTransferKey, readPieces, requireNew, writePieces } from '../move/transfer-disk.ts';
import { type RelayCertificate, relayCertificate } from '../relay/relay-certificate.ts';
import {
  exportReturn,
  forgetReturnKey,
  keepRelay,
  prepareRelay,
  type RelayDirs,
  type RelayFacts,
  readRelay,
} from '../relay/relay-folder.ts';
import { openStore } from '../start/open-store.ts';
import type { PlatformOptions } from '../start/platform-options.ts';
import { startPlatform } from '../start/start-platform.ts';
import type { PurgeCounts } from '../store/purging.ts';
import type { Store } from '../store/store.ts';
import { wordsOf } from './cli-words.ts';
import { moveWords } from './move-words.ts';
import { askedToStop, type PlatformSession, verb } from './platform-session.ts';
import { relayWords } from './relay-words.ts';

const say = wordsOf(relayWords);

/** The built apps as they lie beside this program. */
const APPS = {
  pupil: resolve(import.meta.dirname, '../../../pupil/dist'),
  school: resolve(import.meta.dirname, '../../../school/dist'),
};

const OWN_APPS = { fallbackWords: { fr: 'celle de ce programme', en: 'the one of this program' } };

const START_OPTIONS = {
  keyFile: optional(
    file(),
    wordsOf(moveWords)((words) => words.readKey),
  ),
  address: repeated(
    text({ fr: 'adresse', en: 'address' }),
    say((words) => words.address),
  ),
  host: optional(
    text({ fr: 'adresse', en: 'address' }),
    say((words) => words.host),
  ),
  tlsCert: optional(
    file(),
    say((words) => words.tlsCert),
  ),
  tlsKey: optional(
    file(),
    say((words) => words.tlsKey),
  ),
  port: optional(
    port(),
    say((words) => words.port),
  ),
  pupilApp: optional(
    folder(),
    say((words) => words.pupilApp),
    OWN_APPS,
  ),
  schoolApp: optional(
    folder(),
    say((words) => words.schoolApp),
    OWN_APPS,
  ),
  log: withDefault(
    fileToWrite(),
    'none',
    say((words) => words.log),
  ),
} as const;

export const relayStartVerb = verb({
  name: 'relay start',
  summary: say((words) => words.start),
  arguments: {
    file: optional(
      file(),
      say((words) => words.fileArgument),
    ),
  },
  options: START_OPTIONS,
  rules: [needs('tlsCert', 'tlsKey'), needs('tlsKey', 'tlsCert'), needs('tlsCert', 'address')],
  about: say((words) => words.startHelp),
  examples: [
    'cloison platform relay start ecole.cloison --key-file cle.txt --data /srv/portable',
    'cloison platform relay start --data /srv/portable --address 192.168.1.20 --address portable.local',
  ],
  async run(session, { file: bundle, ...options }) {
    const words = relayWords[session.lang];
    const dirs = laptopDirs(session);
    const facts = await factsFor(dirs, bundle, options.keyFile);
    const { campaign, label } = facts;
    if (facts.returnKey === null) throw new SetupError('purged-here', { campaign });
    const addresses = options.address;
    const made = addresses.length > 0 && options.tlsCert === undefined;
    const certificate = made ? relayCertificate(dirs.dataDir, dirs.secretsDir, addresses) : null;
    const platform = await startPlatform(platformOptions(dirs, options, certificate));
    const url =
      addresses.length === 0
        ? `http://localhost:${platform.port}/`
        : `https://${addresses[0]!.includes(':') ? `[${addresses[0]}]` : addresses[0]}:${platform.port}/`;
    session.show(
      [
        fill(words.ready, { label, campaign }),
        fill(addresses.length === 0 ? words.here : words.network, { url, campaign }),
        ...(certificate === null
          ? []
          : [
              fill(words.install, {
                path: certificate.authorityPath,
                fingerprint: certificate.authorityFingerprint,
                expires: certificate.expires.toLocaleDateString(session.lang),
              }),
            ]),
        fill(words.clock, { now: new Date().toLocaleString(session.lang) }),
        fill(words.afterwards, { data: dirs.dataDir }),
      ],
      {},
    );
    session.event({
      event: 'listening',
      url,
      campaign,
      label,
      ...(certificate === null
        ? {}
        : { authority: certificate.authorityPath, fingerprint: certificate.authorityFingerprint }),
    });
    await askedToStop(session);
    await platform.close();
    return session.show([words.stopped], { event: 'stopped' });
  },
});

const laptopDirs = ({ dirs, secretsDir }: PlatformSession): RelayDirs => ({
  dataDir: dirs.dataDir,
  secretsDir,
});

async function factsFor(
  dirs: RelayDirs,
  bundle: string | undefined,
  keyFile: string | undefined,
): Promise<RelayFacts> {
  if (bundle === undefined || existsSync(join(dirs.secretsDir, 'relay.json'))) return readRelay(dirs);
  const key = givenTransferKey(keyFile);
  const pieces = () => readPieces(bundle, () => undefined);
  return prepareRelay(dirs, key.bytes, pieces, (secrets) => openStore(dirs, secrets));
}

function platformOptions(
  dirs: RelayDirs,
  { tlsCert, tlsKey, host, port: wanted, pupilApp, schoolApp, log }: ValuesOf<typeof START_OPTIONS>,
  certificate: Pick<RelayCertificate, 'certPath' | 'keyPath'> | null,
): PlatformOptions {
  const given = tlsCert === undefined || tlsKey === undefined ? null : { certPath: tlsCert, keyPath: tlsKey };
  const tls =
    given ?? (certificate === null ? null : { certPath: certificate.certPath, keyPath: certificate.keyPath });
  return {
    dataDir: dirs.dataDir,
    secretsDir: dirs.secretsDir,
    host: host ?? (tls === null ? '127.0.0.1' : '0.0.0.0'),
    port: wanted ?? (tls === null ? 8080 : 8443),
    ...(tls === null ? {} : { tls }),
    apps: { pupil: pupilApp ?? APPS.pupil, school: schoolApp ?? APPS.school },
    log: log === 'stderr' || log === 'none' ? log : { path: log },
  };
}

export const relayExportVerb = verb({
  name: 'relay export',
  summary: say((words) => words.export),
  options: {
    to: required(
      fileToWrite(),
      say((words) => words.to),
    ),
  },
  about: say((words) => words.exportHelp),
  examples: ['cloison platform relay export --data /srv/portable --to /media/cle-usb/ecole-retour.cloison'],
  async run(session, { to }) {
    const words = relayWords[session.lang];
    const dirs = laptopDirs(session);
    const facts = readRelay(dirs);
    const { campaign, returnKey } = facts;
    if (returnKey === null) throw new SetupError('purged-here', { campaign });
    requireNew(to);
    const control = await connectControl(join(dirs.dataDir, 'store'));
    const progress = session.progress(words.export, null, 'bytes');
    const wrote = (bytes: number) => progress.update(bytes);
    // Counted before it is written: what is saved meanwhile counts as not exported.
    const counts = await (control === null
      ? session.withHost(async (host) => {
          const before = await countsOf(host.store, campaign);
          await writePieces(to, exportReturn(host, campaign, readTransferKey(returnKey)), wrote);
          return before;
        })
      : control.counts(campaign).then(async (before) => {
          await writePieces(to, await control.return(campaign, returnKey), wrote);
          return before;
        })
    ).finally(() => progress.stop());
    keepRelay(dirs, { ...facts, exported: { at: new Date().toISOString(), changes: changesOf(counts) } });
    return session.show([fill(words.exported, { records: counts.records, file: to }, session.lang)], {
      campaign,
      file: to,
      records: counts.records,
    });
  },
});

export const relayStatusVerb = verb({
  name: 'relay status',
  summary: say((words) => words.status),
  examples: ['cloison platform relay status --data /srv/portable'],
  async run(session) {
    const words = relayWords[session.lang];
    const dirs = laptopDirs(session);
    const { campaign, label, exported, returnKey } = readRelay(dirs);
    if (returnKey === null) return session.show([words.isPurged], { campaign, label, purged: true });
    const control = await connectControl(join(dirs.dataDir, 'store'));
    const { records, versions, branches } =
      control === null
        ? await session.withHost(({ store }) => countsOf(store, campaign))
        : await control.counts(campaign);
    const isExported = exported !== null && exported.changes === versions + branches;
    return session.show(
      [
        fill(words.holds, { label, campaign, records, versions }, session.lang),
        isExported
          ? fill(words.allExported, { at: new Date(exported.at).toLocaleString(session.lang) })
          : words.notExported,
      ],
      { campaign, label, purged: false, records, versions, exported: isExported },
    );
  },
});

export const relayPurgeVerb = verb({
  name: 'relay purge',
  summary: say((words) => words.purge),
  options: {
    discard: flag(say((words) => words.discard)),
    to: optional(
      fileToWrite(),
      say((words) => words.statementTo),
    ),
  },
  about: say((words) => words.purgeHelp),
  examples: ['cloison platform relay purge --data /srv/portable --to /media/cle-usb/attestation.json'],
  async run(session, { discard, to }) {
    const words = relayWords[session.lang];
    const dirs = laptopDirs(session);
    const facts = readRelay(dirs);
    const { campaign, exported, label } = facts;
    const statement = await session.withHost(async ({ store, secrets, nowMs }) => {
      const lookup = await store.campaign(campaign);
      if (lookup.state === 'open' && !discard) {
        const changes = changesOf(await lookup.campaign.counts());
        if (changes > 0 && exported?.changes !== changes) throw new SetupError('saved-since-export');
      }
      return purge({ store, key: secrets.statementKey, notErased: DEFAULT_NOT_ERASED }, campaign, nowMs());
    });
    if (facts.returnKey !== null) forgetReturnKey(dirs, facts);
    if (to !== undefined) writeWhole(to, `${JSON.stringify(statement)}\n`);
    return session.show([fill(words.purged, { label }), JSON.stringify(statement)], {
      campaign,
      label,
      erased: true,
      ...statement,
    });
  },
});

async function countsOf(store: Store, campaign: string): Promise<PurgeCounts> {
  const lookup = await store.campaign(campaign);
  if (lookup.state !== 'open' && lookup.state !== 'moved') throw new SetupError('purged-here', { campaign });
  return lookup.campaign.counts();
}

/** Rises with everything that a laptop collects. */
function changesOf({ versions, branches }: PurgeCounts): number {
  return versions + branches;
}
