/** One class: who has done what, counted at once for entry levels, and as the authority last had it for online ones. */
import type { SittingState } from '@cloison/protocol';
import { Notice, TableFrame } from '@cloison/theme';
import type { ClassDesk } from '../desk/class-desk.ts';
import { byName, type PupilIdentity } from '../desk/pupil-identity.ts';
import { completionOf } from '../entry-records/completion.ts';
import { PageTitle } from '../frame/PageTitle.tsx';
import { entryLink, sayWindow } from '../home/ClassCards.tsx';
import { useClassStates } from '../home/TeacherHome.tsx';
import { usePolling } from '../live/hooks.ts';
import { formatRoute, type Route } from '../navigation/routes.ts';
import { useSpeech } from '../words/language.tsx';

interface Sitting {
  readonly state: SittingState;
  readonly answered: number;
  readonly expected: number;
  readonly receipt: string | null;
  /** Why the pupil does not sit, of the campaign's list. */
  readonly why?: string;
}

/** `head`: the person may say who does not sit. */
export function ClassScreen({ desk, head }: { readonly desk: ClassDesk; readonly head: boolean }) {
  const speech = useSpeech();
  const { words, text, dateTime, language } = speech;
  const [state] = useClassStates([desk]);
  usePolling([desk], `class ${desk.index}`);
  const roster = desk.roster.view;
  const participation = desk.participation.view;
  const online = desk.mode === 'online';
  return (
    <div className="page">
      <PageTitle up={{ to: { page: 'home' }, label: words.home }}>{text(desk.name)}</PageTitle>
      <nav className="actions" aria-label={text(desk.name)}>
        {state?.hasReport === true && (
          <a
            className="button"
            data-variant="primary"
            href={formatRoute({ page: 'results', class: desk.index })}
          >
            {words.homePage.results}
          </a>
        )}
        {!online &&
          state?.sequences.map(({ id, title, window }) => (
            <a
              key={id}
              className="button"
              href={formatRoute({ page: 'entry', class: desk.index, sequence: id })}
            >
              {entryLink(window, words)}
              {language === 'fr' ? ' :' : ':'} {text(title)}
            </a>
          ))}
        {online && (
          <a className="button" href={formatRoute({ page: 'room', class: desk.index })}>
            {words.room.link}
          </a>
        )}
        {head && desk.manifest.notSitting !== undefined && (
          <a className="button" href={formatRoute({ page: 'notSitting', class: desk.index })}>
            {words.notSitting.link}
          </a>
        )}
        <a className="button" href={formatRoute({ page: 'attendance', class: desk.index })}>
          {words.classPage.attendance}
        </a>
        {!online &&
          desk.sequences.map(({ id, title }) => (
            <a
              key={id}
              className="button"
              href={formatRoute({ page: 'booklets', class: desk.index, sequence: id })}
            >
              {words.booklets.link(text(title))}
            </a>
          ))}
      </nav>
      {roster.kind !== 'ready' ? (
        <Notice tone="info">{roster.kind === 'loading' ? words.loading : words.classPage.noPupils}</Notice>
      ) : (
        <>
          <p className="soft">
            {online ? words.classPage.receiptHelp : words.classPage.entryHelp}{' '}
            {online && participation.kind === 'ready'
              ? words.when.at(dateTime(Date.parse(participation.value.at)))
              : ''}
          </p>
          {online && (participation.kind === 'none' || participation.kind === 'closed') && (
            <Notice tone="info">{words.head.noParticipation}</Notice>
          )}
          <TableFrame label={desk.label}>
            <table className="data-table">
              <thead>
                <tr>
                  <th scope="col">{words.classPage.orderNumber}</th>
                  <th scope="col">{words.classPage.pupil}</th>
                  {state?.sequences.map(({ id, title, window }) => (
                    <th scope="col" key={id}>
                      {text(title)}
                      <span className="th-note">{window === null ? '' : sayWindow(window, speech)}</span>
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {[...roster.value.pupils].sort(byName).map((pupil) => (
                  <tr key={pupil.orderNumber} data-left={pupil.left}>
                    <td className="order">{pupil.orderNumber}</td>
                    <th scope="row">
                      <span className="last-name">{pupil.lastName}</span> {pupil.firstName}
                      {pupil.left && <span className="th-note">{words.classPage.left}</span>}
                    </th>
                    {state?.sequences.map(({ id, window }) => (
                      <td key={id}>
                        {!pupil.left && (
                          <SittingCell
                            sitting={sittingOf(desk, id, pupil.orderNumber)}
                            isLoading={!online || participation.kind === 'loading'}
                            fill={window?.kind === 'open' ? fillOf(desk, id, pupil) : null}
                            pupil={`${pupil.firstName} ${pupil.lastName}`}
                            reasons={desk.manifest.notSitting ?? []}
                          />
                        )}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </TableFrame>
        </>
      )}
    </div>
  );
}

function sittingOf(desk: ClassDesk, sequence: string, pupil: string): Sitting | null {
  if (desk.mode === 'online') {
    const { view } = desk.participation;
    if (view.kind !== 'ready') return null;
    const found = view.value.pupils.find(({ orderNumber }) => orderNumber === pupil)?.sequences[sequence];
    return found ?? { state: 'notBegun', answered: 0, expected: 0, receipt: null };
  }
  const book = desk.openedBook(sequence);
  if (book === null) return null;
  const { state, filled, expected } = completionOf(
    desk.keyableItems(sequence),
    book.rows.get(pupil)?.body ?? null,
  );
  const declared = declaredOf(desk, sequence, pupil);
  if (declared !== null && state !== 'complete') return { ...declared, answered: filled, expected };
  return { state, answered: filled, expected, receipt: null };
}

/** A pupil whom the head declared as not sitting, as the office has it. */
function declaredOf(desk: ClassDesk, sequence: string, pupil: string): Sitting | null {
  const { view } = desk.participation;
  if (view.kind !== 'ready') return null;
  const found = view.value.pupils.find(({ orderNumber }) => orderNumber === pupil)?.sequences[sequence];
  return found?.why === undefined ? null : found;
}

/** Where the booklet of this pupil is filled; null for pupils who answer on screen. */
function fillOf(desk: ClassDesk, sequence: string, pupil: PupilIdentity): Route | null {
  const index = [...desk.pupils]
    .sort(byName)
    .findIndex(({ orderNumber }) => orderNumber === pupil.orderNumber);
  if (desk.mode !== 'entry' || index < 0) return null;
  return { page: 'entry', class: desk.index, sequence, pupil: index };
}

function SittingCell(props: {
  readonly sitting: Sitting | null;
  /** Without a sitting: whether one may come at any moment. */
  readonly isLoading: boolean;
  readonly fill: Route | null;
  readonly pupil: string;
  readonly reasons: NonNullable<ClassDesk['manifest']['notSitting']>;
}) {
  const { sitting, isLoading, fill, pupil, reasons } = props;
  const { words, text } = useSpeech();
  if (sitting === null) return <span className="soft">{isLoading ? words.loading : '–'}</span>;
  const { state, answered, expected, receipt, why } = sitting;
  const reason = reasons.find(({ id }) => id === why)?.title;
  return (
    <span className="sitting">
      <span className="chip" data-state={state}>
        {words.states[state]}
      </span>
      {reason !== undefined && <span className="soft">{text(reason)}</span>}
      {state === 'begun' && <span className="number">{words.classPage.answered(answered, expected)}</span>}
      {fill !== null && (state === 'begun' || state === 'notBegun') && (
        <a href={formatRoute(fill)}>
          {words.classPage.fill}
          <span className="only-heard"> {words.classPage.bookletOf(pupil)}</span>
        </a>
      )}
      {receipt !== null && (
        <span className="receipt">
          {words.classPage.receipt} <b>{receipt}</b>
        </span>
      )}
    </span>
  );
}
