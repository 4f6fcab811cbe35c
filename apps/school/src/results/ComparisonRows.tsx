/** Below a table of results: the same domains in the country and in what is near, in percent, where the service released them. */
import type { Comparison } from '@cloison/protocol';
import { useSpeech } from '../words/language.tsx';
import { GroupCountsBar } from './GroupCountsBar.tsx';

export interface ComparisonRowsProps {
  readonly comparisons: readonly Comparison[];
  /** Columns of the table. */
  readonly domains: readonly { readonly id: string }[];
  /** Prefix that makes the names of fill patterns unique on a page. */
  readonly name: string;
}

const WITH = ['nation', 'region', 'departement', 'kind'] as const satisfies readonly Comparison['with'][];

export function ComparisonRows({ comparisons, domains, name }: ComparisonRowsProps) {
  const { words, text } = useSpeech();
  return WITH.map((kind) => {
    const ofKind = comparisons.filter(
      (one) => one.with === kind && domains.some(({ id }) => id === one.domain),
    );
    const [first] = ofKind;
    if (first === undefined) return null;
    const label = text(first.label);
    return (
      <tr key={kind} className="comparison">
        <th scope="row" className="heat-name">
          {kind === 'kind' ? words.results.schoolsAlike(label) : label}
        </th>
        {domains.map(({ id }) => {
          const found = ofKind.find(({ domain }) => domain === id);
          return (
            <td key={id}>
              {found === undefined ? (
                <span className="no-result">{words.results.notReleased}</span>
              ) : (
                <GroupCountsBar
                  counts={{ ...found.counts, noResult: 0 }}
                  name={`${name}-${kind}-${id}`}
                  figures="shares"
                />
              )}
            </td>
          );
        })}
      </tr>
    );
  });
}
