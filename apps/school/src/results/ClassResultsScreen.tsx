/**
 * Results of a class: the map of pupils and domains, items of test-specific domains, work groups. Names open sheets.
 */
import type { Comparison } from '@cloison/protocol';
import { Button, GroupSwatch, Notice, saveFile, TableFrame } from '@cloison/theme';
import { useState } from 'react';
import type { ClassDesk } from '../desk/class-desk.ts';
import { PageTitle } from '../frame/PageTitle.tsx';
import { useObservable, usePolling } from '../live/hooks.ts';
import type { DocumentView } from '../live/live-document.ts';
import { formatRoute, type Route } from '../navigation/routes.ts';
import { type Speech, useSpeech } from '../words/language.tsx';
import { ComparisonRows } from './ComparisonRows.tsx';
import {
  type ClassResults,
  classResults,
  countGroups,
  type ResultCell,
  type SortKey,
  sortRows,
  workGroups,
} from './class-results.ts';
import { GroupCountsBar } from './GroupCountsBar.tsx';
import { GroupLegend } from './GroupLegend.tsx';
import { ItemTables } from './ItemTables.tsx';
import { ProgressTables } from './ProgressTables.tsx';
import { PupilLink } from './PupilLink.tsx';
import { ReportNotices } from './ReportNotices.tsx';
import { resultsTable } from './results-table.ts';

export interface ClassResultsScreenProps {
  readonly desk: ClassDesk;
  readonly tab: 'map' | 'items' | 'groups' | 'progress';
  readonly domain: number;
}

export function ClassResultsScreen({ desk, tab, domain }: ClassResultsScreenProps) {
  const speech = useSpeech();
  const { words, text, dateTime } = speech;
  useObservable(desk);
  usePolling([desk], `results ${desk.index}`);
  const report = desk.report.view;
  const roster = desk.roster.view;
  const title = words.results.title(text(desk.name));
  const up = { to: { page: 'class', class: desk.index }, label: text(desk.name) } as const;
  if (report.kind !== 'ready' || roster.kind !== 'ready') {
    return (
      <div className="page">
        <PageTitle up={up}>{title}</PageTitle>
        <Notice tone="info">{sayNoReport(report, speech)}</Notice>
      </div>
    );
  }
  const { progress } = report.value;
  const results = classResults(report.value, roster.value, desk.manifest);
  const tabs: readonly (readonly [typeof tab, Route, string])[] = [
    ['map', { page: 'results', class: desk.index }, words.results.map],
    ['groups', { page: 'groups', class: desk.index, domain: 0 }, words.results.groupsTab],
    ['items', { page: 'items', class: desk.index }, words.results.itemsTab],
    ...(progress === undefined
      ? []
      : [['progress', { page: 'progress', class: desk.index }, words.progress.tab] as const]),
  ];
  return (
    <div className="page page-wide">
      <PageTitle
        up={up}
        aside={
          <span className="actions">
            {tab === 'map' && (
              <>
                <Button icon="download" onPress={() => download(results, desk, speech)}>
                  {words.results.table}
                </Button>
                <Button icon="print" onPress={() => print()}>
                  {words.results.printMap}
                </Button>
              </>
            )}
            <a className="button" href={formatRoute({ page: 'sheets', class: desk.index })}>
              {words.results.sheets}
            </a>
          </span>
        }
      >
        {title}
      </PageTitle>
      <ReportNotices notices={report.value.notices} />
      <nav className="tabs" aria-label={title}>
        {tabs.map(([name, to, label]) => (
          <a key={name} href={formatRoute(to)} aria-current={name === tab ? 'page' : undefined}>
            {label}
          </a>
        ))}
        <span className="tabs-note">{words.when.at(dateTime(Date.parse(report.value.at)))}</span>
      </nav>
      {tab === 'map' && (
        <HeatMap desk={desk} results={results} comparisons={report.value.comparisons ?? []} />
      )}
      {tab === 'groups' && <WorkGroups desk={desk} results={results} domain={domain} />}
      {tab === 'items' && <ItemTables desk={desk} results={results} />}
      {tab === 'progress' && progress !== undefined && (
        <>
          {progress.without === undefined && <GroupLegend />}
          <ProgressTables
            progress={progress}
            domains={results.domains}
            name="progress"
            label={words.progress.title(text(progress.title))}
          />
        </>
      )}
    </div>
  );
}

/** The file has names: it is made here, and goes nowhere but to this computer. */
function download(results: ClassResults, desk: ClassDesk, { words, text }: Speech): void {
  const table = resultsTable(results, {
    orderNumber: words.classPage.orderNumber,
    lastName: words.results.lastName,
    firstName: words.results.firstName,
    group: words.results.group,
    groups: words.groups,
    missing: words.missing,
    domain: text,
  });
  saveFile(`${text(desk.name).replace(/[^\p{L}\d-]+/gu, '-')}.csv`, table, 'text/csv;charset=utf-8');
}

export function sayNoReport(view: DocumentView<unknown>, { words, date }: Speech): string {
  switch (view.kind) {
    case 'closed': {
      const { opensMs, closesMs } = view;
      return words.results.closed(
        opensMs === null ? null : date(opensMs),
        closesMs === null ? null : date(closesMs),
      );
    }
    case 'loading':
      return words.loading;
    default:
      return words.results.none;
  }
}

interface PartProps {
  readonly desk: ClassDesk;
  readonly results: ClassResults;
}

function HeatMap({
  desk,
  results,
  comparisons,
}: PartProps & { readonly comparisons: readonly Comparison[] }) {
  const { words, text } = useSpeech();
  const [sort, setSort] = useState<{ key: SortKey; reverse: boolean }>({
    key: { by: 'name' },
    reverse: false,
  });
  const { domains } = results;
  const rows = sortRows(results.rows, sort.key, sort.reverse);
  const toggle = (key: SortKey) =>
    setSort((before) => ({ key, reverse: same(before.key, key) ? !before.reverse : false }));
  const sorted = (key: SortKey) =>
    same(sort.key, key) ? (sort.reverse ? ('descending' as const) : ('ascending' as const)) : undefined;
  const chosen = sort.key.by === 'domain' ? domains[sort.key.index] : undefined;
  return (
    <section className="heat-map">
      <div className="heat-head">
        <p className="domain-sentence">
          {chosen === undefined ? (
            <span className="click-hint">{words.results.clickPupil}</span>
          ) : (
            <>
              <b>{text(chosen.title)}.</b> {text(chosen.sentence)}
            </>
          )}
        </p>
        <GroupLegend />
      </div>
      <TableFrame label={words.results.map}>
        <table className="heat-table">
          <thead>
            <tr>
              <th scope="col" aria-sort={sorted({ by: 'name' })} className="heat-name">
                <SortButton
                  label={words.results.pupil}
                  state={sorted({ by: 'name' })}
                  onSort={() => toggle({ by: 'name' })}
                />
              </th>
              {domains.map((domain, index) => (
                <th scope="col" key={domain.id} aria-sort={sorted({ by: 'domain', index })}>
                  <SortButton
                    label={text(domain.title)}
                    state={sorted({ by: 'domain', index })}
                    onSort={() => toggle({ by: 'domain', index })}
                  />
                </th>
              ))}
            </tr>
            <tr>
              <td className="heat-name soft">{words.results.groupOf(rows.length)}</td>
              {domains.map((domain, index) => (
                <td key={domain.id}>
                  <GroupCountsBar counts={countGroups(results.rows, index)} name={`map-${index}`} />
                </td>
              ))}
            </tr>
            <ComparisonRows comparisons={comparisons} domains={domains} name="map" />
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.pupil.orderNumber}>
                <th scope="row" className="heat-name">
                  <PupilLink desk={desk} row={row} results={results} />
                </th>
                {row.cells.map((cell, index) => (
                  <td key={domains[index]!.id}>
                    <GroupCell cell={cell} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
      <details className="domain-list">
        <summary>{words.sheet.measured}</summary>
        <dl>
          {domains.map((domain) => (
            <div key={domain.id}>
              <dt>{text(domain.title)}</dt>
              <dd>{text(domain.sentence)}</dd>
            </div>
          ))}
        </dl>
      </details>
    </section>
  );
}

function same(a: SortKey, b: SortKey): boolean {
  return a.by === b.by && (a.by !== 'domain' || b.by !== 'domain' || a.index === b.index);
}

function SortButton(props: {
  readonly label: string;
  readonly state: 'ascending' | 'descending' | undefined;
  readonly onSort: () => void;
}) {
  const { words } = useSpeech();
  const { label, state, onSort } = props;
  const arrow = state === undefined ? '' : state === 'ascending' ? '▲' : '▼';
  return (
    <button type="button" className="sort" onClick={onSort} title={words.results.sortBy(label)}>
      {label} <span aria-hidden="true">{arrow}</span>
    </button>
  );
}

function GroupCell({ cell }: { readonly cell: ResultCell }) {
  const { words } = useSpeech();
  if (cell.kind === 'missing') return <span className="no-result">{words.missing[cell.why]}</span>;
  return <GroupSwatch group={cell.group}>{words.groups[cell.group]}</GroupSwatch>;
}

function WorkGroups({ desk, results, domain }: PartProps & { readonly domain: number }) {
  const { words, text } = useSpeech();
  const chosen = results.domains[domain] ?? results.domains[0];
  const index = Math.max(0, chosen === undefined ? 0 : results.domains.indexOf(chosen));
  if (chosen === undefined) return <Notice tone="info">{words.sheet.noDomains}</Notice>;
  const groups = workGroups(results.rows, index);
  return (
    <section className="work-groups">
      <label className="field">
        {words.results.chooseDomain}
        <select
          value={index}
          onChange={(event) => {
            location.hash = formatRoute({
              page: 'groups',
              class: desk.index,
              domain: Number(event.target.value),
            });
          }}
        >
          {results.domains.map(({ id, title }, i) => (
            <option key={id} value={i}>
              {text(title)}
            </option>
          ))}
        </select>
      </label>
      <p className="domain-sentence">{text(chosen.sentence)}</p>
      <div className="group-columns">
        {(['needs', 'fragile', 'satisfactory', 'noResult'] as const).map((group) => (
          <section key={group} className="group-column">
            <h2>
              {group === 'noResult' ? (
                words.groups.noResult
              ) : (
                <GroupSwatch group={group}>{words.groups[group]}</GroupSwatch>
              )}
            </h2>
            <p className="soft">
              {groups[group].length === 0
                ? words.results.emptyGroup
                : words.results.groupOf(groups[group].length)}
            </p>
            {group !== 'noResult' && chosen.guidance !== undefined && (
              <div className="guidance">
                <h3>{words.results.guidance}</h3>
                <p>{text(chosen.guidance[group])}</p>
              </div>
            )}
            <ul>
              {groups[group].map(({ orderNumber, firstName, lastName }) => (
                <li key={orderNumber}>
                  <span className="last-name">{lastName}</span> {firstName}
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </section>
  );
}
