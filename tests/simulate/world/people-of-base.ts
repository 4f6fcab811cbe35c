/** Codes, keys and names of the base campaign: what an observer knows of its people. */
import { type Holder, openHolder } from '@cloison/protocol';
import { toBase64Url } from '@cloison/protocol/public';
import { openCampaign } from '../../../apps/authority/src/campaign/open-campaign.ts';
import { holderRoot, holderSecret } from '../../../apps/authority/src/codes/holder-secret.ts';
import { openKeyStore } from '../../../apps/authority/src/keys/key-store.ts';
import type { HolderRow, PupilFacts, PupilRow } from '../../../apps/authority/src/vault/rows.ts';
import { openVault } from '../../../apps/authority/src/vault/vault.ts';
import { PASSPHRASE } from '../../authority/small-campaign.ts';
import { CHEAP, keysOf, NAME, type Places, ROSTER, vaultOf } from './base-campaign.ts';

export interface Known {
  readonly code: string;
  readonly holder: Holder;
  /** Row of the vault; null for a teacher. */
  readonly pupil: number | null;
}

export interface PeopleOfBase {
  /** Pupils online, by first name. */
  readonly pupils: ReadonlyMap<string, Known>;
  /** The teacher of the class by entry. */
  readonly teacher: Known;
  /** Keys of every holder, by holder id (base64url). */
  readonly holders: ReadonlyMap<string, Holder>;
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
    const campaign = await openCampaign(vault, keys, { who: 'agent', now: () => new Date() }, NAME);
    const holders = new Map<string, Holder>();
    const codes: string[] = [];
    const pupils = new Map<string, Known>();
    let teacher: Known | null = null;
    for (const row of vault.all<HolderRow>(
      `SELECT * FROM holder WHERE state <> 'minted' ORDER BY holder_id`,
    )) {
      const holder = await openHolder(holderRoot(campaign, row), campaign.campaignId);
      holders.set(toBase64Url(row.holder_id), holder);
      const { code } = holderSecret(campaign, row);
      if (code !== null) codes.push(code);
      const isTeacherByEntry =
        row.role === 'teacher' &&
        vault.count(`SELECT count(*) FROM class_level WHERE class = ? AND level = 'cp'`, row.class ?? 0) > 0;
      if (isTeacherByEntry && code !== null) teacher = { code, holder, pupil: null };
      if (row.pupil === null || code === null) continue;
      const pupil = vault.get<PupilRow>('SELECT * FROM pupil WHERE id = ?', row.pupil);
      if (pupil === undefined) continue;
      const { firstName } = campaign.sealer.open<PupilFacts>('pupil', 'sealed', pupil.id, pupil.sealed);
      pupils.set(firstName, { code, holder, pupil: pupil.id });
    }
    if (teacher === null) throw new Error('no teacher');
    const identity = await keys.openKey('identity', NAME);
    const names = ROSTER.flatMap(([, , , ine, last]) => [ine, last]);
    return {
      pupils,
      teacher,
      holders,
      manifest: campaign.manifestHash,
      ceiling: campaign.manifest.ceilings.maths ?? 512,
      authorityKey: keys.authorityPublic().publicKey,
      canaries: [
        ...names,
        ...codes,
        ...codes.map((code) => code.replaceAll('-', '')),
        'kangourou-secret',
        'zèbre-confidentiel',
        PASSPHRASE,
        Buffer.from(identity.key).toString('hex'),
        toBase64Url(identity.key),
      ],
      tokens: [...holders.values()].map(({ access }) => toBase64Url(access)),
    };
  } finally {
    vault.close();
  }
}
