/** What each item of a domain asks, how many had it right, and which other answers came most often. */
import { TableFrame } from '@cloison/theme';
import type { ClassDesk } from '../desk/class-desk.ts';
import { type EntryColumn, ownTitle, valueLabel } from '../entry-records/entry-columns.ts';
import { useLoaded } from '../live/hooks.ts';
import { useSpeech } from '../words/language.tsx';
import type { DomainColumn, PupilRow } from './class-results.ts';
import { frequentErrors } from './frequent-errors.ts';

export interface ItemWordingsProps {
  readonly desk: ClassDesk;
  readonly domain: DomainColumn;
  readonly rows: readonly PupilRow[];
}

export function ItemWordings({ desk, domain, rows }: ItemWordingsProps) {
  const { words, text } = useSpeech();
  const loaded = useLoaded(() => desk.exercises(domain.sequence), `${desk.index} ${domain.sequence}`);
  if (loaded.kind !== 'ready') return null;
  const columns = new Map(
    loaded.value.flatMap(({ columns: list }) => list).map((column) => [column.item, column]),
  );
  return (
    <TableFrame label={words.results.itemsOf(text(domain.title))}>
      <table className="data-table wording-table">
        <thead>
          <tr>
            <th scope="col">{words.results.item}</th>
            <th scope="col">{words.results.asked}</th>
            <th scope="col" className="number">
              {words.results.full}
            </th>
            <th scope="col">{words.results.otherAnswers}</th>
          </tr>
        </thead>
        <tbody>
          {domain.items.map((item, i) => {
            const column = columns.get(item);
            const answered = rows.flatMap(({ items }) => items[item] ?? []);
            const right = answered.filter(({ score, maxScore }) => score >= maxScore).length;
            return (
              <tr key={item}>
                <td className="number">{i + 1}</td>
                <td>{column === undefined ? '' : (ownTitle(column) ?? column.title)}</td>
                <td className="number">{words.results.score(String(right), String(answered.length))}</td>
                <td>
                  {frequentErrors(answered)
                    .map(({ response, pupils }) => words.results.answer(said(column, response), pupils))
                    .join(', ')}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </TableFrame>
  );
}

/** The answer as the booklet has it: its label, and what the choice says. */
function said(column: EntryColumn | undefined, response: string | readonly string[]): string {
  if (column === undefined) return typeof response === 'string' ? response : response.join(' ');
  const label = valueLabel(column, response);
  const choice =
    'choices' in column && typeof response === 'string'
      ? column.choices.find(({ id }) => id === response)
      : undefined;
  return choice === undefined || choice.text === '' ? label : `${label} ${choice.text}`;
}
