/** Areas of inspectors with the state of their codes, by what `areas list` lists. Nobody keeps when a code was used. */
import type { AreaCodeState, AreasShown } from '@cloison/console-messages';
import { campaignRow } from '../../campaign/campaign-row.ts';
import { inspectorsOf, revokedInspectors } from '../../codes/holders.ts';
import { academieOf } from '../../geography/academies.ts';
import { locationOf } from '../../geography/departement.ts';
import { lastJournalLine } from '../../journal/last-line.ts';
import { areasOf } from '../../territories/territories.ts';
import type { Desk } from '../desk/desk.ts';

/** Throws `campaign-missing`. Opens nothing that is sealed. */
export function areasShown({ reader: vault }: Desk, campaign: string): AreasShown {
  const subject = { vault, name: campaignRow(vault, campaign).name };
  const codes = new Map(inspectorsOf(subject).map(({ territory, pushed }) => [territory, pushed]));
  const revoked = revokedInspectors(subject);
  const academieAt = (prefix: string) => academieOf(locationOf(prefix).departement);
  const stateOf = (id: number | null): AreaCodeState => {
    const pushed = id === null ? undefined : codes.get(id);
    if (pushed === undefined) return 'none';
    return pushed > 0 ? 'open' : 'waiting';
  };
  return {
    areas: areasOf(subject).map(({ id, code, kind, label, declared, schools }) => {
      const of = new Set([...new Set(schools.map(({ uai }) => uai.slice(0, 3)))].map(academieAt));
      return {
        ...{ code, kind, label, declared },
        academie: of.size === 1 ? ([...of][0] ?? '') : '',
        schools: schools.length,
        state: stateOf(id),
        revoked: id === null ? 0 : (revoked.get(id) ?? 0),
      };
    }),
    lettersAt: lastJournalLine(vault, campaign, 'letters.areas')?.at ?? null,
  };
}
