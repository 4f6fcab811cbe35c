/**
 * A school without internet: a laptop made ready by the authority, a sitting there, the way back, and the end. Every part that
 * a person starts is a process of its own.
 */
import { randomBytes } from 'node:crypto';
import { cpSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SmallCampaign, startSmallCampaign } from '@cloison/dev-env/campaign/small-campaign.ts';
import { NAME, PASSPHRASE } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import { NO_PREVIOUS, seal } from '@cloison/protocol';
import { bearer, encodeTransfer, readTransferKey, writeTransferFile } from '@cloison/protocol/public';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCertificate } from '../../apps/authority/src/close/certificate.ts';
import { closeCampaign } from '../../apps/authority/src/close/close-campaign.ts';
import { serveCampaign } from '../../apps/authority/src/collect/serve-campaign.ts';
import { takePurge } from '../../apps/authority/src/hosts/hosts.ts';
import { takeRelay } from '../../apps/authority/src/hosts/relay-return.ts';
import { publishCampaign } from '../../apps/authority/src/publish/publish-campaign.ts';
import type { BranchRow, HostRow } from '../../apps/authority/src/vault/rows.ts';
import {
  type Answers,
  groupOf,
  type Pupil,
  pupilBody,
  pupilsOf,
  sit,
} from '../authority/simulated-people.ts';
import { forgedFrom } from '../liar/lying-campaign.ts';
import { cloison, type Served, serve } from './served-platform.ts';

const ALL: Answers = { m1: 'B', m2: 'A', m3: '12', m4: 'chat' };
let small: SmallCampaign;
let pupils: Map<string, Pupil>;
let laptop: Served;
let data: string;
let bundle: string;
let keyFile: string;
let firstReturn: string;
let lastReturn: string;

const pupil = (name: string) => pupils.get(name)!;
const online = () => ({ platform: small.platform.url });
const onLaptop = (...args: readonly string[]) =>
  cloison(['platform', 'relay', ...args, '--data', data, '--json']);

/** Seals and sends to the laptop; answers its status and hash of the envelope. */
async function sitThere(
  who: Pupil,
  answers: Answers,
  how: { final?: boolean; version?: number; previous?: Uint8Array } = {},
) {
  const { holder } = who.person!;
  const envelope = await seal(holder, {
    kind: how.final === true ? 'final' : 'record',
    name: 'maths',
    device: new Uint8Array(8).fill(2),
    version: how.version ?? 1,
    previous: how.previous ?? NO_PREVIOUS,
    body: pupilBody(small, answers, how.final === true),
    ceiling: small.campaign.manifest.ceilings.maths!,
    iv: new Uint8Array(randomBytes(12)),
  });
  const response = await fetch(`http://127.0.0.1:${laptop.port}/api/1/${NAME}/records/maths`, {
    method: 'PUT',
    headers: { authorization: bearer(holder.access), 'content-type': 'application/octet-stream' },
    body: envelope.bytes,
  });
  return { status: response.status, hash: envelope.hash };
}

/** What the laptop's return files are sealed under, and their first entry. */
function returnKey() {
  const { return_key_sealed, public_key } = small.vault.get<HostRow>('SELECT * FROM place')!;
  const at = ['place', 'return_key_sealed', Buffer.from(public_key).toString('hex')] as const;
  return readTransferKey(small.campaign.sealer.open<string>(...at, return_key_sealed!));
}
const RETURN_HEAD = {
  kind: 'head',
  purpose: 'return',
  campaign: NAME,
  at: '2026-09-10T12:00:00.000Z',
  authorityKey: new Uint8Array(32),
  pepper: null,
  relay: null,
} as const;

/** All that the vault has of what was received and computed. */
function received(): string {
  const tables = ['record', 'branch', 'quarantine', 'observation', 'participation', 'relay_head'];
  const rows = tables.map((table) => small.vault.all<object>(`SELECT * FROM ${table}`));
  return JSON.stringify(rows);
}

/** Of one pupil: what a person has to look at, and from which envelope the result comes. */
function seen(name: string) {
  const codes = small.vault.all<{ code: string }>(
    'SELECT code FROM observation WHERE pupil = ? ORDER BY code',
    pupil(name).id,
  );
  const result = small.vault.get<{ source: Uint8Array }>(
    'SELECT source FROM result WHERE pupil = ?',
    pupil(name).id,
  );
  return {
    codes: codes.map(({ code }) => code),
    source: result === undefined ? null : Buffer.from(result.source).toString('hex'),
  };
}

beforeAll(async () => {
  small = await startSmallCampaign();
  await publishCampaign(small.campaign, small.keys, online());
  pupils = await pupilsOf(small);
  // Before the network went: Anna has begun, Bilal has finished.
  await sit(small, pupil('Anna'), { m1: 'B' }, false);
  await sit(small, pupil('Bilal'), ALL);
  await serveCampaign(small.campaign, small.keys, { ...online(), once: true });
  data = join(small.folder, 'portable');
  bundle = join(small.folder, 'ecole.cloison');
  keyFile = join(small.folder, 'cle.txt');
  [firstReturn, lastReturn] = ['retour-1', 'retour-2'].map((name) => join(small.folder, name)) as [
    string,
    string,
  ];
  writeFileSync(join(small.folder, 'phrase.txt'), PASSPHRASE);
});
afterAll(async () => {
  await laptop?.stop('SIGKILL');
  await small?.close();
});

describe('a laptop for a school', () => {
  it('is made ready by the authority: sealed whole, for that school alone, and journaled', async () => {
    small.release();
    const vault = ['--vault', small.vaultFolder, '--keys', small.keysFolder];
    const more = ['--passphrase-file', join(small.folder, 'phrase.txt'), '--json'];
    const { uai } = await (async () => {
      await small.reopen();
      const row = small.vault.get<{ uai: string }>(`SELECT uai FROM school WHERE uai LIKE '0770002%'`)!;
      small.release();
      return row;
    })();
    const made = await cloison([
      ...[
        'campaign',
        'relay-bundle',
        '--school',
        uai,
        '--label',
        'portable 3',
        '--out',
        bundle,
        '--key-file',
        keyFile,
      ],
      ...vault,
      ...more,
    ]);
    expect([made.code, made.err]).toEqual([0, '']);
    // Six pupils, two reserves, a teacher, a head, a class and the school itself.
    expect(made.json()).toMatchObject({ holders: 12, label: 'portable 3' });
    const unknown = await cloison([
      ...[
        'campaign',
        'relay-bundle',
        '--school',
        '0000000X',
        '--out',
        `${bundle}-2`,
        '--key-file',
        `${keyFile}-2`,
      ],
      ...vault,
      ...more,
    ]);
    expect(unknown.json()).toMatchObject({ ok: false, code: 'relay-school' });
    await small.reopen();
    const journal = small.vault.all<{ line: string }>(
      `SELECT line FROM journal WHERE line LIKE '%relay.bundle%'`,
    );
    expect(journal).toHaveLength(1);
    expect(journal[0]!.line).toContain('portable 3');
    const bytes = readFileSync(bundle);
    for (const { person } of pupils.values()) {
      if (person !== null) expect(bytes.includes(Buffer.from(person.holder.holderId))).toBe(false);
    }
    expect(statSync(keyFile).mode & 0o077).toBe(0);
  });

  it('serves its pupils and nobody else', async () => {
    const wrongKey = join(small.folder, 'autre-cle.txt');
    writeFileSync(wrongKey, '0'.repeat(32));
    const refused = await onLaptop('start', bundle, '--key-file', wrongKey, '--port', '0');
    expect(refused.json()).toMatchObject({ ok: false, code: 'bad-transfer-key' });
    laptop = await serve(['relay', 'start', bundle, '--key-file', keyFile, '--data', data, '--port', '0']);
    expect(laptop.url).toBe(`http://localhost:${laptop.port}/`);
    const me = async (access: Uint8Array) =>
      (
        await fetch(`http://127.0.0.1:${laptop.port}/api/1/${NAME}/me`, {
          headers: { authorization: bearer(access) },
        })
      ).status;
    for (const name of ['Anna', 'Farid']) expect(await me(pupil(name).person!.holder.access)).toBe(200);
    // The class of the other school, as it is known online.
    const cp = await groupOf(small, 'cp');
    expect(await me(cp.class.holder.access)).toBe(401);
    const card = await fetch(`http://127.0.0.1:${laptop.port}/c/${NAME}/campaign.json`);
    expect(await card.json()).toMatchObject({ campaign: NAME });
    const { hash } = small.campaign.manifest.files['sequences/maths.json']!;
    const content = await fetch(`http://127.0.0.1:${laptop.port}/c/${NAME}/content/${hash}`);
    expect(content.status).toBe(200);
  });

  it('keeps what is sat there, over kill -9, and writes it to a file while it serves', async () => {
    expect((await sitThere(pupil('Anna'), ALL, { final: true })).status).toBe(204);
    expect((await sitThere(pupil('Chloé'), ALL, { final: true })).status).toBe(204);
    const begun = await sitThere(pupil('Emma'), { m1: 'B' });
    expect(begun.status).toBe(204);
    await laptop.stop('SIGKILL');
    // The second time without the file: what was made is there.
    laptop = await serve(['relay', 'start', '--data', data, '--port', '0']);
    expect((await onLaptop('status')).json()).toMatchObject({ records: 3, exported: false, purged: false });
    const exported = await onLaptop('export', '--to', firstReturn);
    expect([exported.code, exported.json()]).toMatchObject([0, { records: 3 }]);
    // Emma goes on after the export.
    const next = await sitThere(pupil('Emma'), ALL, { final: true, version: 2, previous: begun.hash });
    expect(next.status).toBe(204);
    expect((await onLaptop('status')).json()).toMatchObject({ exported: false });
  });
});

describe('what was sat there', () => {
  it('keeps the campaign open until it has been brought back', async () => {
    await expect(closeCampaign(small.vault, small.keys, small.actor, NAME, online())).rejects.toMatchObject({
      code: 'closing-relays',
    });
  });

  it('arrives as if it had been online', async () => {
    const taken = await takeRelay(small.campaign, firstReturn);
    expect(taken).toEqual({ laptop: 'portable 3', received: 3, quarantined: 0, sittings: 3 });
    // Chloé sat on the laptop alone: nothing for a person to look at. Anna sat on both: her final record counts, and she is listed.
    expect(seen('Chloé').codes).toEqual([]);
    expect(seen('Emma').codes).toEqual([]);
    expect(seen('Anna').codes).toEqual(['branch-chosen', 'final-on-branch']);
    const [row] = small.vault.all<{ complete: number; begun: number }>(
      `SELECT complete, begun FROM participation WHERE sequence = 'maths'`,
    );
    await serveCampaign(small.campaign, small.keys, { ...online(), once: true });
    const [after] = small.vault.all<{ complete: number; begun: number }>(
      `SELECT complete, begun FROM participation WHERE sequence = 'maths'`,
    );
    expect(row).toMatchObject({ complete: 1, begun: 1 });
    expect(after).toMatchObject({ complete: 3, begun: 1 });
  });

  it('and only once: the same file again, and an older one after a newer, change nothing', async () => {
    const before = received();
    expect(await takeRelay(small.campaign, firstReturn)).toMatchObject({ received: 0, sittings: 0 });
    expect(received()).toBe(before);
    await laptop.stop();
    expect((await onLaptop('export', '--to', lastReturn)).json()).toMatchObject({ records: 3 });
    const last = await takeRelay(small.campaign, lastReturn);
    expect(last).toMatchObject({ received: 1, sittings: 1 });
    expect(seen('Emma').codes).toEqual([]);
    const newest = received();
    expect(await takeRelay(small.campaign, firstReturn)).toMatchObject({ received: 0 });
    expect(await takeRelay(small.campaign, lastReturn)).toMatchObject({ received: 0 });
    expect(received()).toBe(newest);
    // The online platform has none of these records. That is not taken for a store that was put back.
    const pass = await serveCampaign(small.campaign, small.keys, { ...online(), once: true });
    expect(pass).toMatchObject({ received: 0, rollbacks: 0 });
  });

  it('is not taken from a file that is altered, cut, or of another laptop', async () => {
    const bytes = readFileSync(lastReturn);
    const altered = join(small.folder, 'altere');
    const before = received();
    for (const [change, code] of [
      [(copy: Buffer) => copy.fill(copy[400]! ^ 1, 400, 401), 'relay-damaged'],
      [(copy: Buffer) => copy.subarray(0, copy.length - 20), 'relay-damaged'],
      [(copy: Buffer) => copy.fill(copy[6]! ^ 1, 6, 7), 'relay-stranger'],
      [() => readFileSync(bundle), 'relay-stranger'],
      [() => Buffer.from('autre chose'), 'relay-stranger'],
    ] as const) {
      writeFileSync(altered, change(Buffer.from(bytes)));
      await expect(takeRelay(small.campaign, altered)).rejects.toMatchObject({ code });
    }
    // Damage late in a long file: nothing before it is imported either.
    const key = returnKey();
    const strangers = Array.from({ length: 30 }, (_, i) => ({
      kind: 'record' as const,
      holder: new Uint8Array(16).fill(i),
      name: 'maths',
      head: { envelope: new Uint8Array(60_000), atMs: 0 },
      answers: [],
      branches: [],
    }));
    const long: Uint8Array[] = [];
    const entries = encodeTransfer(RETURN_HEAD, strangers);
    for await (const piece of writeTransferFile(key, new Uint8Array(16), entries)) long.push(piece);
    expect(long.length).toBe(3);
    const late = Buffer.concat(long);
    late[late.length - 20]! ^= 1;
    writeFileSync(altered, late);
    await expect(takeRelay(small.campaign, altered)).rejects.toMatchObject({ code: 'relay-damaged' });
    expect(received()).toBe(before);
  });
});

it('a laptop that makes up a later head loses nothing that was taken from it, whatever its clock says', async () => {
  // The head that it had brought before was dropped for random bytes; a time that there is not ended the command.
  const key = returnKey();
  const branches = () => small.vault.all<BranchRow>('SELECT * FROM branch ORDER BY holder, name, hash');
  const before = branches();
  const taken = before.find(({ reason }) => reason === 'relay')!;
  const file = join(small.folder, 'menti');
  const head = { envelope: forgedFrom(taken.envelope, 2 ** 32 - 1), atMs: 9e15 };
  const record = {
    kind: 'record',
    holder: taken.holder,
    name: taken.name,
    head,
    answers: [],
    branches: [],
  } as const;
  const pieces: Uint8Array[] = [];
  const entries = encodeTransfer(RETURN_HEAD, [record]);
  for await (const piece of writeTransferFile(key, new Uint8Array(16).fill(1), entries)) pieces.push(piece);
  writeFileSync(file, Buffer.concat(pieces));
  expect(await takeRelay(small.campaign, file)).toMatchObject({ received: 0, quarantined: 1 });
  expect(branches()).toEqual(before);
});

describe('the end of a laptop', () => {
  it('erases only what was exported, unless it is forced to, and signs with its own key what it erased', async () => {
    const kept = join(small.folder, 'portable-avant');
    cpSync(data, kept, { recursive: true });
    laptop = await serve(['relay', 'start', '--data', data, '--port', '0']);
    expect((await sitThere(pupil('Farid'), { m1: 'B' })).status).toBe(204);
    await laptop.stop();
    const refused = await onLaptop('purge');
    expect(refused.json()).toMatchObject({ ok: false, code: 'not-exported' });
    const again = join(small.folder, 'retour-3');
    await onLaptop('export', '--to', again);
    expect(await takeRelay(small.campaign, again)).toMatchObject({ received: 1 });
    const statement = join(small.folder, 'attestation.json');
    const purged = await onLaptop('purge', '--to', statement);
    expect(purged.json()).toMatchObject({ erased: true, label: 'portable 3' });
    expect((await onLaptop('start')).json()).toMatchObject({ ok: false, code: 'already-purged' });
    const taken = await takePurge(small.vault, small.actor, NAME, readFileSync(statement, 'utf8'));
    expect(taken.erased).toMatchObject({ holders: 12, records: 4 });
    expect(taken).toMatchObject({ shortfalls: [], uncollected: 0 });
    const text = readFileSync(join(data, 'secrets', 'relay.json'), 'utf8');
    expect(JSON.parse(text)).toMatchObject({ returnKey: null });
  });

  it('is counted in the certificate, as a further host', async () => {
    const { certificate: signed, counts } = await closeCampaign(
      small.vault,
      small.keys,
      small.actor,
      NAME,
      online(),
    );
    expect(counts.received).toMatchObject({ records: 5, counted: 5, quarantined: 0 });
    const { certificate, placePurges } = await readCertificate(signed, null);
    expect(certificate.places).toMatchObject([{ kind: 'relay', label: 'portable 3' }]);
    expect(placePurges[0]?.erased).toMatchObject({ holders: 12, records: 4 });
    expect(certificate.notDestroyed.map(({ code }) => code)).toContain('place-backups');
    // What opened a laptop's file is gone with the identity key.
    expect(small.vault.get('SELECT return_key_sealed FROM place')).toEqual({ return_key_sealed: null });
  });
});
