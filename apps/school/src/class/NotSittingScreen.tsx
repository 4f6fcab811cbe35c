/** For the head: pupils of a class who will not sit, and why. Said once, undone as easily; sealed, and counted, never read, on the way. */
import { Notice, TableFrame } from '@cloison/theme';
import type { ClassDesk } from '../desk/class-desk.ts';
import { notSittingId, notSittingOf } from '../desk/desk-entries.ts';
import { byName, type PupilIdentity } from '../desk/pupil-identity.ts';
import type { SchoolDesk } from '../desk/school-desk.ts';
import { PageTitle } from '../frame/PageTitle.tsx';
import { TellState } from '../frame/TellState.tsx';
import { useObservable, usePolling } from '../live/hooks.ts';
import { useSpeech } from '../words/language.tsx';

export function NotSittingScreen({
  desk,
  school,
}: {
  readonly desk: ClassDesk;
  readonly school: SchoolDesk;
}) {
  const { words, text } = useSpeech();
  useObservable(desk);
  useObservable(school);
  usePolling([desk, school], `not sitting ${desk.index}`);
  const { record } = school;
  const reasons = desk.manifest.notSitting ?? [];
  const roster = desk.roster.view;
  return (
    <div className="page">
      <PageTitle up={{ to: { page: 'class', class: desk.index }, label: text(desk.name) }}>
        {words.notSitting.title}
      </PageTitle>
      {record === null || reasons.length === 0 ? (
        <Notice tone="info">{words.notSitting.notHere}</Notice>
      ) : roster.kind !== 'ready' ? (
        <Notice tone="info">{roster.kind === 'loading' ? words.loading : words.classPage.noPupils}</Notice>
      ) : (
        <>
          <p>{words.notSitting.intro}</p>
          <TellState record={record} />
          <TableFrame label={text(desk.name)}>
            <table className="data-table not-sitting">
              <thead>
                <tr>
                  <th scope="col">{words.classPage.pupil}</th>
                  <th scope="col">{words.notSitting.reason}</th>
                  {desk.sequences.length > 1 && <th scope="col">{words.head.sequence}</th>}
                </tr>
              </thead>
              <tbody>
                {[...desk.pupils].sort(byName).map((pupil) => (
                  <PupilRow key={pupil.orderNumber} pupil={pupil} desk={desk} school={school} />
                ))}
              </tbody>
            </table>
          </TableFrame>
        </>
      )}
    </div>
  );
}

const ALL = '';

function PupilRow(props: {
  readonly pupil: PupilIdentity;
  readonly desk: ClassDesk;
  readonly school: SchoolDesk;
}) {
  const { pupil, desk, school } = props;
  const { words, text } = useSpeech();
  const { orderNumber } = pupil;
  const answers = school.answers.view.kind === 'ready' ? school.answers.view.value : null;
  const ids = desk.sequences.map(({ id }) => id);
  const { reason, sequences } = notSittingOf(school.record?.entries ?? {}, answers, orderNumber, ids);
  const say = (next: string | null, only: readonly string[] | null) =>
    void school.record?.put({
      [notSittingId(orderNumber)]: {
        ...{ kind: 'not-sitting', orderNumber, reason: next, sequences: only === null ? null : [...only] },
      },
    });
  const name = `${pupil.firstName} ${pupil.lastName}`;
  return (
    <tr data-told={reason !== null}>
      <th scope="row">
        <span className="last-name">{pupil.lastName}</span> {pupil.firstName}
      </th>
      <td>
        <select
          aria-label={`${words.notSitting.reason}, ${name}`}
          value={reason ?? ''}
          onChange={({ target }) => say(target.value === '' ? null : target.value, sequences)}
        >
          <option value="">{words.notSitting.sits}</option>
          {(desk.manifest.notSitting ?? []).map(({ id, title }) => (
            <option key={id} value={id}>
              {text(title)}
            </option>
          ))}
        </select>
      </td>
      {desk.sequences.length > 1 && (
        <td>
          {reason !== null && (
            <select
              aria-label={`${words.head.sequence}, ${name}`}
              value={sequences?.[0] ?? ALL}
              onChange={({ target }) => say(reason, target.value === ALL ? null : [target.value])}
            >
              <option value={ALL}>{words.notSitting.all}</option>
              {desk.sequences.map(({ id, title }) => (
                <option key={id} value={id}>
                  {text(title)}
                </option>
              ))}
            </select>
          )}
        </td>
      )}
    </tr>
  );
}
