/**
 * The life of a campaign as steps: what is done, what comes next, and what would be wrong to do now, with the reason. It
 * needs no key and no lock, and holds nothing personal; counts of participation are those of the last pass of `serve`.
 */
import type {
  AreaCalendar,
  CampaignLife,
  LifeRemark,
  LifeRemarkCode,
  LifeStep,
  LifeStepId,
} from '@cloison/console-messages';
import { calendarsOf, campaignRow, chooseCampaign, specOf } from '../campaign/campaign-row.ts';
import { lastStepAt, stepDetail } from '../campaign/closing-steps.ts';
import type { CampaignSpec, ResolvedCalendars } from '../campaign/spec.ts';
import { KeptNeeds } from '../codes/kept-needs.ts';
import { codesInStock } from '../codes/needs.ts';
import { countDocuments } from '../documents/document-ledger.ts';
import { lastJournalLine } from '../journal/last-line.ts';
import { countReceived } from '../records/received-counts.ts';
import { participationTotals } from '../report/participation-totals.ts';
import { givenRoles } from '../roles/roles.ts';
import { countPupils } from '../roster/pupils.ts';
import { countAllSchools, countSchools } from '../roster/schools.ts';
import type { CampaignRow } from '../vault/rows.ts';
import type { Vault } from '../vault/vault.ts';

/** `kept`: of those who look again and again. Throws `campaign-none`, `campaign-which`, `campaign-missing`. */
export function campaignLife(
  vault: Vault,
  wanted: string | undefined,
  now: Date,
  kept = new KeptNeeds(),
): CampaignLife {
  const name = chooseCampaign(vault, wanted);
  const row = campaignRow(vault, name);
  const spec = specOf(row);
  const calendars = calendarsOf(row);
  return {
    campaign: name,
    title: spec.title,
    year: spec.year,
    state: row.state,
    rehearsal: row.rehearsal === 1,
    platform: row.platform_url,
    steps: stepsOf(vault, row, spec, calendars, now, kept),
    areas: calendars.areas.map((area, i) => areaCalendar(vault, name, spec, calendars, area, i)),
    now: now.toISOString(),
  };
}

const wrong = (code: LifeRemarkCode, values: LifeRemark['values'] = {}): LifeRemark => ({
  code,
  tone: 'wrong',
  values,
});
const note = (code: LifeRemarkCode, values: LifeRemark['values'] = {}): LifeRemark => ({
  code,
  tone: 'note',
  values,
});

/** A step before the next thing to do is known: `isDone`, and whether doing it again makes sense. */
interface Draft {
  readonly id: LifeStepId;
  readonly isDone: boolean;
  readonly mayRepeat: boolean;
  readonly at: string | null;
  readonly counts: LifeStep['counts'];
  readonly remarks: readonly LifeRemark[];
}

function stepsOf(
  vault: Vault,
  row: CampaignRow,
  spec: CampaignSpec,
  calendars: ResolvedCalendars,
  now: Date,
  kept: KeptNeeds,
): LifeStep[] {
  const { name } = row;
  const drafts =
    row.state === 'closed'
      ? endedSteps(vault, row, spec)
      : livingSteps(vault, row, spec, windowsOf(calendars), now, kept);
  const next = drafts.find(({ isDone, remarks }) => !isDone && !remarks.some(({ tone }) => tone === 'wrong'));
  const at = (what: string) => lastJournalLine(vault, name, what)?.at ?? null;
  return drafts.map(({ id, isDone, mayRepeat, at: doneAt, counts, remarks }) => {
    const isWrong = remarks.some(({ tone }) => tone === 'wrong');
    const state = isDone
      ? mayRepeat && !isWrong
        ? ('again' as const)
        : ('done' as const)
      : id === next?.id || !isWrong
        ? ('now' as const)
        : ('refused' as const);
    return { id, state, at: doneAt ?? at(JOURNAL_OF[id]), counts, remarks };
  });
}

/** What the journal calls each step. */
const JOURNAL_OF: Readonly<Record<LifeStepId, string>> = {
  specify: 'campaign.create',
  validate: 'campaign.create',
  roster: 'roster.import',
  mint: 'codes.mint',
  assign: 'codes.assign',
  print: 'letters.print',
  publish: 'campaign.publish',
  collect: 'campaign.serve.pass',
  report: 'campaign.serve.pass',
  close: 'campaign.close.certified',
  export: 'campaign.export',
};

interface Windows {
  readonly firstOpens: string;
  readonly lastCloses: string;
  readonly reportsOpen: string;
}

function windowsOf({ calendars }: ResolvedCalendars): Windows {
  const all = calendars.flatMap(({ sequences }) => Object.values(sequences));
  return {
    firstOpens: all.map(({ opens }) => opens).sort()[0] ?? '',
    lastCloses:
      all
        .map(({ closes }) => closes)
        .sort()
        .at(-1) ?? '',
    reportsOpen: calendars.map(({ windows }) => windows.report?.opens ?? '').sort()[0] ?? '',
  };
}

function specified(spec: CampaignSpec, row: CampaignRow): readonly Draft[] {
  const counts = {
    levels: spec.levels.length,
    sequences: spec.sequences.length,
    items: spec.sequences.reduce((sum, { items }) => sum + items.length, 0),
    domains: spec.domains.length,
  };
  const draft = { isDone: true, mayRepeat: false, at: row.created_at, remarks: [] };
  return [
    { id: 'specify', counts, ...draft },
    { id: 'validate', counts: {}, ...draft },
  ];
}

function livingSteps(
  vault: Vault,
  row: CampaignRow,
  spec: CampaignSpec,
  windows: Windows,
  now: Date,
  kept: KeptNeeds,
): readonly Draft[] {
  const { name } = row;
  const subject = { vault, name, spec };
  const over: readonly LifeRemark[] = row.state === 'closing' ? [wrong('campaign-over')] : [];
  const pupils = countPupils(subject);
  const schools = countAllSchools(subject);
  const hasRoster = row.roster_version > 0;
  const { codes: needed, others } = kept.of(subject, row.roster_version);
  const stock = codesInStock(subject);
  const missing = Math.max(0, needed.pupil - stock.pupil) + Math.max(0, needed.staff - stock.staff);
  const unassigned = needed.pupil + needed.staff + others;
  const isAssigned = hasRoster && unassigned === 0;
  const letters = lastJournalLine(vault, name, 'letters.print');
  const documents = countDocuments(vault, name);
  const published = lastJournalLine(vault, name, 'campaign.publish') !== null;
  const received = countReceived(vault, name);
  const { sequences } = participationTotals(subject);
  const sum = (of: 'expected' | 'complete' | 'begun' | 'notBegun' | 'absent') =>
    sequences.reduce((total, one) => total + one[of], 0);
  const isOver = now.toISOString() >= windows.lastCloses;
  const hasRetrieval = spec.levels.some(({ reports }) => reports === 'retrieval');
  const needs = (is: boolean, code: LifeRemarkCode) => (is ? [] : [wrong(code)]);
  return [
    ...specified(spec, row),
    {
      id: 'roster',
      isDone: hasRoster,
      mayRepeat: true,
      at: null,
      counts: { schools, pupils, imports: row.roster_version },
      remarks: [...over, ...(hasRoster && !isOver ? [note('nightly')] : [])],
    },
    {
      id: 'mint',
      isDone: hasRoster && missing === 0,
      mayRepeat: true,
      at: null,
      counts: { stockPupils: stock.pupil, stockStaff: stock.staff, missing },
      remarks: [...over, ...needs(hasRoster, 'roster-first')],
    },
    {
      id: 'assign',
      isDone: isAssigned,
      mayRepeat: false,
      at: null,
      counts: { unassigned },
      remarks: [
        ...over,
        ...needs(hasRoster, 'roster-first'),
        ...(hasRoster && missing > 0 ? [wrong('mint-first', { count: missing })] : []),
      ],
    },
    {
      id: 'print',
      isDone: letters !== null,
      mayRepeat: true,
      at: null,
      counts: { letters: Number(letters?.detail.letters ?? 0) },
      remarks: [
        ...over,
        ...(isAssigned ? [note('codes-on-paper')] : [wrong('assign-first', { count: unassigned })]),
      ],
    },
    {
      id: 'publish',
      isDone: published && documents.pushed === documents.total,
      mayRepeat: true,
      at: null,
      counts: { documents: documents.pushed, waiting: documents.total - documents.pushed },
      remarks: [
        ...over,
        ...(isAssigned ? [] : [wrong('assign-first', { count: unassigned })]),
        ...(row.platform_url === null ? [note('platform-unknown')] : []),
        ...(published && documents.pushed < documents.total ? [note('to-publish')] : []),
      ],
    },
    {
      id: 'collect',
      isDone: isOver && sum('begun') === 0 && received.received > 0,
      mayRepeat: true,
      at: null,
      counts: {
        received: received.received,
        final: received.final,
        expected: sum('expected'),
        complete: sum('complete'),
        begun: sum('begun'),
      },
      remarks: [
        ...needs(published, 'publish-first'),
        ...(now.toISOString() < windows.firstOpens
          ? [wrong('not-open-yet', { at: windows.firstOpens })]
          : []),
      ],
    },
    {
      id: 'report',
      isDone: isOver && sum('expected') > 0 && received.received > 0,
      mayRepeat: true,
      at: null,
      counts: { complete: sum('complete') },
      remarks: [
        ...needs(published, 'publish-first'),
        ...(hasRetrieval && now.toISOString() < windows.reportsOpen
          ? [wrong('reports-wait', { at: windows.reportsOpen })]
          : []),
      ],
    },
    {
      id: 'close',
      isDone: false,
      mayRepeat: false,
      at: null,
      counts: { begun: sum('begun'), notBegun: sum('notBegun') },
      remarks: [
        ...needs(published, 'publish-first'),
        ...(row.state === 'open' && !isOver ? [wrong('windows-open', { at: windows.lastCloses })] : []),
        ...(givenRoles(vault).length > 0 ? [note('second-person')] : []),
      ],
    },
    {
      id: 'export',
      isDone: false,
      mayRepeat: false,
      at: null,
      counts: {},
      remarks: [wrong(spec.rehearsal ? 'rehearsal-keeps-nothing' : 'close-first')],
    },
  ];
}

/** Of a closed campaign: nothing but the export is left to do. */
function endedSteps(vault: Vault, row: CampaignRow, spec: CampaignSpec): readonly Draft[] {
  const { name } = row;
  const rows = (JSON.parse(stepDetail(vault, name, 'distilled') ?? '{"rows":0}') as { rows: number }).rows;
  const anonymised = vault.meta(`anonymised:${name}`);
  const kept = anonymised === null ? null : (JSON.parse(anonymised) as { rows: number }).rows;
  const ended = (['roster', 'mint', 'assign', 'print', 'publish', 'collect', 'report'] as const).map(
    (id): Draft => ({
      id,
      isDone: true,
      mayRepeat: false,
      at: null,
      counts: {},
      remarks: [wrong('campaign-over')],
    }),
  );
  return [
    ...specified(spec, row),
    ...ended,
    {
      id: 'close',
      isDone: true,
      mayRepeat: false,
      at: lastStepAt(vault, name),
      counts: { research: rows },
      remarks: [],
    },
    {
      id: 'export',
      isDone: lastJournalLine(vault, name, 'campaign.export') !== null,
      mayRepeat: true,
      at: null,
      counts: { research: rows, ...(kept === null ? {} : { anonymised: kept }) },
      remarks: spec.rehearsal
        ? [wrong('rehearsal-keeps-nothing')]
        : kept === null
          ? [note('anonymise-first')]
          : [],
    },
  ];
}

function areaCalendar(
  vault: Vault,
  name: string,
  spec: CampaignSpec,
  { calendars }: ResolvedCalendars,
  { title, zone }: ResolvedCalendars['areas'][number],
  number: number,
): AreaCalendar {
  const own = calendars.filter(({ area }) => area === number);
  return {
    title,
    zone,
    schools: countSchools({ vault, name }, number),
    levels: spec.levels.map((level) => {
      const calendar = own.find((one) => one.level === level.id);
      return {
        level: level.id,
        title: level.title,
        sequences: spec.sequences.flatMap((sequence) => {
          const window = sequence.level === level.id ? calendar?.sequences[sequence.id] : undefined;
          return window === undefined ? [] : [{ sequence: sequence.id, title: sequence.title, ...window }];
        }),
        report: calendar?.windows.report ?? null,
      };
    }),
  };
}
