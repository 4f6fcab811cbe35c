/** Released figures of an area, domain by domain: bars with their numbers, beside the country and what the area lies in. */
import type { AreaFigures, AreaReport } from '@cloison/protocol';
import { GROUPS, Notice, saveFile, TableFrame } from '@cloison/theme';
import type { AreaDesk } from '../desk/area-desk.ts';
import { PageTitle } from '../frame/PageTitle.tsx';
import { useObservable, usePolling } from '../live/hooks.ts';
import { sayNoReport } from '../results/ClassResultsScreen.tsx';
import { GroupCountsBar } from '../results/GroupCountsBar.tsx';
import { GroupLegend } from '../results/GroupLegend.tsx';
import { useSpeech } from '../words/language.tsx';
import { AreaTabs } from './AreaTabs.tsx';
import { AreaTitle } from './AreaTitle.tsx';
import { figuresTable } from './area-tables.ts';
import { ResultsMap } from './ResultsMap.tsx';

export function AreaResults({ desk }: { readonly desk: AreaDesk }) {
  const speech = useSpeech();
  const { words, text, dateTime } = speech;
  useObservable(desk);
  usePolling([desk], 'area results');
  const { label, code } = desk.keyring.area;
  const { manifest } = desk;
  const view = desk.report.view;
  if (view.kind !== 'ready') {
    return (
      <div className="page page-wide area-page">
        <PageTitle>{words.area.results}</PageTitle>
        <AreaTabs page="schoolResults" note="" />
        <Notice tone="info">{view.kind === 'none' ? words.area.noResults : sayNoReport(view, speech)}</Notice>
      </div>
    );
  }
  const { domains } = view.value;
  const released = Math.max(...domains.map((one) => Date.parse(one.released)));
  const levels = manifest.levels
    .map((level) => ({
      level,
      own: manifest.domains
        .filter((domain) => domain.level === level.id)
        .flatMap((domain) => {
          const figures = domains.find((one) => one.domain === domain.id);
          return figures === undefined ? [] : [{ domain, figures }];
        }),
    }))
    .filter(({ own }) => own.length > 0);
  const download = () =>
    saveFile(`${code}.csv`, figuresTable(view.value, manifest, label, words, text), 'text/csv;charset=utf-8');
  return (
    <div className="page page-wide area-page">
      <AreaTitle onDownload={download}>{words.area.results}</AreaTitle>
      <AreaTabs page="schoolResults" note={words.area.released(dateTime(released))} />
      <p className="area-note">{words.area.resultsIntro}</p>
      <GroupLegend />
      <ResultsMap report={view.value} manifest={manifest} />
      {levels.map(({ level, own }) => (
        <section key={level.id}>
          <h2>{text(level.title)}</h2>
          {own.map(({ domain, figures }) => (
            <section key={domain.id} className="area-domain">
              <h3>{text(domain.title)}</h3>
              <p className="domain-sentence">{text(domain.sentence)}</p>
              <Figures name={text(domain.title)} own={label} prefix={domain.id} figures={figures} />
            </section>
          ))}
        </section>
      ))}
    </div>
  );
}

function Figures(props: {
  readonly name: string;
  /** What the area is called. */
  readonly own: string;
  readonly prefix: string;
  readonly figures: AreaReport['domains'][number];
}) {
  const { words, text } = useSpeech();
  const { name, own, prefix, figures } = props;
  const places = [
    { label: own, figures: figures.own, kind: 'own' },
    ...figures.beside.map((one) => ({ label: text(one.label), figures: one.figures, kind: 'beside' })),
    ...figures.kinds.map((one) => ({ label: text(one.label), figures: one.figures, kind: 'kind' })),
  ];
  return (
    <TableFrame label={name}>
      <table className="data-table area-figures">
        <thead>
          <tr>
            <th scope="col">{words.area.place}</th>
            <th scope="col">{words.area.spread}</th>
            {GROUPS.map((group) => (
              <th scope="col" key={group} className="number">
                {words.groups[group]}
              </th>
            ))}
            <th scope="col" className="number">
              {words.area.pupils}
            </th>
            <th scope="col" className="number">
              {words.area.mean}
            </th>
          </tr>
        </thead>
        <tbody>
          {places.map((place, i) => (
            <Place
              key={place.label}
              {...place}
              maxScore={figures.maxScore}
              prefix={`${prefix}-${i}`.replace(/[^a-zA-Z0-9-]/g, '-')}
            />
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

function Place(props: {
  readonly label: string;
  readonly kind: string;
  readonly figures: AreaFigures;
  readonly maxScore: number | null;
  readonly prefix: string;
}) {
  const { words, number } = useSpeech();
  const { label, kind, figures, maxScore, prefix } = props;
  const { needs, fragile, satisfactory, pupils, mean } = figures;
  const isNothing = [needs, fragile, satisfactory, pupils].every((value) => value === null);
  const hidden = <span className="no-result">{words.area.hidden}</span>;
  const whole = needs !== null && fragile !== null && satisfactory !== null;
  const total = whole ? needs + fragile + satisfactory : pupils;
  if (isNothing) {
    return (
      <tr data-kind={kind}>
        <th scope="row">{label}</th>
        <td colSpan={6} className="no-result">
          {words.area.ownHidden}
        </td>
      </tr>
    );
  }
  return (
    <tr data-kind={kind}>
      <th scope="row">{label}</th>
      <td>
        {whole ? (
          <GroupCountsBar
            counts={{ needs, fragile, satisfactory, noResult: 0 }}
            name={`area-${prefix}`}
            figures="shares"
          />
        ) : (
          hidden
        )}
      </td>
      {GROUPS.map((group) => {
        const value = figures[group];
        return (
          <td key={group} className="number">
            {value === null ? hidden : number(value)}
            {value !== null && total !== null && total > 0 && (
              <span className="area-share">{number(Math.round((100 * value) / total))} %</span>
            )}
          </td>
        );
      })}
      <td className="number">{total === null ? hidden : number(total)}</td>
      <td className="number">
        {mean === null || maxScore === null ? '–' : words.area.meanOf(number(mean), number(maxScore))}
      </td>
    </tr>
  );
}
