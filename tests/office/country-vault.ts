/**
 * The vault of a whole country in the middle of a campaign, for the bench of the console: as many schools and pupils as are
 * asked for, codes given to everybody, what arrived, and requests that wait. Codes are drawn without Argon2id, whose cost has
 * a bench of its own; nobody can sign in with them, and nobody does. Everybody is invented.
 */
import { randomBytes } from 'node:crypto';
import { type SampleOffice, sampleOffice } from '@cloison/dev-env/authority/sample-office.ts';
import type { OpenCampaign } from '../../apps/authority/src/campaign/open-campaign.ts';
import { assignCodes } from '../../apps/authority/src/codes/assign.ts';
import { insertHolder } from '../../apps/authority/src/codes/insert-holder.ts';
import { codesNeeded } from '../../apps/authority/src/codes/needs.ts';
import { keepRequest, type RequestEntry } from '../../apps/authority/src/desk/requests.ts';
import { orderNumberOf } from '../../apps/authority/src/roster/pupils.ts';
import type { HolderRow } from '../../apps/authority/src/vault/rows.ts';
import type { Vault } from '../../apps/authority/src/vault/vault.ts';
import { fillCountry } from './country-office.ts';

export interface CountrySize {
  /** In each of the 102 départements. */
  readonly schools: number;
  /** In each of the two classes of a school. */
  readonly pupils: number;
  readonly requests: number;
}

/** Of a sealed sitting of thirty answers, about. */
const ENVELOPE_BYTES = 1_500;
const TOGETHER = 20_000;

export async function countryVault(
  now: Date,
  { schools, pupils, requests }: CountrySize,
  tell: (what: string) => void,
): Promise<SampleOffice> {
  const office = await sampleOffice('campaign');
  await fillCountry(office, now, schools, pupils);
  tell('imported');
  const campaign = await office.campaign();
  drawCodes(campaign);
  await assignCodes(campaign);
  tell('codes given');
  keepRecords(office.vault, now.getTime());
  tell('records kept');
  keepRequests(campaign, now.getTime(), requests);
  office.vault.close();
  return office;
}

/** As many as the roster needs, of random bytes. */
function drawCodes(campaign: OpenCampaign): void {
  const needed = codesNeeded(campaign);
  for (const kind of ['pupil', 'staff'] as const)
    for (let left = needed[kind]; left > 0; left -= TOGETHER)
      campaign.vault.transaction(() => {
        for (let i = 0; i < Math.min(left, TOGETHER); i++) {
          const [holderId, accessHash, root] = [random(16), random(32), random(32)];
          insertHolder(campaign, { holderId, accessHash, root, code: null }, kind, 'minted');
        }
      });
}

const random = (length: number) => new Uint8Array(randomBytes(length));

/** What participation counts: a pupil's own record, and one of the class for each pupil whose booklet was keyed. */
function keepRecords(vault: Vault, at: number): void {
  const spread = `strftime('%Y-%m-%dT%H:%M:%fZ', ${Math.floor(at / 1000)} - abs(random() % 259200), 'unixepoch')`;
  vault.transaction(() => {
    vault.run("UPDATE holder SET pushed = 1 WHERE state = 'assigned'");
    vault.run(
      `INSERT INTO record SELECT h.holder_id, 'francais', 3, randomblob(32), random() % 10 <> 0, ${spread}, randomblob(${ENVELOPE_BYTES})
       FROM holder h WHERE h.kind = 'pupil' AND h.state = 'assigned' AND random() % 3 <> 0`,
    );
    vault.run(
      `INSERT INTO record SELECT h.holder_id, 'e-' || p.id, 3, randomblob(32), 0, ${spread}, randomblob(${ENVELOPE_BYTES / 3})
       FROM pupil p JOIN holder h ON h.class_level = p.class_level AND h.state = 'assigned'
       WHERE h.kind = 'class' AND p.class_level IN (SELECT id FROM class_level WHERE level = 'cp') AND random() % 3 <> 0`,
    );
  });
}

/** One a school, from all over the country. */
function keepRequests(campaign: OpenCampaign, at: number, wanted: number): void {
  const { vault } = campaign;
  const schools = vault.all<{ school: number; uai: string; class_level: number }>(
    `SELECT min(v.class_level) AS class_level, v.school, v.uai FROM class_level_view v WHERE v.level = '6e'
     GROUP BY v.school ORDER BY abs(v.school * 7919 % 100003) LIMIT ?`,
    wanted,
  );
  vault.transaction(() => {
    for (const [i, { school, uai, class_level }] of schools.entries()) {
      const holder = vault.get<HolderRow>(
        "SELECT * FROM holder WHERE school = ? AND kind = 'school' AND state = 'assigned'",
        school,
      );
      if (holder === undefined) throw new Error(`the school ${uai} has no root`);
      const orderNumbers = vault
        .all<{ order_sealed: Uint8Array<ArrayBuffer>; id: number }>(
          'SELECT id, order_sealed FROM pupil WHERE class_level = ? LIMIT 3',
          class_level,
        )
        .map((row) => orderNumberOf(campaign, row) ?? '');
      const edit: RequestEntry['edit'] = [1, '01'.repeat(8)];
      const about = { orderNumbers, sequence: 'francais', withdrawn: false, edit };
      const entries: readonly RequestEntry[] = [
        { kind: 'more-time', ...about, minutes: 10, note: 'Coupure de courant : dix minutes perdues.' },
        { kind: 'reopen', ...about, note: 'Terminé par erreur.' },
      ];
      const when = new Date(at - i * 7_000).toISOString();
      keepRequest(campaign, holder, school, `r-${i}-${uai}`, entries[i % 2]!, when);
    }
  });
}
