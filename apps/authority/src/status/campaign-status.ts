/** `cloison campaign status`: counts, and nothing personal. Needs no key, and no lock: it may run beside `serve`. */
import { toBase64Url } from '@cloison/protocol/public';
import { calendarsOf, campaignRow, chooseCampaign, specOf } from '../campaign/open-campaign.ts';
import { journalHead } from '../journal/journal.ts';
import type { CampaignState, HolderKind, HolderState } from '../vault/rows.ts';
import type { Vault } from '../vault/vault.ts';

export interface LevelStatus {
  readonly level: string;
  readonly mode: 'online' | 'entry';
  readonly schools: number;
  readonly classes: number;
  readonly present: number;
  readonly left: number;
}

export interface SequenceStatus {
  readonly sequence: string;
  readonly level: string;
  readonly expected: number;
  readonly notBegun: number;
  readonly begun: number;
  readonly complete: number;
  readonly absent: number;
}

/** A record of which the platform showed less than before: a copy that was put back, a host that withholds. */
export interface RollbackStatus {
  /** The holder's public identifier, base64url, as the platform's operator knows it. */
  readonly holder: string;
  readonly record: string;
  /** Newest version that was seen, and the version shown then: 0 for none at all. */
  readonly seen: number;
  readonly shown: number;
  readonly at: string;
}

export interface CampaignStatus {
  readonly campaign: string;
  readonly state: CampaignState;
  readonly rehearsal: boolean;
  readonly createdAt: string;
  readonly platform: string | null;
  readonly rosterImports: number;
  readonly areas: readonly { readonly area: string; readonly schools: number }[];
  readonly levels: readonly LevelStatus[];
  readonly codes: readonly ({ readonly kind: HolderKind } & Readonly<Record<HolderState, number>> & {
      /** Holders that the platform has. */
      readonly published: number;
    })[];
  readonly documents: { readonly total: number; readonly pushed: number };
  readonly records: { readonly received: number; readonly final: number; readonly branches: number };
  readonly participation: readonly SequenceStatus[];
  /** Newest first, at most a thousand. */
  readonly rollbacks: readonly RollbackStatus[];
  readonly journal: { readonly lines: number; readonly head: string | null };
}

/** Throws `campaign-none`, `campaign-which`, `campaign-missing`. */
export function campaignStatus(vault: Vault, wanted?: string): CampaignStatus {
  const name = chooseCampaign(vault, wanted);
  const row = campaignRow(vault, name);
  const spec = specOf(row);
  const areas = calendarsOf(row).areas;
  const count = (sql: string, ...values: readonly (string | number)[]) => vault.count(sql, name, ...values);
  const head = journalHead(vault);
  return {
    campaign: name,
    state: row.state,
    rehearsal: row.rehearsal === 1,
    createdAt: row.created_at,
    platform: row.platform_url,
    rosterImports: row.roster_version,
    areas: areas.map((area, i) => ({
      area: area.title.fr,
      schools: count('SELECT count(*) FROM school WHERE campaign = ? AND area = ?', i),
    })),
    levels: spec.levels.map(({ id, mode }) => {
      const counts = vault.get<Omit<LevelStatus, 'level' | 'mode'>>(
        `SELECT count(DISTINCT c.school) AS schools, count(DISTINCT l.id) AS classes,
                coalesce(sum(p.state = 'present'), 0) AS present, coalesce(sum(p.state = 'left'), 0) AS "left"
         FROM pupil p JOIN class_level l ON l.id = p.class_level JOIN class c ON c.id = l.class
         WHERE p.campaign = ? AND l.level = ?`,
        name,
        id,
      )!;
      return { level: id, mode, ...counts };
    }),
    codes: (['pupil', 'staff', 'class', 'school'] as const).map((kind) => codesOf(vault, name, kind)),
    documents: {
      total: count(
        'SELECT count(*) FROM document d JOIN holder h ON h.holder_id = d.holder WHERE h.campaign = ?',
      ),
      pushed: count(
        'SELECT count(*) FROM document d JOIN holder h ON h.holder_id = d.holder WHERE h.campaign = ? AND d.pushed = 1',
      ),
    },
    records: {
      received: count(
        'SELECT count(*) FROM record r JOIN holder h ON h.holder_id = r.holder WHERE h.campaign = ?',
      ),
      final: count(
        'SELECT count(*) FROM record r JOIN holder h ON h.holder_id = r.holder WHERE h.campaign = ? AND r.final = 1',
      ),
      branches: count(
        'SELECT count(*) FROM branch b JOIN holder h ON h.holder_id = b.holder WHERE h.campaign = ?',
      ),
    },
    participation: vault.all<SequenceStatus>(
      `SELECT p.sequence AS sequence, l.level AS level, sum(p.expected) AS expected, sum(p.not_begun) AS notBegun,
              sum(p.begun) AS begun, sum(p.complete) AS complete, sum(p.absent) AS absent
       FROM participation p JOIN class_level l ON l.id = p.class_level JOIN class c ON c.id = l.class
         JOIN school s ON s.id = c.school
       WHERE s.campaign = ? GROUP BY p.sequence, l.level ORDER BY l.level, p.sequence`,
      name,
    ),
    rollbacks: vault
      .all<Omit<RollbackStatus, 'holder'> & { readonly id: Uint8Array }>(
        `SELECT r.holder AS id, r.name AS record, r.seen_version AS seen, r.shown_version AS shown, r.at
         FROM rollback r JOIN holder h ON h.holder_id = r.holder WHERE h.campaign = ?
         ORDER BY r.at DESC, r.holder, r.name LIMIT 1000`,
        name,
      )
      .map(({ id, ...one }) => ({ holder: toBase64Url(id), ...one })),
    journal: { lines: head?.n ?? 0, head: head?.hash ?? null },
  };
}

function codesOf(vault: Vault, campaign: string, kind: HolderKind): CampaignStatus['codes'][number] {
  const counts = { minted: 0, assigned: 0, reserve: 0, revoked: 0 };
  let published = 0;
  const rows = vault.all<{ state: HolderState; count: number; published: number }>(
    `SELECT state, count(*) AS count, sum(pushed > 0) AS published FROM holder WHERE campaign = ? AND kind = ? GROUP BY state`,
    campaign,
    kind,
  );
  for (const row of rows) {
    counts[row.state] = row.count;
    published += row.published;
  }
  return { kind, ...counts, published };
}
