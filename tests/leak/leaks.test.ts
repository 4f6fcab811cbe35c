/**
 * Steal everything the platform has, and you learn nobody's name and nobody's answers. A small campaign whose names,
 * codes, INE, answers, accommodations and scores are canaries is lived through; every byte that the platform keeps, its
 * log and its public files are searched for them; then the vault without its keys.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  holderSecret,
  listRequests,
  type OpenCampaign,
  publishCampaign,
  serveCampaign,
  type Vault,
} from '@cloison/authority';
import { fixedAuthority, Session } from '@cloison/client';
import { TestOffice } from '@cloison/dev-env/authority/test-office.ts';
import { type RunningPlatform, startPlatform } from '@cloison/platform';
import {
  type ClassReport,
  type DeskBody,
  type PupilBody,
  parseClassReport,
  parseKeyring,
} from '@cloison/protocol';
import { fromBase64Url } from '@cloison/protocol/public';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answersOf } from '../../examples/src/answers.ts';
import { prepareFolder } from '../../scripts/demo/campaign-folder.ts';
import { readSchools } from '../../scripts/demo/demo-schools.ts';
import { computer, signIn } from '../../scripts/demo/simulated-person.ts';
import { searchFolder } from './canary-search.ts';

const folder = mkdtempSync(join(tmpdir(), 'cloison-leak-'));
const stolen = join(folder, 'stolen');
const platformFiles = join(folder, 'platform');
const temporary = join(folder, 'temporary');
const NAMES = ['Quetzalcoatline', 'Ambroisie-Zéphyrine', "d'Outretombe", 'Kowalczykiewicz'];
const INES = ['190000001AB', '190000002CD'];
const ANSWER = 'le canari des marais violets 7391';
/** What the pupil types into a text entry: a word that no item, booklet or page holds. */
const WORD = 'xylophonique';
/** What is right at another one: a word that no item, booklet or page holds either. */
const KEY = 'zythologique';
const ACCOMMODATIONS = ['tiers-temps', 'opendyslexic'];

/** What the head writes from the desk: a note, and why a pupil does not sit, in the campaign's own word for it. */
const NOTE = 'tempête de grêle canari 5524';
const REASON = 'dysorthographie-canari';

let vault: Vault;
let platform: RunningPlatform;
let open: OpenCampaign;
const canaries: string[] = [...NAMES, ...INES, ANSWER, WORD, NOTE, REASON, ...ACCOMMODATIONS];
let report: ClassReport;

/** A declaration, a request and an incident, under the school's own key. */
async function tellFromDesk(headCode: string, orderNumber: string): Promise<void> {
  const options = computer(platform.url, open.name);
  const head = await signIn(options, headCode, 'staff');
  const { schoolRoot } = (await head.document('keyring', parseKeyring))!.value;
  const school = await Session.fromRoot(fromBase64Url(schoolRoot!), options);
  const { writer } = await school.writer('desk', open.manifest.ceilings.desk!);
  const edit: [number, string] = [1, '0'.repeat(16)];
  const entries: DeskBody['entries'] = {
    [`n-${orderNumber}`]: { kind: 'not-sitting', orderNumber, reason: REASON, sequences: ['maths'], edit },
    'r-1': {
      ...{ kind: 'more-time', orderNumbers: [orderNumber], sequence: 'maths', minutes: 5, note: NOTE },
      ...{ withdrawn: false, edit },
    },
    'i-1': {
      ...{
        kind: 'incident',
        orderNumbers: [],
        sequence: null,
        minute: 1,
        note: NOTE,
        withdrawn: false,
        edit,
      },
    },
  };
  await writer.save({ v: 1, entries, manifest: open.manifestHash, app: 'test' } satisfies DeskBody);
  await writer.settled();
  canaries.push(orderNumber);
}

beforeAll(async () => {
  for (const path of [stolen, temporary]) mkdirSync(path, { recursive: true });
  process.env.TMPDIR = temporary;
  const office = await TestOffice.create(folder);
  const { keys } = office;
  vault = office.vault;
  const log = join(platformFiles, 'platform.log');
  platform = await startPlatform({
    dataDir: platformFiles,
    authorityKey: office.publicKey,
    log: { path: log },
  });
  const source = prepareFolder('6e', join(folder, 'campaign'), {
    address: `${platform.url}/`,
    nowMs: Date.now(),
    openDays: 2,
  });
  // A score that occurs nowhere else: three statements of four give 1.69921875.
  const scored = join(source, 'francais/items/fr-doc-2.xml');
  writeFileSync(
    scored,
    readFileSync(scored, 'utf8')
      .replaceAll('"0.5"', '"0.56640625"')
      .replace('normal-maximum="2"', 'normal-maximum="2.265625"'),
  );
  const keyed = join(source, 'francais/items/fr-langue-3.xml');
  writeFileSync(keyed, readFileSync(keyed, 'utf8').replace('finissions', KEY));
  expect(searchFolder(source, [KEY]).hits).not.toEqual([]);
  open = await office.createCampaign(source);
  const [schools, pupils] = [join(folder, 'schools.csv'), join(folder, 'pupils.csv')];
  writeFileSync(schools, 'uai,nom,commune,secteur,ep\r\n0630001J,Collège des Essais,Montclair,PU,HEP\r\n');
  writeFileSync(
    pupils,
    [
      'uai,classe,niveau,ine,nom,prenom,naissance,sexe,amenagements',
      `0630001J,6Z,6e,${INES[0]},${NAMES[2]},${NAMES[0]},2015-03-04,F,tiers-temps|dys`,
      `0630001J,6Z,6e,${INES[1]},${NAMES[3]},${NAMES[1]},2015-05-06,M,`,
      '',
    ].join('\r\n'),
  );
  await office.importRoster({ schools, pupils });
  await office.assignCodes();
  await publishCampaign(open, keys, { platform: platform.url });
  const [school] = await readSchools(platform.url, { example: '6e', open, pupils: 2 });
  const slips = school!.classes[0]!;
  for (const code of [
    school!.headCode,
    slips.teachers[0]!.code,
    ...slips.pupils.map((pupil) => pupil.code!),
  ]) {
    canaries.push(code, code.replaceAll('-', ''));
  }

  await tellFromDesk(school!.headCode, slips.pupils[1]!.orderNumber);

  // One pupil finishes; the other leaves in the middle and is overtaken by another computer: a head and a branch.
  const answers = answersOf('6e');
  for (const [place, { code }] of slips.pupils.entries()) {
    const options = computer(platform.url, open.name);
    const session = await signIn(options, code!, 'pupil');
    const items: PupilBody['items'] = {};
    for (const id of open.manifest.sequences.find((sequence) => sequence.id === 'francais')!.items) {
      items[id] = {
        responses: { ...answers.items[id]!.correct } as PupilBody['items'][string]['responses'],
        ms: 1000,
        visits: 1,
      };
    }
    items['fr-doc-2'] = { responses: { RESPONSE: ['nuit V', 'os F', 'printemps V'] }, ms: 1, visits: 1 };
    items['fr-ecrire-1'] = { responses: { RESPONSE: ANSWER }, ms: 1, visits: 1 };
    items['fr-recit-4'] = { responses: { RESPONSE: WORD }, ms: 1, visits: 1 };
    const body: PupilBody = {
      v: 1,
      items,
      position: 3,
      elapsedMs: 5000,
      seed: 1,
      route: [],
      routed: null,
      manifest: open.manifestHash,
      app: 'test',
      final: place === 0,
    };
    const { writer } = await session.writer('francais', open.manifest.ceilings.francais!);
    await writer.save({ ...body, final: false });
    await writer.settled();
    if (place === 0) {
      await writer.save(body, { final: true });
      await writer.settled();
      expect(writer.finalHash).not.toBeNull();
      continue;
    }
    const elsewhere = await signIn(computer(platform.url, open.name), code!, 'pupil');
    const other = await elsewhere.writer('francais', open.manifest.ceilings.francais!);
    await other.writer.save({ ...body, position: 4 });
    await other.writer.settled();
    await writer.save({ ...body, position: 5 });
    await writer.settled();
    expect(writer.state.kind).toBe('conflict');
  }
  // Wrong calls that carry secrets where they do not belong: none may reach the log.
  const code = slips.pupils[0]!.code!;
  const api = `${platform.url}/api/1/${open.name}`;
  for (const attempt of [
    fetch(`${api}/records/${code}?nom=${NAMES[0]}`, { headers: { authorization: `Bearer ${code}` } }),
    fetch(`${api}/rescue`, {
      method: 'POST',
      body: JSON.stringify({ nom: NAMES[2] }),
      headers: { 'content-type': 'application/json' },
    }),
    fetch(`${platform.url}/${INES[0]}/${ANSWER.replaceAll(' ', '%20')}`, {
      headers: { 'user-agent': NAMES[3]! },
    }),
    fetch(`${api}/records/francais`, {
      method: 'PUT',
      body: ANSWER,
      headers: { 'content-type': 'application/octet-stream' },
    }),
  ]) {
    expect((await attempt).status).toBeGreaterThanOrEqual(400);
  }
  await serveCampaign(open, keys, { platform: platform.url, once: true });

  const teacher = await signIn(computer(platform.url, open.name), slips.teachers[0]!.code, 'staff');
  const keyring = (await teacher.document('keyring', parseKeyring))!.value;
  const ownClass = await Session.fromRoot(
    fromBase64Url(keyring.classes[0]!.root),
    computer(platform.url, open.name),
    fixedAuthority(keyring.authority),
  );
  canaries.push(keyring.classes[0]!.root);
  report = (await ownClass.document('report/class', parseClassReport))!.value;
  const { orderNumber } = report.pupils[0]!;
  canaries.push(orderNumber);

  // The theft: first with the write-ahead log as it stands, then the files after a clean stop.
  cpSync(platformFiles, join(stolen, 'running'), { recursive: true });
  const published = join(stolen, 'published');
  mkdirSync(published);
  const bytesOf = async (path: string) =>
    Buffer.from(await (await fetch(`${platform.url}/c/${open.name}/${path}`)).arrayBuffer());
  writeFileSync(join(published, 'campaign.json'), await bytesOf('campaign.json'));
  for (const [i, { hash }] of Object.values(open.manifest.files).entries()) {
    writeFileSync(join(published, `${i}`), await bytesOf(`content/${hash}`));
  }
  await platform.close();
  cpSync(platformFiles, join(stolen, 'stopped'), { recursive: true });
  cpSync(join(folder, 'vault'), join(folder, 'stolen-vault'), { recursive: true });
});

afterAll(() => {
  vault.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What a report says as it stands in JSON: fractional scores, which nothing else holds. */
function scores(): string[] {
  const found = JSON.stringify(report.pupils).match(/\d+\.\d{4,}/g) ?? [];
  return [...new Set(found)];
}

describe('everything that the platform keeps', () => {
  it('was made with canaries that those entitled to them do read', () => {
    expect(scores().length).toBeGreaterThan(0);
    expect(
      report.pupils.some((pupil) => Object.values(pupil.domains).some((domain) => domain !== null)),
    ).toBe(true);
    expect(canaries.length).toBeGreaterThan(15);
    expect(listRequests(open).map(({ entry }) => entry.note)).toEqual([NOTE, NOTE]);
  });

  it('holds no name, code, INE, order number, answer, accommodation or score: store, write-ahead log, log', () => {
    for (const moment of ['running', 'stopped']) {
      const { hits, bytes, files } = searchFolder(join(stolen, moment), [...canaries, ...scores()]);
      expect(hits).toEqual([]);
      expect(files).toBeGreaterThan(2);
      expect(bytes).toBeGreaterThan(100_000);
    }
  });

  it('logged the wrong calls, without a word of what they carried', () => {
    const log = readFileSync(join(stolen, 'stopped', 'platform.log'), 'utf8');
    const requests = log.split('\n').filter((line) => line.includes('"msg":"request"'));
    expect(requests.filter((line) => line.includes('"status":401')).length).toBeGreaterThanOrEqual(3);
    // The service's own address is in its first line; a caller's is nowhere.
    for (const line of requests) expect(line).not.toMatch(/127\.0\.0\.1|::1|bearer/i);
  });

  it('publishes no key: no correct response, mapping, processing or outcome rule, and no canary', () => {
    const { hits, bytes } = searchFolder(join(stolen, 'published'), [
      ...canaries,
      KEY,
      // As the program’s own model calls it, and as QTI does.
      '"correct"',
      'correctResponse',
      'correct-response',
      'mapping',
      'mapped-value',
      'response-processing',
      'responseProcessing',
      '0.56640625',
    ]);
    expect(hits).toEqual([]);
    expect(bytes).toBeGreaterThan(10_000);
  });

  it('leaves nothing in temporary folders', () => {
    expect(searchFolder(temporary, canaries).hits).toEqual([]);
  });
});

describe('the vault without its keys', () => {
  it('holds no name, code, INE, order number, answer or score', () => {
    // Accommodation identifiers are public in campaign.yaml, which the vault keeps; whose they are is not.
    const personal = canaries.filter((canary) => !ACCOMMODATIONS.includes(canary));
    const { hits, bytes } = searchFolder(join(folder, 'stolen-vault'), [...personal, ...scores()]);
    expect(hits).toEqual([]);
    expect(bytes).toBeGreaterThan(100_000);
  });

  it('would have shown a name: one planted beside it is found', () => {
    writeFileSync(join(folder, 'stolen-vault', 'planted'), Buffer.from(NAMES[0]!, 'utf16le'));
    expect(searchFolder(join(folder, 'stolen-vault'), [NAMES[0]!]).hits).toMatchObject([
      { file: 'planted', form: 'utf-16le' },
    ]);
  });

  it('opens with its keys, so that the search was of the right file', () => {
    const row = vault.get<{ holder_id: Uint8Array<ArrayBuffer>; sealed: Uint8Array<ArrayBuffer> }>(
      `SELECT holder_id, sealed FROM holder WHERE role = 'head'`,
    )!;
    expect(canaries).toContain(holderSecret(open, row).code);
  });
});
