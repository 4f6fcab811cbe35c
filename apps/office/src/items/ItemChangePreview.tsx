/** What a change of an item would do to its domain: scores and groups before and after. */

import type { ItemChangeShown } from '@cloison/console-messages';
import { SavedTable } from '../tables/SavedTable.tsx';
import { useSpeech } from '../words/language.tsx';

const GROUPS = ['needs', 'fragile', 'satisfactory'] as const;

export function ItemChangePreview({ change }: { readonly change: ItemChangeShown }) {
  const { words, number } = useSpeech();
  const own = words.items.change;
  const { domain, maxBefore, maxAfter } = change;
  if (domain === null) return <p>{own.maximum(number(maxBefore), number(maxAfter))}</p>;
  const rows = [
    { id: 'before', head: own.before, mean: domain.meanBefore, groups: domain.groupsBefore },
    { id: 'after', head: own.after, mean: domain.meanAfter, groups: domain.groupsAfter },
  ];
  return (
    <>
      <p>{own.maximum(number(maxBefore), number(maxAfter))}</p>
      <SavedTable label={own.domain(domain.id)}>
        <table className="data-table">
          <thead>
            <tr>
              <th scope="col">{own.domain(domain.id)}</th>
              <th scope="col" className="number">
                {own.pupils}
              </th>
              <th scope="col" className="number">
                {own.mean}
              </th>
              {GROUPS.map((group) => (
                <th key={group} scope="col" className="number">
                  {own.groups[group]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ id, head, mean, groups }) => (
              <tr key={id}>
                <th scope="row">{head}</th>
                <td className="number">{number(domain.pupils)}</td>
                <td className="number">{mean === null ? '–' : number(mean, 2)}</td>
                {GROUPS.map((group) => (
                  <td key={group} className="number">
                    {number(groups[group])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </SavedTable>
      <p>{own.moved(number(domain.moved))}</p>
    </>
  );
}
