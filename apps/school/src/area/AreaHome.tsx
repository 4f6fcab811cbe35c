/** Where the schools of an area stand: which have not begun, how many pupils are left, school by school. */
import { Notice, saveFile } from '@cloison/theme';
import { type ReactNode, useEffect, useState } from 'react';
import { flushSync } from 'react-dom';
import type { AreaDesk, AreaSchools } from '../desk/area-desk.ts';
import { PageTitle } from '../frame/PageTitle.tsx';
import { useObservable, usePolling } from '../live/hooks.ts';
import { sayNoReport } from '../results/ClassResultsScreen.tsx';
import { useSpeech } from '../words/language.tsx';
import { AreaTabs } from './AreaTabs.tsx';
import { AreaTitle } from './AreaTitle.tsx';
import { areaTotals, filterSchools, type SchoolRow, type SchoolState, schoolRows } from './area-progress.ts';
import { schoolsTable } from './area-tables.ts';
import { ProgressMap } from './ProgressMap.tsx';
import { SchoolList } from './SchoolList.tsx';
import { StateBar } from './StateBar.tsx';

export function AreaHome({ desk }: { readonly desk: AreaDesk }) {
  const speech = useSpeech();
  const { words, dateTime } = speech;
  useObservable(desk);
  usePolling([desk], 'area');
  const view = desk.participation;
  if (view.kind !== 'ready') {
    return (
      <div className="page">
        <PageTitle>{desk.keyring.area.label}</PageTitle>
        <Notice tone="info">{view.kind === 'none' ? words.area.none : sayNoReport(view, speech)}</Notice>
      </div>
    );
  }
  return <Progress desk={desk} value={view.value} received={words.when.at(dateTime(view.value.atMs))} />;
}

interface ProgressProps {
  readonly desk: AreaDesk;
  readonly value: AreaSchools;
  readonly received: string;
}

/** Sequences of levels that a school of the area has, in the campaign's order. */
function choicesOf({ manifest }: AreaDesk, { schools }: AreaSchools) {
  const present = new Set(schools.flatMap(({ levels }) => levels.map(({ level }) => level)));
  return manifest.sequences.flatMap((sequence) => {
    const level = manifest.levels.find(({ id }) => id === sequence.level);
    return level === undefined || !present.has(level.id) ? [] : [{ sequence, level }];
  });
}

function Progress({ desk, value, received }: ProgressProps) {
  const { words, text } = useSpeech();
  const [chosen, setChosen] = useState(0);
  const [state, setState] = useState<SchoolState | null>(null);
  const [search, setSearch] = useState('');
  const choices = choicesOf(desk, value);
  const choice = choices[chosen] ?? choices[0];
  if (choice === undefined) {
    return (
      <div className="page">
        <PageTitle>{desk.keyring.area.label}</PageTitle>
        {value.missing > 0 ? (
          <Notice tone="bad">{words.area.missing(value.missing)}</Notice>
        ) : (
          <Notice tone="info">{words.area.noSchool}</Notice>
        )}
      </div>
    );
  }
  const { sequence, level } = choice;
  const rows = schoolRows(value.schools, level.id, sequence.id, value.fewest);
  const totals = areaTotals(rows);
  const visible = rows.length - totals.schools.hidden;
  const title =
    visible === 0 ? words.area.allHidden(rows.length) : words.area.sentence(totals.schools.notBegun, visible);
  const span = ({ low, high }: { low: number; high: number }) => words.area.span(low, high);
  const name = `${text(level.title)}, ${text(sequence.title)}`;
  const download = (list: readonly SchoolRow[]) =>
    saveFile(
      `${desk.keyring.area.code}-${sequence.id}.csv`,
      schoolsTable(list, words),
      'text/csv;charset=utf-8',
    );
  const found = filterSchools(rows, state, search);
  return (
    <div className="page page-wide area-page">
      <AreaTitle onDownload={() => download(found)}>{title}</AreaTitle>
      <AreaTabs page="home" note={received} />
      {value.missing > 0 && <Notice tone="bad">{words.area.missing(value.missing)}</Notice>}
      <section className="area-state" aria-label={words.area.schoolsByState}>
        {choices.length > 1 ? (
          <label className="field">
            {words.area.choose}
            <select
              value={choices.indexOf(choice)}
              onChange={({ target }) => setChosen(Number(target.value))}
            >
              {choices.map((one, i) => (
                <option key={one.sequence.id} value={i}>
                  {text(one.level.title)} – {text(one.sequence.title)}
                </option>
              ))}
            </select>
          </label>
        ) : null}
        <p className="area-sequence">
          <b data-said={choices.length > 1}>{name}. </b>
          {visible > 0 && words.area.pupilsSentence(totals.expected, span(totals.done), span(totals.left))}
        </p>
        <StateBar counts={totals.schools} chosen={state} onChoose={setState} />
      </section>
      <ProgressMap rows={rows} name={name} />
      <label className="field area-search">
        {words.area.search}
        <input type="search" value={search} onChange={({ target }) => setSearch(target.value)} />
      </label>
      <ExpandForPrint>
        {(whole) => <SchoolList key={sequence.id} rows={found} all={rows.length} whole={whole} name={name} />}
      </ExpandForPrint>
      <p className="soft quiet area-note">{words.area.secrecy(value.fewest)}</p>
    </div>
  );
}

/** Long lists are shown in part; on paper they are whole. */
function ExpandForPrint({ children }: { readonly children: (whole: boolean) => ReactNode }) {
  const [printing, setPrinting] = useState(false);
  useEffect(() => {
    const before = () => flushSync(() => setPrinting(true));
    const after = () => setPrinting(false);
    addEventListener('beforeprint', before);
    addEventListener('afterprint', after);
    return () => {
      removeEventListener('beforeprint', before);
      removeEventListener('afterprint', after);
    };
  }, []);
  return children(printing);
}
