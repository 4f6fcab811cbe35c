/** Codes, keys and names of the base campaign: what an observer knows of its people. */

import { PASSPHRASE } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import { type Holder, openHolder } from '@cloison/protocol';
import { toBase64Url } from '@cloison/protocol/public';
import { type OpenCampaign, openCampaign } from '../../../apps/authority/src/campaign/open-campaign.ts';
import { holderRoot, holderSecret } from '../../../apps/authority/src/codes/holder-secret.ts';
import { openKeyStore } from '../../../apps/authority/src/keys/key-store.ts';
import { orderNumberOf } from '../../../apps/authority/src/roster/pupils.ts';
import type { HolderRow, PupilFacts, PupilRow } from '../../../apps/authority/src/vault/rows.ts';
import { openVault } from '../../../apps/authority/src/vault/vault.ts';
import { CHEAP, keysOf, NAME, PASSPHRASES, PERSONS, type Places, ROSTER, vaultOf } from './base-campaign.ts';
import { type Neighbour, readNeighbour } from './neighbour.ts';
import { ACCOMPLICE, HEADS, TEACHERS } from './scenario.ts';

export interface Known {
  readonly code: string;
  readonly holder: Holder;
  /** Row of the vault; null for staff. */
  readonly pupil: number | null;
}

export interface PeopleOfBase {
  /** Pupils online, by first name, with the code that they have now. */
  readonly pupils: Map<string, Known>;
  /** Order numbers of pupils, by first name. */
  readonly orders: Map<string, string>;
  /** Teachers of the class by entry, and heads, with the code that they have now. */
  readonly staff: Map<string, Known>;
  /** Keys of every holder that there is or was, by holder id (base64url). */
  readonly holders: Map<string, Holder>;
  /** Holder ids of the accomplice's codes. */
  readonly accomplices: Set<string>;
  /** First name of the pupil whom each code was ever given to, by holder id; also by an office whose vault has forgotten it. */
  readonly given: Map<string, string>;
  /** Codes that were given to a second pupil: holder id, and both. */
  readonly reissued: string[];
  /** The pupil of another campaign on the same platform; null: there is none. */
  readonly neighbour: Neighbour | null;
  readonly manifest: string;
  readonly ceiling: number;
  readonly authorityKey: Uint8Array;
  /** What must not be found outside the office and the browsers. */
  readonly canaries: readonly string[];
  /** What must not be in the platform's store and log. */
  readonly tokens: readonly string[];
}

export async function readPeople({ office }: Places): Promise<PeopleOfBase> {
  const vault = openVault(vaultOf(office));
  try {
    const keys = openKeyStore(keysOf(office), PASSPHRASE, CHEAP);
    const campaign = await openCampaign(vault, keys, { who: PERSONS.agent, now: () => new Date() }, NAME);
    const identity = await keys.openKey('identity', NAME);
    const known = {
      pupils: new Map<string, Known>(),
      orders: new Map<string, string>(),
      staff: new Map<string, Known>(),
      holders: new Map<string, Holder>(),
      accomplices: new Set<string>(),
      given: new Map<string, string>(),
      reissued: [],
    };
    const codes = await learn(campaign, known);
    const names = ROSTER.flatMap(([, , , ine, last]) => [ine, last]);
    return {
      ...known,
      neighbour: await readNeighbour(vault, keys, campaign.actor),
      manifest: campaign.manifestHash,
      ceiling: campaign.manifest.ceilings.maths ?? 512,
      authorityKey: keys.authorityPublic().publicKey,
      canaries: [
        ...names,
        ...codes,
        ...codes.map((code) => code.replaceAll('-', '')),
        'kangourou-secret',
        'zèbre-confidentiel',
        ...PASSPHRASES,
        Buffer.from(identity.key).toString('hex'),
        toBase64Url(identity.key),
      ],
      tokens: [...known.holders.values()].map(({ access }) => toBase64Url(access)),
    };
  } finally {
    vault.close();
  }
}

/** For one run, in which codes are replaced. */
export function copyOfPeople(people: PeopleOfBase): PeopleOfBase {
  return {
    ...people,
    pupils: new Map(people.pupils),
    orders: new Map(people.orders),
    staff: new Map(people.staff),
    holders: new Map(people.holders),
    accomplices: new Set(people.accomplices),
    given: new Map(people.given),
    reissued: [],
  };
}

type Learning = Pick<
  PeopleOfBase,
  'pupils' | 'orders' | 'staff' | 'holders' | 'accomplices' | 'given' | 'reissued'
>;

/** Takes note of the codes that people have by now. Gives those that are new. */
export async function learn(campaign: OpenCampaign, people: Learning): Promise<readonly string[]> {
  const { vault } = campaign;
  const fresh: string[] = [];
  for (const row of vault.all<HolderRow>(
    `SELECT * FROM holder WHERE campaign = ? AND state <> 'minted' ORDER BY state = 'assigned', holder_id`,
    campaign.name,
  )) {
    const id = toBase64Url(row.holder_id);
    const { code } = holderSecret(campaign, row);
    const isNew = !people.holders.has(id);
    const holder =
      people.holders.get(id) ?? (await openHolder(holderRoot(campaign, row), campaign.campaignId));
    people.holders.set(id, holder);
    if (code === null) continue;
    if (isNew) fresh.push(code);
    const levels = (where: string, value: number) =>
      vault.count(`SELECT count(*) FROM class_level_view WHERE ${where} = ? AND level = 'cp'`, value) > 0;
    if (row.state === 'assigned' && row.role === 'teacher' && levels('class', row.class ?? 0)) {
      for (const who of TEACHERS) people.staff.set(who, { code, holder, pupil: null });
    }
    if (row.state === 'assigned' && row.role === 'head') {
      const who = levels('school', row.school ?? 0) ? HEADS.cp : HEADS['6e'];
      people.staff.set(who, { code, holder, pupil: null });
    }
    if (row.pupil === null) continue;
    const pupil = vault.get<PupilRow>('SELECT * FROM pupil WHERE id = ?', row.pupil);
    if (pupil === undefined) continue;
    const { firstName } = campaign.sealer.open<PupilFacts>('pupil', 'sealed', pupil.id, pupil.sealed);
    if (firstName === ACCOMPLICE) people.accomplices.add(id);
    const before = people.given.get(id) ?? firstName;
    if (before !== firstName) people.reissued.push(`${id}: ${before}, then ${firstName}`);
    people.given.set(id, before);
    if (row.state === 'assigned') people.pupils.set(firstName, { code, holder, pupil: pupil.id });
    people.orders.set(firstName, orderNumberOf(campaign, pupil) ?? '');
  }
  return fresh;
}
