/** A sheet to sign in the room: pupils by name, a box for each sequence, on A4 pages. */
import { Button, Notice } from '@cloison/theme';
import type { ClassDesk } from '../desk/class-desk.ts';
import { byName } from '../desk/pupil-identity.ts';
import { PageTitle } from '../frame/PageTitle.tsx';
import { useObservable, usePolling } from '../live/hooks.ts';
import { useSpeech } from '../words/language.tsx';

const ROWS_PER_PAGE = 28;

export function AttendanceSheet({ desk }: { readonly desk: ClassDesk }) {
  const { words, text } = useSpeech();
  useObservable(desk);
  usePolling([desk], `attendance ${desk.index}`);
  const roster = desk.roster.view;
  const pupils = [...desk.pupils].sort(byName);
  const pages = Array.from({ length: Math.ceil(pupils.length / ROWS_PER_PAGE) }, (_, page) =>
    pupils.slice(page * ROWS_PER_PAGE, (page + 1) * ROWS_PER_PAGE),
  );
  return (
    <div className="page page-sheets">
      <div className="screen-only">
        <PageTitle
          up={{ to: { page: 'class', class: desk.index }, label: text(desk.name) }}
          aside={
            <Button variant="primary" icon="print" onPress={() => print()}>
              {words.print}
            </Button>
          }
        >
          {words.classPage.attendance}
        </PageTitle>
        {pages.length === 0 && (
          <Notice tone="info">{roster.kind === 'loading' ? words.loading : words.classPage.noPupils}</Notice>
        )}
      </div>
      {pages.map((page, number) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: pages are positions
        <article key={number} className="sheet attendance">
          <header className="sheet-head">
            <div>
              <p className="sheet-campaign">{text(desk.manifest.title)}</p>
              <h2>
                {words.classPage.attendance}, {text(desk.name)}
              </h2>
              <p>{words.classPage.attendanceHelp}</p>
            </div>
            <div className="sheet-school">
              <p>{roster.kind === 'ready' ? roster.value.school.name : ''}</p>
              {pages.length > 1 && (
                <p>
                  {number + 1} / {pages.length}
                </p>
              )}
              {desk.manifest.rehearsal && <p className="sheet-rehearsal">{words.head.slip.rehearsal}</p>}
            </div>
          </header>
          <table className="attendance-table">
            <thead>
              <tr>
                <th scope="col">{words.classPage.orderNumber}</th>
                <th scope="col">{words.classPage.pupil}</th>
                {desk.sequences.map(({ id, title }) => (
                  <th scope="col" key={id} className="attendance-box">
                    {text(title)}
                  </th>
                ))}
                <th scope="col" className="attendance-remarks">
                  {words.classPage.remarks}
                </th>
              </tr>
            </thead>
            <tbody>
              {page.map(({ orderNumber, firstName, lastName }) => (
                <tr key={orderNumber}>
                  <td className="order">{orderNumber}</td>
                  <th scope="row">
                    <span className="last-name">{lastName}</span> {firstName}
                  </th>
                  {desk.sequences.map(({ id }) => (
                    <td key={id} />
                  ))}
                  <td />
                </tr>
              ))}
            </tbody>
          </table>
          <p className="attendance-sign">{words.classPage.invigilator} :</p>
        </article>
      ))}
    </div>
  );
}
