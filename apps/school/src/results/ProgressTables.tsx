/**
 * Progress since an earlier campaign: for each domain the groups of the same pupils then and now, how many changed group, and
 * all of it once more as a plain table.
 */
import type { ClassProgress, ProgressFigures } from '@cloison/protocol';
import { GROUPS, GroupSwatch, Notice, TableFrame } from '@cloison/theme';
import { useSpeech } from '../words/language.tsx';
import { GroupCountsBar } from './GroupCountsBar.tsx';
import { movedOf } from './progress-counts.ts';

interface Titled {
  readonly id: string;
  readonly title: { readonly fr: string; readonly en: string };
}

export interface ProgressTablesProps {
  /** Of a class, or of all classes of a school. */
  readonly progress: ClassProgress;
  /** Those of the level, in the campaign's order. */
  readonly domains: readonly Titled[];
  /** Prefix that makes the names of fill patterns unique on a page. */
  readonly name: string;
  /** Of the table, once on a page. */
  readonly label: string;
}

export function ProgressTables({ progress, domains, name, label }: ProgressTablesProps) {
  const { words, text, date } = useSpeech();
  const said = words.progress;
  const { without, closedAt, title, fewest } = progress;
  const shown = domainsOf(progress, domains);
  if (without !== undefined) {
    const when = closedAt === undefined ? null : date(Date.parse(closedAt));
    return (
      <Notice tone="info">
        {without === 'closed' ? said.closed(text(title), when) : said.locked(text(title))}
      </Notice>
    );
  }
  return (
    <>
      <p>{said.intro}</p>
      <TableFrame label={label}>
        <table className="heat-table progress-table">
          <thead>
            <tr>
              <th scope="col" className="heat-name">
                {said.domain}
              </th>
              <th scope="col">{text(title)}</th>
              <th scope="col">{said.now}</th>
              <th scope="col">{said.moves}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map(({ id, title: domainTitle, earlier, figures }) => (
              <tr key={id}>
                <th scope="row" className="heat-name">
                  {text(domainTitle)}
                  {text(earlier) !== text(domainTitle) && (
                    <span className="soft"> {said.earlier(text(earlier))}</span>
                  )}
                </th>
                <FigureCells figures={figures} name={`${name}-${id}`} fewest={fewest} />
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
      <details className="progress-detail">
        <summary>{said.detail}</summary>
        {shown.map(({ id, title: domainTitle, figures }) =>
          figures.moves === null ? null : (
            <MovesTable key={id} title={text(domainTitle)} moves={figures.moves} />
          ),
        )}
      </details>
    </>
  );
}

/** Domains that have one before, with their counts. */
export function domainsOf(
  { domains, figures }: Pick<ClassProgress, 'domains' | 'figures'>,
  known: readonly Titled[],
) {
  return known.flatMap((domain) => {
    const pair = domains.find((one) => one.domain === domain.id);
    const own = figures[domain.id];
    return pair === undefined || own === undefined
      ? []
      : [{ ...domain, earlier: pair.earlier, figures: own }];
  });
}

interface FigureCellsProps {
  readonly figures: ProgressFigures;
  readonly name: string;
  readonly fewest: number;
}

function FigureCells({ figures, name, fewest }: FigureCellsProps) {
  const said = useSpeech().words.progress;
  const { moves, onlyNow, onlyEarlier } = figures;
  const others = said.others(onlyNow, onlyEarlier);
  if (moves === null) {
    return (
      <td colSpan={3}>
        <span className="no-result">{said.few(fewest)}</span> <span className="soft">{others}</span>
      </td>
    );
  }
  const moved = movedOf(moves);
  return (
    <>
      <td>
        <GroupCountsBar counts={moved.earlier} name={`${name}-then`} />
      </td>
      <td>
        <GroupCountsBar counts={moved.now} name={`${name}-now`} />
      </td>
      <td>
        {said.moved(moved.up, moved.same, moved.down)}
        {others !== '' && <span className="soft"> {others}</span>}
      </td>
    </>
  );
}

function MovesTable({ title, moves }: { title: string; moves: NonNullable<ProgressFigures['moves']> }) {
  const { words } = useSpeech();
  return (
    <table className="data-table">
      <caption>{title}</caption>
      <thead>
        <tr>
          <th scope="col">{words.progress.corner}</th>
          {GROUPS.map((group) => (
            <th key={group} scope="col">
              <GroupSwatch group={group}>{words.groups[group]}</GroupSwatch>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {GROUPS.map((group, from) => (
          <tr key={group}>
            <th scope="row">
              <GroupSwatch group={group}>{words.groups[group]}</GroupSwatch>
            </th>
            {GROUPS.map((now, to) => (
              <td key={now} className="number">
                {moves[from]?.[to]}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
