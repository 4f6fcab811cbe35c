/** Each pupil's result at each item, for test-specific domains only: the others give the group and nothing finer. */
import { Notice, TableFrame } from '@cloison/theme';
import type { ClassDesk } from '../desk/class-desk.ts';
import { useObservable } from '../live/hooks.ts';
import { useSpeech } from '../words/language.tsx';
import { type ClassResults, type DomainColumn, type PupilRow, sortRows } from './class-results.ts';
import { ItemWordings } from './ItemWordings.tsx';
import { PupilLink } from './PupilLink.tsx';

interface Props {
  readonly desk: ClassDesk;
  readonly results: ClassResults;
}

export function ItemTables({ desk, results }: Props) {
  const { words, text } = useSpeech();
  useObservable(desk);
  const specific = results.domains.filter(({ testSpecific }) => testSpecific);
  if (specific.length === 0) return <Notice tone="info">{words.results.noSpecific}</Notice>;
  const rows = sortRows(results.rows, { by: 'name' });
  return (
    <div className="item-tables">
      <p className="item-legend">
        {(['full', 'part', 'zero'] as const).map((mark) => (
          <span key={mark}>
            <ItemMark mark={mark} /> {words.results[mark]}
          </span>
        ))}
        <span>
          <ItemMark mark="noAnswer" /> {words.entry.cells.noAnswer}
        </span>
      </p>
      {specific.map((domain) => (
        <section key={domain.id}>
          <h2>{text(domain.title)}</h2>
          <p>{text(domain.sentence)}</p>
          <ItemTable desk={desk} results={results} domain={domain} rows={rows} />
          <ItemWordings desk={desk} domain={domain} rows={rows} />
        </section>
      ))}
    </div>
  );
}

type Mark = 'full' | 'part' | 'zero' | 'noAnswer' | 'absent' | 'notTaught' | 'none';

function markOf(row: PupilRow, item: string): Mark {
  const result = row.items[item];
  if (result === undefined) return 'none';
  if (result.state !== 'answered') return result.state;
  if (result.score >= result.maxScore) return 'full';
  return result.score > 0 ? 'part' : 'zero';
}

function ItemTable({
  desk,
  results,
  domain,
  rows,
}: Props & { domain: DomainColumn; rows: readonly PupilRow[] }) {
  const { words, text } = useSpeech();
  return (
    <TableFrame label={text(domain.title)}>
      <table className="item-table">
        <thead>
          <tr>
            <th scope="col" className="heat-name">
              {words.results.pupil}
            </th>
            {domain.items.map((item, i) => (
              <th scope="col" key={item}>
                <span className="only-heard">{words.entry.item(i + 1)}</span>
                <span aria-hidden="true">{i + 1}</span>
              </th>
            ))}
          </tr>
          <tr>
            <td className="heat-name soft">{words.results.full}</td>
            {domain.items.map((item) => (
              <td key={item} className="soft number">
                {rows.filter((row) => markOf(row, item) === 'full').length}
              </td>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.pupil.orderNumber}>
              <th scope="row" className="heat-name">
                <PupilLink desk={desk} row={row} results={results} />
              </th>
              {domain.items.map((item) => (
                <td key={item}>
                  <ItemMark mark={markOf(row, item)} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

const SIGNS: Readonly<Record<Mark, string>> = {
  full: '●',
  part: '◐',
  zero: '○',
  noAnswer: '–',
  absent: 'abs',
  notTaught: 'n. e.',
  none: '',
};

function ItemMark({ mark }: { readonly mark: Mark }) {
  const { words } = useSpeech();
  const heard =
    mark === 'none'
      ? words.groups.noResult
      : mark === 'full' || mark === 'part' || mark === 'zero'
        ? words.results[mark]
        : words.entry.cells[mark];
  return (
    <span className="item-mark" data-mark={mark}>
      <span aria-hidden="true">{mark === 'notTaught' ? words.entry.short.notTaught : SIGNS[mark]}</span>
      <span className="only-heard">{heard}</span>
    </span>
  );
}
