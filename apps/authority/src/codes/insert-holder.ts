import { toBase64Url, toHex } from '@cloison/protocol/public';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import type { HolderRow, HolderSecret } from '../vault/rows.ts';
import type { DrawnHolder } from './draw.ts';

type Links = Partial<
  Pick<
    HolderRow,
    'calendar' | 'pupil' | 'class_level' | 'class' | 'school' | 'territory' | 'role' | 'rank' | 'replaces'
  >
>;

/** Puts a drawn holder into the vault, its root and code sealed. In the current transaction. */
export function insertHolder(
  { vault, sealer, name }: Pick<OpenCampaign, 'vault' | 'sealer' | 'name'>,
  drawn: DrawnHolder,
  kind: HolderRow['kind'],
  state: HolderRow['state'],
  links: Links = {},
): void {
  const secret: HolderSecret = { root: toBase64Url(drawn.root), code: drawn.code };
  vault.run(
    `INSERT INTO holder (holder_id, campaign, kind, state, access_hash, sealed, calendar, pupil, class_level, class,
                         school, territory, role, rank, replaces)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    drawn.holderId,
    name,
    kind,
    state,
    drawn.accessHash,
    sealer.seal('holder', 'sealed', toHex(drawn.holderId), secret),
    links.calendar ?? null,
    links.pupil ?? null,
    links.class_level ?? null,
    links.class ?? null,
    links.school ?? null,
    links.territory ?? null,
    links.role ?? null,
    links.rank ?? null,
    links.replaces ?? null,
  );
}
