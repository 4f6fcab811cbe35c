/**
 * What the code of an inspector opens: participation and figures of one area, no name, no class, no pupil, no group below the
 * campaign's minimum. And what it does not: nothing of a school or a class opens with it, nothing of it with their keys.
 */
import { rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fixedAuthority, MemoryStore, platformApi, Session } from '@cloison/client';
import { type SmallCampaign, startSmallCampaign } from '@cloison/dev-env/campaign/small-campaign.ts';
import { NAME } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import {
  type AreaParticipation,
  type AreaSchool,
  openSignedDocument,
  parseAnyKeyring,
  parseAreaKeyring,
  parseAreaParticipation,
  parseCode,
} from '@cloison/protocol';
import { argon2id } from '@cloison/protocol/argon2-node';
import { bearer, fromBase64Url, toBase64Url } from '@cloison/protocol/public';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assignAreas } from '../../apps/authority/src/codes/assign-areas.ts';
import { holderSecret } from '../../apps/authority/src/codes/holder-secret.ts';
import { holderOfTerritory, inspectorsOf } from '../../apps/authority/src/codes/holders.ts';
import { mintCodes } from '../../apps/authority/src/codes/mint.ts';
import { revokeStaff } from '../../apps/authority/src/codes/revoke.ts';
import { serveCampaign } from '../../apps/authority/src/collect/serve-campaign.ts';
import { publishCampaign } from '../../apps/authority/src/publish/publish-campaign.ts';
import { importAreas } from '../../apps/authority/src/territories/import-areas.ts';
import { territoryOfCode } from '../../apps/authority/src/territories/territories.ts';
import { groupOf, type Pupil, personOf, pupilsOf, sit } from '../authority/simulated-people.ts';
import { searchFolder } from './canary-search.ts';

const LETTERS = 'ABCDEFGHJKLMNPRSTUVWXYZ';
const uai = (number: number) => `075000${number}${LETTERS[(750_000 + number) % 23]}`;
/** Seven pupils a school, but three in the last. */
const SIZES = [7, 7, 7, 7, 7, 7, 3];
const ROWS = SIZES.flatMap((size, school) =>
  Array.from({ length: size }, (_, i): readonly string[] => [
    `075000${school + 1}`,
    '6e Canari',
    '6e',
    `1${school + 1}000000${i}AA`,
    `Quetzalcoatl${school}${i}`,
    `Zéphyrine${school}${i}`,
    '2015-02-10',
    'F',
    '',
  ]),
);
const SCHOOLS = `uai,nom,commune,secteur,ep\n${SIZES.map((_, i) => `${uai(i + 1)},Collège n° ${i + 1},Paris,PU,HEP`).join('\n')}\n`;

let small: SmallCampaign;
let pupils: Map<string, Pupil>;

const publish = () => publishCampaign(small.campaign, small.keys, { platform: small.platform.url });
const serveOnce = () =>
  serveCampaign(small.campaign, small.keys, { platform: small.platform.url, once: true });

beforeAll(async () => {
  small = await startSmallCampaign({ schools: SCHOOLS, pupils: ROWS });
  pupils = await pupilsOf(small);
  const file = join(small.folder, 'territoires.csv');
  const lines = [
    ...[1, 2, 3, 7].map((one) => `nord,circonscription,Paris nord,${uai(one)}`),
    ...[3, 4, 5, 6].map((one) => `sud,circonscription,Paris sud,${uai(one)}`),
  ];
  writeFileSync(file, `territoire,type,nom,uai\n${lines.join('\n')}\n`);
  await importAreas(small.campaign, { file });
  await assignAreas(small.campaign, {});
  await assignAreas(small.campaign, { areas: ['dep-75'] });
  await publish();
  await serveOnce();
});
afterAll(() => small.close());

/** Pupils of a school finish, or only begin. */
async function goOn(school: number, many: number, final: boolean): Promise<void> {
  for (let i = 0; i < many; i++) {
    const pupil = pupils.get(`Zéphyrine${school - 1}${i}`)!;
    await sit(small, pupil, { m1: 'B', m2: 'A', m3: '12', m4: 'chat' }, final);
  }
}

function computer(fetchFunction: typeof fetch = fetch) {
  return {
    campaign: NAME,
    api: platformApi({ origin: small.platform.url, campaign: NAME, fetch: fetchFunction }),
    store: new MemoryStore((length) => crypto.getRandomValues(new Uint8Array(length))),
    random: (length: number) => crypto.getRandomValues(new Uint8Array(length)),
    sleep: () => Promise.resolve(),
  };
}

const codeOf = (area: string) => {
  const { id } = territoryOfCode(small.campaign, area)!;
  const holder = inspectorsOf(small.campaign).find(({ territory }) => territory === id)!;
  return holderSecret(small.campaign, holder).code!;
};

async function signIn(area: string, options = computer()) {
  const person = await Session.fromCode(parseCode(codeOf(area), 'staff'), argon2id, options);
  const keyring = (await person.document('keyring', parseAreaKeyring))!.value;
  const group = await Session.fromRoot(
    fromBase64Url(keyring.root),
    options,
    fixedAuthority(keyring.authority),
  );
  return { keyring, group, person };
}

async function participation(area: string): Promise<AreaParticipation> {
  const { group } = await signIn(area);
  return (await group.document('participation/1', parseAreaParticipation))!.value;
}

const school = ({ schools }: AreaParticipation, number: number): AreaSchool['levels'][number] =>
  schools.find((one) => one.uai === uai(number))!.levels[0]!;

describe('the code of an inspector', () => {
  it('opens its area by its own name, and the schools of that area alone', async () => {
    const { keyring } = await signIn('nord');
    expect(keyring.area).toEqual({ code: 'nord', kind: 'circonscription', label: 'Paris nord' });
    expect((await participation('nord')).schools.map((one) => one.uai)).toEqual([1, 2, 3, 7].map(uai));
    expect((await participation('sud')).schools.map((one) => one.uai)).toEqual([3, 4, 5, 6].map(uai));
    expect((await participation('dep-75')).schools).toHaveLength(7);
  });

  it('tells who has not begun and who has finished, on the tick, and nothing of a group below the minimum', async () => {
    await goOn(1, 6, true);
    await goOn(2, 7, true);
    await goOn(3, 6, false);
    await goOn(7, 2, true);
    const before = small.vault.count(`SELECT count(*) FROM document WHERE name LIKE 'participation/%'`);
    await serveOnce();
    expect(small.vault.count(`SELECT count(*) FROM document WHERE name LIKE 'participation/%'`)).toBe(before);
    const north = await participation('nord');
    // One of seven is left: how many finished is hidden with it.
    expect(school(north, 1)).toMatchObject({
      expected: 7,
      sequences: { maths: { state: 'underWay', done: null, left: null, few: 'left', complete: null } },
    });
    expect(school(north, 2).sequences.maths).toMatchObject({
      state: 'done',
      complete: 7,
      absent: 0,
      left: 0,
    });
    // Six have begun, one has not: seven are left, and that is all.
    expect(school(north, 3).sequences.maths).toMatchObject({
      state: 'underWay',
      left: 7,
      begun: null,
      notBegun: null,
    });
    expect(school(north, 7)).toEqual({ level: '6e', expected: null, sequences: {} });
    expect(school(await participation('sud'), 4).sequences.maths).toMatchObject({
      state: 'notBegun',
      notBegun: 7,
    });
  });

  it('is told the same of a school in every area, so that areas that overlap tell no more together', async () => {
    const [north, south, all] = await Promise.all(['nord', 'sud', 'dep-75'].map(participation));
    expect(school(north!, 3)).toEqual(school(south!, 3));
    for (const number of [1, 2, 7]) expect(school(all!, number)).toEqual(school(north!, number));
  });

  it('touches the areas of the schools that changed, and no other', async () => {
    const versions = () =>
      small.vault.all<{ holder: Uint8Array; version: number }>(
        `SELECT holder, version FROM document WHERE name = 'participation/1' ORDER BY holder`,
      );
    const of = (area: string) => {
      const holder = holderOfTerritory(small.vault, territoryOfCode(small.campaign, area)!.id)!;
      return versions().find((one) => Buffer.compare(one.holder, holder.holder_id) === 0)!.version;
    };
    const before = ['nord', 'sud', 'dep-75'].map(of);
    await goOn(5, 7, true);
    await serveOnce();
    expect(['nord', 'sud', 'dep-75'].map(of)).toEqual([before[0], before[1]! + 1, before[2]! + 1]);
    await serveOnce();
    expect(['nord', 'sud', 'dep-75'].map(of)).toEqual([before[0], before[1]! + 1, before[2]! + 1]);
  });

  it('opens no name, class, order number, receipt or code: every document of every area is searched', async () => {
    const found: string[] = [];
    let searched = 0;
    for (const area of ['nord', 'sud', 'dep-75']) {
      const { group, person } = await signIn(area);
      for (const session of [group, person]) {
        for (const { name } of (await session.me()).documents) {
          const text = JSON.stringify((await session.document(name, (body) => body))!.value);
          searched += 1;
          const canaries = [
            'Quetzalcoatl',
            'Zéphyrine',
            'Canari',
            ...[...pupils.values()].map((one) => one.orderNumber),
          ];
          found.push(...canaries.filter((canary) => text.includes(canary)));
        }
      }
    }
    // Each area's participation, and each inspector's keyring.
    expect(searched).toBeGreaterThanOrEqual(6);
    expect(found).toEqual([]);
  });

  it('opens nothing of a school or a class, and their keys open nothing of an area', async () => {
    const { group } = await signIn('nord');
    const others = await groupOf(small, '6e');
    const key = fromBase64Url(small.campaign.signer!.authority);
    const fetchAs = async (access: Uint8Array, name: string) => {
      const answer = await fetch(`${small.platform.url}/api/1/${NAME}/documents/${name}`, {
        headers: { authorization: bearer(access) },
      });
      return new Uint8Array(await answer.arrayBuffer());
    };
    const ofArea = await fetchAs(group.holder.access, 'participation/1');
    await openSignedDocument(group.holder, ofArea, 'participation/1', key);
    for (const [person, name] of [
      [others.school, 'participation'],
      [others.class, 'participation'],
      [others.class, 'roster'],
      [others.school, 'slips/1'],
    ] as const) {
      const theirs = await fetchAs(person.holder.access, name);
      await openSignedDocument(person.holder, theirs, name, key);
      await expect(openSignedDocument(group.holder, theirs, name, key)).rejects.toMatchObject({
        code: 'envelope-address',
      });
      await expect(openSignedDocument(person.holder, ofArea, 'participation/1', key)).rejects.toMatchObject({
        code: 'envelope-address',
      });
      // Nor when its address is made to fit: the key is another one.
      const forged = { ...group.holder, holderId: person.holder.holderId };
      await expect(openSignedDocument(forged, theirs, name, key)).rejects.toMatchObject({
        code: 'envelope-sealed',
      });
    }
    const head = Session.fromRoot(others.head.root, computer());
    const keyring = (await (await head).document('keyring', parseAnyKeyring))!.value;
    expect(keyring.kind).toBe('keyring');
  });

  it('a platform that serves the documents of another area is found out: they do not open', async () => {
    const south = (await signIn('sud')).group;
    const swapping: typeof fetch = (input, init) => {
      const isDocument = String(input).includes('/documents/participation');
      return isDocument
        ? fetch(input, { ...init, headers: { authorization: bearer(south.holder.access) } })
        : fetch(input, init);
    };
    const { group } = await signIn('nord', computer(swapping));
    await expect(group.document('participation/1', parseAreaParticipation)).rejects.toMatchObject({
      code: 'envelope-address',
    });
  });

  it('lost, is replaced by one command: the old one opens nothing, the new one everything', async () => {
    const old = await signIn('nord');
    await mintCodes(small.campaign, { stock: { staff: 1 } });
    await revokeStaff(small.campaign, { role: 'inspector', area: 'nord' });
    await publish();
    await serveOnce();
    for (const session of [old.person, old.group]) {
      await expect(session.me()).rejects.toMatchObject({ code: 'unknown-code' });
    }
    expect((await participation('nord')).schools).toHaveLength(4);
  });
});

describe('the platform', () => {
  it('has of an area what it has of anybody: a holder, a role that classes and schools have too, a calendar', async () => {
    const group = await personOf(
      small,
      holderOfTerritory(small.vault, territoryOfCode(small.campaign, 'sud')!.id)!,
    );
    const me = await (await Session.fromRoot(group.root, computer())).me();
    expect(me.holder).toBe(toBase64Url(group.holder.holderId));
    expect(me.documents.map(({ name }) => name)).toEqual(['participation/1']);
  });

  it('stores no area, school or pupil by name: every byte is searched, and a planted one is found', () => {
    const canaries = ['Quetzalcoatl', 'Zéphyrine', 'Canari', 'Paris nord', 'Paris sud', 'Collège n°', uai(3)];
    writeFileSync(join(small.platformFolder, 'planted'), 'Paris nord');
    const files = searchFolder(small.platformFolder, canaries).hits.map(({ file }) => basename(file));
    expect([...new Set(files)]).toEqual(['planted']);
    rmSync(join(small.platformFolder, 'planted'));
  });
});
