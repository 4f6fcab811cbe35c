/** Participation by sequence, place and school, as the last pass of `serve` counted it, and the curve of the day. */
import {
  type Participation,
  type PlaceParticipation,
  type Requests,
  SCHOOL_PACES,
  SCHOOLS_A_PAGE,
  type SchoolColumn,
  type SchoolPace,
  type SchoolParticipation,
  type SchoolsShown,
  type SittingTotals,
} from '@cloison/console-messages';
import { calendarsOf, campaignRow, specOf } from '../../campaign/campaign-row.ts';
import { academieOf, departementName } from '../../geography/academies.ts';
import { locationOf } from '../../geography/departement.ts';
import { lastJournalLine } from '../../journal/last-line.ts';
import { arrivalsByQuarter } from '../../records/arrivals.ts';
import { participationByLevel, participationBySchool } from '../../report/participation-totals.ts';
import { allSchools } from '../../roster/schools.ts';
import type { Vault } from '../../vault/vault.ts';
import type { Desk } from '../desk/desk.ts';
import { plainText } from './plain-text.ts';

const DAY_QUARTERS = 96;
const QUARTER_MS = 15 * 60_000;
/** When calling a school is urgent. */
const SOON_MS = 3 * 86_400_000;
const NOTHING: SittingTotals = { expected: 0, complete: 0, begun: 0, absent: 0, notBegun: 0 };

export function participation(desk: Desk, campaign: string, sequence: string | null): Participation {
  const { reader: vault } = desk;
  const subject = { vault, name: campaign };
  const spec = specOf(campaignRow(vault, campaign));
  const now = desk.actor.now();
  const midnight = new Date(now);
  midnight.setHours(0, 0, 0, 0);
  const before = new Date(midnight);
  before.setDate(before.getDate() - 1);
  const passed = Math.ceil((now.getTime() - midnight.getTime()) / QUARTER_MS);
  // A day may have another hour than 24: the one before ends where this one begins.
  const passedBefore = Math.round((midnight.getTime() - before.getTime()) / QUARTER_MS);
  const arrivals = arrivalsByQuarter(vault, campaign, before, passedBefore + DAY_QUARTERS);
  return {
    at: lastJournalLine(vault, campaign, 'campaign.serve.pass')?.at ?? null,
    sequences: participationByLevel(subject).map((one) => ({
      level: one.level,
      levelTitle: spec.levels.find(({ id }) => id === one.level)?.title ?? same(one.level),
      sequence: one.sequence,
      title: spec.sequences.find(({ id }) => id === one.sequence)?.title ?? same(one.sequence),
      ...totalsOf(one),
    })),
    places: places(keptSchools(desk, campaign, sequence)),
    today: summed(arrivals.slice(passedBefore, passedBefore + passed)),
    yesterday: summed(arrivals.slice(0, passedBefore)),
  };
}

interface KeptSchools {
  /** What it was counted from: the vault as nobody has written it since, and the minute, for what is soon over. */
  readonly mark: string;
  readonly schools: readonly SchoolParticipation[];
}

/** Of the last few questions: a country's schools are not counted again for another order or page of them. */
const kept = new WeakMap<Vault, Map<string, KeptSchools>>();
const MOST_KEPT = 4;

function keptSchools(desk: Desk, campaign: string, sequence: string | null): readonly SchoolParticipation[] {
  const { reader: vault, actor } = desk;
  const own = kept.get(vault) ?? new Map<string, KeptSchools>();
  kept.set(vault, own);
  const key = JSON.stringify([campaign, sequence]);
  const mark = `${vault.count('PRAGMA data_version')} ${Math.floor(actor.now().getTime() / 60_000)}`;
  const before = own.get(key);
  const schools = before?.mark === mark ? before.schools : schoolsBehind(desk, campaign, sequence);
  own.delete(key);
  own.set(key, { mark, schools });
  const [oldest] = own.keys();
  if (own.size > MOST_KEPT && oldest !== undefined) own.delete(oldest);
  return schools;
}

/** All schools with pupils in the sequence (null: in any), by UAI. */
export function schoolsBehind(desk: Desk, campaign: string, sequence: string | null): SchoolParticipation[] {
  const { reader: vault } = desk;
  const subject = { vault, name: campaign };
  const { calendars } = calendarsOf(campaignRow(vault, campaign));
  const closesOf = (area: number) =>
    calendars
      .filter((calendar) => calendar.area === area)
      .flatMap(({ sequences }) =>
        Object.entries(sequences)
          .filter(([id]) => sequence === null || id === sequence)
          .map(([, { closes }]) => closes),
      )
      .sort()
      .at(-1) ?? '';
  const closes = new Map(calendars.map(({ area }) => [area, closesOf(area)]));
  const soon = new Date(desk.actor.now().getTime() + SOON_MS).toISOString();
  const totals = new Map<string, SittingTotals>();
  for (const row of participationBySchool(subject)) {
    if (sequence !== null && row.sequence !== sequence) continue;
    totals.set(row.uai, plus(totals.get(row.uai) ?? NOTHING, row));
  }
  return allSchools(subject).flatMap(({ uai, name, town, sector, priority, area }) => {
    const own = totals.get(uai);
    if (own === undefined) return [];
    const { departement } = locationOf(uai);
    const academie = academieOf(departement);
    return [
      {
        uai,
        name,
        town,
        sector,
        priority,
        departement,
        academie,
        pace: paceOf(own, (closes.get(area) ?? '') < soon),
        ...own,
      },
    ];
  });
}

/** A page of the schools that are wanted. */
export function schoolsShown(
  desk: Desk,
  { campaign, sequence, wanted, academie, pace, sort, from, all: isWhole }: Requests['schools'],
): SchoolsShown {
  const all = keptSchools(desk, campaign, sequence);
  const word = plainText(wanted);
  const found = all.filter(
    (school) =>
      (pace === null || school.pace === pace) &&
      (academie === null || school.academie === academie) &&
      (word === '' ||
        plainText(`${school.uai} ${school.name} ${school.town} ${school.departement}`).includes(word)),
  );
  const { compare } = new Intl.Collator('fr', { numeric: true });
  const value = SORTED_BY[sort.by];
  const sorted = found
    .map((school) => ({ school, by: value(school) }))
    .sort((a, b) => {
      const order =
        typeof a.by === 'number' && typeof b.by === 'number' ? a.by - b.by : compare(`${a.by}`, `${b.by}`);
      return (sort.desc ? -order : order) || (a.school.uai < b.school.uai ? -1 : 1);
    });
  return {
    all: all.length,
    found: found.length,
    academies: [...new Set(all.map((school) => school.academie))].sort(compare),
    from,
    rows: sorted.slice(from, isWhole ? undefined : from + SCHOOLS_A_PAGE).map(({ school }) => school),
  };
}

const SORTED_BY: Readonly<Record<SchoolColumn, (school: SchoolParticipation) => string | number>> = {
  uai: ({ uai }) => uai,
  name: ({ name }) => name,
  town: ({ town }) => town,
  academie: (one) => `${one.academie} (${one.departement})`,
  pace: ({ pace }) => SCHOOL_PACES.indexOf(pace),
  left: ({ notBegun, begun }) => notBegun + begun,
  share: ({ complete, expected }) => (expected === 0 ? 0 : complete / expected),
};

function paceOf({ complete, absent, begun, expected }: SittingTotals, isSoonOver: boolean): SchoolPace {
  if (complete + absent >= expected) return 'done';
  if (complete + begun === 0) return 'notBegun';
  return isSoonOver && complete < expected / 2 ? 'behind' : 'going';
}

function places(schools: readonly SchoolParticipation[]): PlaceParticipation[] {
  return [...Map.groupBy(schools, ({ departement }) => departement)]
    .map(([departement, own]) => ({
      departement,
      name: departementName(departement),
      academie: academieOf(departement),
      schools: own.length,
      schoolsNotBegun: own.filter(({ complete, begun }) => complete + begun === 0).length,
      ...own.reduce(plus, NOTHING),
    }))
    .sort((a, b) => (a.departement < b.departement ? -1 : 1));
}

function totalsOf({ expected, complete, begun, absent, notBegun }: SittingTotals): SittingTotals {
  return { expected, complete, begun, absent, notBegun };
}

function plus(a: SittingTotals, b: SittingTotals): SittingTotals {
  return {
    expected: a.expected + b.expected,
    complete: a.complete + b.complete,
    begun: a.begun + b.begun,
    absent: a.absent + b.absent,
    notBegun: a.notBegun + b.notBegun,
  };
}

function summed(counts: readonly number[]): number[] {
  let sum = 0;
  return counts.map((count) => {
    sum += count;
    return sum;
  });
}

const same = (text: string) => ({ fr: text, en: text });
