/** A pupil's name in a table of results: opens the pupil's sheet. */
import type { ClassDesk } from '../desk/class-desk.ts';
import { formatRoute } from '../navigation/routes.ts';
import type { ClassResults, PupilRow } from './class-results.ts';

interface Props {
  readonly desk: ClassDesk;
  readonly results: ClassResults;
  readonly row: PupilRow;
}

export function PupilLink({ desk, row, results }: Props) {
  const { pupil } = row;
  return (
    <a href={formatRoute({ page: 'pupil', class: desk.index, pupil: results.rows.indexOf(row) })}>
      <span className="last-name">{pupil.lastName}</span> {pupil.firstName}
    </a>
  );
}
