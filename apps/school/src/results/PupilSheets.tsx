/** Individual sheets: one A4 page a pupil, the same on screen and on paper; one of them or the whole class. */
import { Button, GroupSwatch, Notice } from '@cloison/theme';
import { useEffect, useState } from 'react';
import type { ClassDesk } from '../desk/class-desk.ts';
import { PageTitle } from '../frame/PageTitle.tsx';
import { useObservable, usePolling } from '../live/hooks.ts';
import { formatRoute } from '../navigation/routes.ts';
import { useSpeech } from '../words/language.tsx';
import { sayNoReport } from './ClassResultsScreen.tsx';
import { type ClassResults, classResults, type PupilRow } from './class-results.ts';
import { DomainBar } from './DomainBar.tsx';

export interface PupilSheetsProps {
  readonly desk: ClassDesk;
  /** Position among the class's results; null: everybody. */
  readonly only: number | null;
}

export function PupilSheets({ desk, only }: PupilSheetsProps) {
  const speech = useSpeech();
  const { words, text } = speech;
  useObservable(desk);
  usePolling([desk], `sheets ${desk.index}`);
  const report = desk.report.view;
  const roster = desk.roster.view;
  const up = {
    to: { page: 'results', class: desk.index },
    label: words.results.title(text(desk.name)),
  } as const;
  const results =
    report.kind === 'ready' && roster.kind === 'ready'
      ? classResults(report.value, roster.value, desk.manifest)
      : null;
  const to = (pupil: number) => formatRoute({ page: 'pupil', class: desk.index, pupil });
  const place = usePlace(only, results?.rows ?? [], to);
  if (results === null || report.kind !== 'ready') {
    return (
      <div className="page">
        <PageTitle up={up}>{words.sheet.title}</PageTitle>
        <Notice tone="info">{sayNoReport(report, speech)}</Notice>
      </div>
    );
  }
  const rows = only === null ? results.rows : results.rows.slice(place, place + 1);
  return (
    <div className="page page-sheets">
      <div className="screen-only">
        <PageTitle
          up={up}
          aside={
            <span className="actions">
              {place > 0 && (
                <a className="button" href={to(place - 1)}>
                  {words.previous}
                </a>
              )}
              {place >= 0 && place + 1 < results.rows.length && (
                <a className="button" href={to(place + 1)}>
                  {words.next}
                </a>
              )}
              <Button variant="primary" icon="print" onPress={() => print()}>
                {words.print}
              </Button>
            </span>
          }
        >
          {only === null ? words.results.sheets : words.sheet.title}
        </PageTitle>
      </div>
      {rows.map((row) => (
        <Sheet
          key={row.pupil.orderNumber}
          desk={desk}
          row={row}
          results={results}
          at={report.value.at}
          notice={report.value.notices.at(-1) ?? null}
        />
      ))}
    </div>
  );
}

/**
 * Where the pupil of the page is among the rows now; −1: nowhere, or everybody is shown. Places move when a pupil arrives: the page
 * stays with its pupil, and its address follows.
 */
function usePlace(
  only: number | null,
  rows: readonly PupilRow[],
  addressOf: (place: number) => string,
): number {
  const [order, setOrder] = useState<string | null>(null);
  const shown = only === null ? null : (order ?? rows[only]?.pupil.orderNumber ?? null);
  if (shown !== order) setOrder(shown);
  const place = rows.findIndex(({ pupil }) => pupil.orderNumber === shown);
  const address = place >= 0 && place !== only ? addressOf(place) : null;
  useEffect(() => {
    if (address !== null) location.replace(address);
  }, [address]);
  return place;
}

/** Domains in one column that leave room on the page for what is said below them. */
const MOST_IN_ONE_COLUMN = 5;

interface SheetProps {
  readonly desk: ClassDesk;
  readonly row: PupilRow;
  readonly results: ClassResults;
  readonly at: string;
  /** Only the last notice: there is no room for more on a page. */
  readonly notice: { readonly fr: string; readonly en: string } | null;
}

function Sheet({ desk, row, results, at, notice }: SheetProps) {
  const { words, text, date, number } = useSpeech();
  const { sheet } = words;
  const { pupil } = row;
  const roster = desk.roster.view;
  const school = roster.kind === 'ready' ? roster.value.school.name : '';
  const sequences = desk.sequences
    .map(({ id, title }) => ({
      id,
      title,
      domains: results.domains
        .map((domain, index) => ({ domain, cell: row.cells[index]!, index }))
        .filter(({ domain }) => domain.sequence === id),
    }))
    .filter(({ domains }) => domains.length > 0);
  const { atHome } = desk.manifest.levels.find(({ id }) => id === desk.level) ?? {};
  return (
    <article className="sheet" data-dense={results.domains.length > MOST_IN_ONE_COLUMN}>
      <header className="sheet-head">
        <div>
          <p className="sheet-campaign">{text(desk.manifest.title)}</p>
          <h2>
            {pupil.firstName} <span className="last-name">{pupil.lastName}</span>
          </h2>
          <p>{sheet.pupil(desk.label, pupil.orderNumber)}</p>
        </div>
        <div className="sheet-school">
          <p>{school}</p>
          <p>{sheet.date(date(Date.parse(at)))}</p>
          {desk.manifest.rehearsal && <p className="sheet-rehearsal">{words.head.slip.rehearsal}</p>}
        </div>
      </header>
      {notice !== null && <p className="sheet-notice">{text(notice)}</p>}
      <h3>{sheet.measured}</h3>
      {sequences.map(({ id, title, domains }) => (
        <section key={id} className="sheet-sequence">
          <h4>{text(title)}</h4>
          <div className="sheet-domains">
            {domains.map(({ domain, cell, index }) => (
              <div key={domain.id} className="sheet-domain">
                <p className="sheet-domain-head">
                  <b>{text(domain.title)}</b>
                  {cell.kind === 'result' && (
                    <span className="sheet-result">
                      <GroupSwatch group={cell.group}>{words.groups[cell.group]}</GroupSwatch>
                      <span className="sheet-score">
                        {sheet.score(number(cell.score), number(cell.maxScore))}
                      </span>
                    </span>
                  )}
                </p>
                <p className="sheet-sentence">{text(domain.sentence)}</p>
                {cell.kind === 'result' ? (
                  <DomainBar result={cell} name={`bar-${pupil.orderNumber}-${index}`} />
                ) : (
                  <p className="sheet-missing">{sheet.why[cell.why]}</p>
                )}
              </div>
            ))}
          </div>
        </section>
      ))}
      {results.domains.length === 0 && <p>{sheet.noDomains}</p>}
      <footer className="sheet-foot">
        <section>
          <h3>{sheet.means}</h3>
          <ul>
            <li>{sheet.meansNeeds}</li>
            <li>{sheet.meansFragile}</li>
            <li>{sheet.meansSatisfactory}</li>
          </ul>
        </section>
        <section>
          <h3>{sheet.meansNot}</h3>
          <p>{sheet.meansNotText}</p>
        </section>
        <section>
          <h3>{sheet.atHome}</h3>
          <p>{atHome === undefined ? sheet.atHomeText : text(atHome)}</p>
        </section>
        <section>
          <h3>{sheet.who}</h3>
          <p>{sheet.whoText}</p>
        </section>
      </footer>
    </article>
  );
}
